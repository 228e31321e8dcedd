"""An article made of a solved ticket: its requester's words, what solved it, and nothing private."""

import re
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale, gettext

from app.deflection.tried import tried_before
from app.editorial.drafting.article_text import Case, body_of, phrases_of, summary_of, title_of
from app.editorial.drafting.names import people_in
from app.editorial.drafting.places import category_of, free_slug
from app.editorial.drafting.plain_markdown import plain
from app.editorial.drafting.private_patterns import Kind
from app.editorial.drafting.redaction import Removed, redact
from app.kernel.terms import Audience, Language, ProductArea
from app.kernel.wording import N_
from app.knowledge.catalogue_file import Catalogue
from app.knowledge.stub import Stub, file_name, slug_of, stub_text
from app.tickets.views import Said, TicketView
from app.tickets.vocabulary import MessageKind, Side

_SHORT = 60  # characters: «Listo, quedó corregido» solved it and says nothing of how
_MARKS = {
    Kind.LINK: N_("link"),
    Kind.MAIL: N_("e-mail"),
    Kind.KEY: N_("password or key"),
    Kind.ADDRESS: N_("network address"),
    Kind.ACCOUNT: N_("card or account"),
    Kind.DOCUMENT: N_("identity document"),
    Kind.PHONE: N_("telephone"),
    Kind.ORDER: N_("order or ticket number"),
    Kind.NUMBER: N_("number"),
    Kind.SHOP: N_("name of the shop"),
    Kind.PERSON: N_("name of a person"),
    Kind.COURTESY: N_("greeting or signature"),
}
_ARTICLE = re.compile(r"(?:https?://[^\s/]+)?/(es|en)/articles/([a-z0-9-]{1,100})(?:#[\w-]*)?")
_KEPT = "xqlink{}xq"  # stands for a link to an article while the words are made plain
_KEPT_AGAIN = re.compile("xqlink([a-j]+)xq")
_DIGITS = str.maketrans("0123456789", "abcdefghij")
_LETTERS = str.maketrans("abcdefghij", "0123456789")


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """A file that could be saved, and what was taken out of the ticket's words for it."""

    category: str
    slug: str
    language: Language
    text: str
    removed: tuple[Removed, ...]

    @property
    def path(self) -> str:
        """Return where it would stand among the articles."""
        return f"{self.category}/{file_name(self.slug, self.language)}"


def mark_name(kind: Kind) -> str:
    """Return what stands in the place of something private, in the page's language."""
    return gettext(_MARKS[kind])


def draft_of(view: TicketView, live: Catalogue, today: date) -> ArticleDraft:
    """Return a draft of an article about a ticket; five statements. Internal notes are never looked at."""
    details, language = view.details, view.details.language
    solution = _solution(view)
    links = _Links(live)
    people = people_in(view, "\n".join((details.title, details.happened, details.steps, solution)))
    removed: list[Removed] = []

    def clean(text: str, *, is_letter: bool = True) -> str:
        done = redact(links.kept(text), mark_name, people, is_letter=is_letter)
        removed.extend(done.removed)
        return done.text

    with force_locale(language.value):
        case = Case(
            title=clean(details.title, is_letter=False),
            happened=clean("\n\n".join(part for part in (details.happened, details.steps) if part)),
            searched=tuple(clean(words, is_letter=False) for words in tried_before(view.form_key).searched),
            solution=clean(solution),
            language=language,
        )
    title = title_of(case)
    slug = free_slug(slug_of(title)[:80].strip("-") or "borrador", live)
    stub = Stub(
        id=slug,
        language=language,
        title=links.as_words(title),
        summary=links.as_words(summary_of(case)),
        area=details.area or ProductArea.PLATFORM,
        finds=tuple(links.as_words(each) for each in phrases_of(case)) or (links.as_words(title),),
        body=links.put_back(body_of(case)),
    )
    category = category_of(live, stub.area)
    return ArticleDraft(category, slug, language, stub_text(stub, today), tuple(removed))


class _Links:
    """Links to our own articles, which stay: as the file that the link leads to."""

    def __init__(self, live: Catalogue) -> None:
        shown = (each for each in live.articles if each.audience is Audience.EVERYONE)
        self._by_slug = {(each.language.value, each.slug): each for each in shown}
        self._found: list[tuple[str, str]] = []

    def kept(self, text: str) -> str:
        """Return the text with a word in the place of each link to an article that everybody may read."""

        def keep(found: re.Match[str]) -> str:
            article = self._by_slug.get((found[1], found[2]))
            if article is None:
                return found[0]
            self._found.append((article.title, f"../{article.path}"))
            return _KEPT.format(str(len(self._found) - 1).translate(_DIGITS))

        return _ARTICLE.sub(keep, _KEPT_AGAIN.sub("", text))

    def put_back(self, text: str) -> str:
        """Return the text with the links as Markdown."""
        return _KEPT_AGAIN.sub(lambda found: "[{}]({})".format(*self._named(found)), text)

    def as_words(self, text: str) -> str:
        """Return the text with the titles of the articles alone."""
        return _KEPT_AGAIN.sub(lambda found: self._named(found)[0], text)

    def _named(self, found: re.Match[str]) -> tuple[str, str]:
        title, path = self._found[int(found[1].translate(_LETTERS))]
        return plain(title), path


def _solution(view: TicketView) -> str:
    """Return the team's last words to the requester, or all of them where the last say too little."""
    said = [
        entry.body
        for entry in view.entries
        if isinstance(entry, Said)
        and entry.side is Side.STAFF
        and entry.kind is MessageKind.REPLY
        and not entry.asks
    ]
    if said and len(said[-1]) >= _SHORT:
        return said[-1]
    return "\n\n".join(said)
