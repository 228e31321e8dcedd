"""Everything an editor should know of an article before committing it, as the preview shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from app.cli.preview_watch import Judgement
from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.article import Article, ArticleStatus
from app.knowledge.catalogue import Generation, Shelf
from app.knowledge.faults import Fault
from app.knowledge.finds import TOP
from app.knowledge.manuscripts import Manuscript
from app.knowledge.rows import address_in
from app.knowledge.validation import audiences_reading
from app.search.documents import SearchQuery


@dataclass(frozen=True, slots=True)
class SaidFault:
    """A fault as ``file:line`` and in words."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class TriedPhrase:
    """A phrase of ``finds`` as it was searched; ``place`` counts from 1, 0 is not among ten."""

    phrase: str
    place: int
    first: tuple[str, ...]

    @property
    def is_kept(self) -> bool:
        """Say whether the promise holds."""
        return 1 <= self.place <= TOP


@dataclass(frozen=True, slots=True)
class ArticleCheck:
    """What is to be known of one article.

    ``is_old`` says that the page shows the last good text because the present one has faults;
    ``twin`` is the address in the other language, "" where there is none.
    """

    path: str
    faults: tuple[SaidFault, ...]
    is_old: bool
    is_draft: bool
    phrases: tuple[TriedPhrase, ...]
    minutes: int
    twin: str
    overdue_since: date | None

    @property
    def missed(self) -> int:
        """Return how many phrases do not find the article."""
        return sum(not phrase.is_kept for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file with its faults; ``url`` leads to its page, "" where it has none."""

    path: str
    url: str
    title: str
    faults: tuple[SaidFault, ...] = ()


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line of a file, with what is wrong there."""

    number: int
    text: str
    faults: tuple[str, ...]


def article_check(told: Judgement, article: Article, generation: Generation) -> ArticleCheck:
    """Return the check of a live article; every phrase of it is searched now."""
    faults = told.of(article.path, article.id, article.language)
    manuscript = told.manuscripts.get(article.path)
    front = manuscript.front if manuscript else None
    other = article.other_languages.get(article.language.other)
    today = utc_now().date()
    return ArticleCheck(
        path=article.path,
        faults=_said(faults),
        is_old=manuscript is None or manuscript.blob != article.revision,
        is_draft=front is not None and front.status is ArticleStatus.DRAFT,
        phrases=tuple(_tried(phrase, article, generation) for phrase in article.finds),
        minutes=article.minutes,
        twin=url_for("articles.show", language=article.language.other, slug=other) if other else "",
        overdue_since=article.review_by if article.review_by and article.review_by < today else None,
    )


def faulty_files(told: Judgement, shelf: Shelf) -> tuple[ListedFile, ...]:
    """Return the files with faults, each with the page that shows it."""
    paths = dict.fromkeys(fault.path for fault in told.faults)
    return tuple(
        _listed(told, path, shelf, _said([fault for fault in told.faults if fault.path == path]))
        for path in paths
    )


def drafts(told: Judgement, shelf: Shelf) -> tuple[ListedFile, ...]:
    """Return the drafts, which only the preview shows."""
    return tuple(
        _listed(told, path, shelf)
        for path, manuscript in sorted(told.manuscripts.items())
        if manuscript.front and manuscript.front.status is ArticleStatus.DRAFT
    )


def without_translation(shelf: Shelf, language: Language) -> tuple[ListedFile, ...]:
    """Return the articles that the other language shows in this one."""
    return tuple(
        ListedFile(article.path, address_in(language, article), article.title)
        for article in shelf.everything(language)
        if not article.other_languages
    )


def raw_lines(told: Judgement, manuscript: Manuscript) -> tuple[RawLine, ...]:
    """Return a file line by line with its faults; a line past its end stands for what is missing there."""
    path = manuscript.place.path
    faults = [fault for fault in told.faults if fault.path == path]
    lines = told.texts.get(path, "").splitlines()
    lines += [""] * (max((fault.line for fault in faults), default=0) - len(lines))
    said = {
        fault.line: tuple(each.words(_) for each in faults if each.line == fault.line) for fault in faults
    }
    return tuple(RawLine(number, text, said.get(number, ())) for number, text in enumerate(lines, start=1))


def _listed(told: Judgement, path: str, shelf: Shelf, faults: tuple[SaidFault, ...] = ()) -> ListedFile:
    manuscript = told.manuscripts.get(path)
    if manuscript is None or not manuscript.place.category:
        return ListedFile(path, "", path, faults)
    front, place = manuscript.front, manuscript.place
    article = shelf.by_id(front.id, place.language) if front else None
    shown = article if article and article.language is place.language else None
    slug = shown.slug if shown else place.slug
    url = url_for("articles.show", language=place.language, slug=slug)
    return ListedFile(path, url, front.title if front else path, faults)


def _said(faults: Sequence[Fault]) -> tuple[SaidFault, ...]:
    return tuple(SaidFault(f"{fault.path}:{fault.line}", fault.words(_)) for fault in faults)


def _tried(phrase: str, article: Article, generation: Generation) -> TriedPhrase:
    asked = SearchQuery(phrase, article.language, audiences_reading(article.audience))
    hits = generation.search.search(asked).hits
    place = next((number for number, hit in enumerate(hits, 1) if hit.article_id == article.id), 0)
    return TriedPhrase(phrase, place, tuple(hit.title.text for hit in hits[:TOP]))
