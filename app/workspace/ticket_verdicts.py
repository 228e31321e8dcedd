"""Why the help was not enough, as the team is asked: of each article the requester met, and of none."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.accounts.roles import audiences_of
from app.deflection.tried import Tried
from app.editorial.verdicts.actions import give
from app.editorial.verdicts.labels import verdict_name
from app.editorial.verdicts.queries import GivenVerdict, verdicts_on
from app.editorial.verdicts.vocabulary import NO_ARTICLE, Verdict
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.catalogue import Shelf
from app.knowledge.reading import current_generation
from app.tickets.access import Viewer
from app.tickets.lifecycle import Move
from app.tickets.models import Ticket
from app.tickets.views import Said, TicketView
from app.tickets.vocabulary import MessageKind, Side, TicketStatus

FIELD = "verdict-"  # and an article's id: what the form of an answer says of it
_MOST = 6  # articles asked about
_OF_MET = (Verdict.WRONG, Verdict.INCOMPLETE, Verdict.DOES_NOT_APPLY, Verdict.WAS_A_BUG)
_ADDRESS = re.compile(r"/(es|en)/articles/([a-z0-9-]{1,100})")


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict to press, with what it is called; ``stands`` when it was given."""

    verdict: Verdict
    name: str
    stands: bool


@dataclass(frozen=True, slots=True)
class JudgedArticle:
    """An article to say something of: how the requester met it, which words fit, and what stands."""

    article_id: str
    title: str
    url: str
    language: Language
    met: str
    words: tuple[Word, ...]
    given: GivenVerdict | None
    chosen: str

    @property
    def field(self) -> str:
        """Return the name of its field in the form of an answer."""
        return f"{FIELD}{self.article_id}"

    @property
    def was_met(self) -> bool:
        """Say whether the requester had it before them, and it did not help."""
        return any(word.verdict is Verdict.WRONG for word in self.words)


@dataclass(frozen=True, slots=True)
class Judging:
    """The question: beside the answer that resolves, and after that in a place of its own."""

    articles: tuple[JudgedArticle, ...]
    none_given: GivenVerdict | None
    with_answer: bool
    by_itself: bool

    @property
    def none_exists(self) -> bool:
        """Say whether somebody said that nobody has written such an article."""
        return self.none_given is not None and self.none_given.verdict is Verdict.NOT_FOUND

    @property
    def without_article(self) -> bool:
        """Say whether somebody said, of no article, that it was a bug."""
        return self.none_given is not None and self.none_given.verdict is Verdict.WAS_A_BUG


_NOTHING = Judging(articles=(), none_given=None, with_answer=False, by_itself=False)


def judging_of(ticket: Ticket, view: TicketView, tried: Tried, typed: Mapping[str, str]) -> Judging:
    """Return what the team is asked about a ticket; one statement, or none where nothing is asked."""
    is_over = view.stage.status in {TicketStatus.RESOLVED, TicketStatus.CLOSED} and not view.merged_into
    if not (is_over or tried.is_something):
        return _NOTHING
    shelf = current_generation().shelf(audiences_of(view.plan, frozenset()))
    given = verdicts_on(ticket)
    met: dict[str, JudgedArticle] = {}
    for article, how, words in _met(view, tried, shelf, given):
        if article.id not in met and (len(met) < _MOST or article.id in given):
            met[article.id] = _judged(article, how, words, given, typed)
    return Judging(
        articles=tuple(met.values()),
        none_given=given.get(NO_ARTICLE),
        with_answer=Move.RESOLVE in view.offered and any(one.was_met for one in met.values()),
        by_itself=is_over,
    )


def keep_verdicts(ticket: Ticket, viewer: Viewer, typed: Mapping[str, str], now: datetime) -> None:
    """Keep what the form of an answer says of articles; nothing in it stands in the answer's way."""
    said = [(name.removeprefix(FIELD), word) for name, word in typed.items() if name.startswith(FIELD)]
    for article_id, word in said[:_MOST]:
        with suppress(RuleBroken):
            if article_id != NO_ARTICLE and word in set(Verdict):
                give(ticket, viewer, article_id, Verdict(word), now)


def cited_in(view: TicketView, shelf: Shelf) -> Iterator[Article]:
    """Yield the articles that the team's answers lead to, as far as the requester may read them."""
    for entry in view.entries:
        if isinstance(entry, Said) and entry.side is Side.STAFF and entry.kind is MessageKind.REPLY:
            for language, slug in _ADDRESS.findall(entry.body):
                if article := shelf.article(Language(language), slug):
                    yield article


def _met(
    view: TicketView, tried: Tried, shelf: Shelf, given: Mapping[str, GivenVerdict]
) -> Iterator[tuple[Article, str, tuple[Verdict, ...]]]:
    """Yield the articles with how the requester met them, the most telling first."""
    came_from = (tried.arrived_from,) if tried.arrived_from else ()
    for seen, how in (
        (tried.failed_steps, _("A step of it did not work")),
        ((*tried.opened, *came_from), _("Read before writing")),
        (tried.dismissed, _("Said it is not their case")),
        (tried.shown, _("Shown while writing")),
    ):
        for each in seen:
            if article := shelf.by_id(each.article_id, view.details.language):
                yield article, how, _OF_MET
    for article in cited_in(view, shelf):
        yield article, _("Cited in the answer, not met before"), (Verdict.NOT_FOUND,)
    for article_id, said in given.items():
        if article_id != NO_ARTICLE and (article := shelf.by_id(article_id, view.details.language)):
            yield article, _("Named by %(name)s", name=said.giver), (Verdict.NOT_FOUND,)


def _judged(
    article: Article,
    how: str,
    words: tuple[Verdict, ...],
    given: Mapping[str, GivenVerdict],
    typed: Mapping[str, str],
) -> JudgedArticle:
    said = given.get(article.id)
    offered = words if said is None or said.verdict in words else (*words, said.verdict)
    return JudgedArticle(
        article_id=article.id,
        title=article.title,
        url=url_for("articles.show", language=article.language, slug=article.slug),
        language=article.language,
        met=how,
        words=tuple(
            Word(word, verdict_name(word), said is not None and said.verdict is word) for word in offered
        ),
        given=said,
        chosen=typed.get(f"{FIELD}{article.id}", said.verdict if said else ""),
    )
