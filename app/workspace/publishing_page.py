"""Lays out the report of a generation: what is wrong, what came with it, what it changed for searches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.editorial.feedback.references import Unknown, UnknownReference
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.catalogue import Shelf
from app.knowledge.changes import ChangeKind, Changes, CommitLine
from app.knowledge.finds import MissedPhrase
from app.knowledge.report_file import PublishingReport
from app.knowledge.rollback import PastGeneration
from app.knowledge.rows import address_in
from app.search.rehearsing import Turn
from app.workspace.publishing_searches import RehearsedSearches, rehearsed_searches

_UNKNOWN = {
    Unknown.UNREADABLE: N_("This is not a number like F-12 or G-7"),
    Unknown.MISSING: N_("There is no such entry on the ratings page"),
    Unknown.CLOSED_BEFORE: N_("It was closed already"),
}


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault as an editor finds it: ``file:line``, what is wrong in the page's language, what is live."""

    place: str
    words: str
    live: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article that came, changed or went; without an address where it is not live."""

    title: str
    url: str
    what: str
    path: str
    language: Language


@dataclass(frozen=True, slots=True)
class UnknownRow:
    """A number after ``Resolves-feedback:`` that closed nothing, as it was written, and why."""

    text: str
    why: str
    commit: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GenerationRow:
    """A generation on this machine; ``turned`` counts what searches lost, gained and moved, if known."""

    name: str
    published_at: datetime
    articles: int | None
    faults: int | None
    turned: tuple[int, int, int] | None
    is_live: bool
    is_pinned: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class PublishingPage:
    """The report of one generation, ready to print."""

    commit: str
    is_live: bool
    is_pinned: bool
    published_at: datetime
    articles: int
    rendered: int
    removed: int
    faults: tuple[FaultRow, ...]
    phrases: int
    missed: tuple[MissedPhrase, ...]
    searches: RehearsedSearches | None
    before: str
    commits: tuple[CommitLine, ...]
    commits_left_out: int
    unknown: tuple[UnknownRow, ...]
    changed: tuple[ArticleRow, ...]
    changed_left_out: int
    warnings: tuple[str, ...]
    generations: tuple[GenerationRow, ...]


def publishing_page(
    shown: PastGeneration,
    report: PublishingReport,
    changes: Changes,
    there: Sequence[PastGeneration],
    unknown: Sequence[UnknownReference],
    shelf: Shelf,
    language: Language,
) -> PublishingPage:
    """Return the page of the generation ``shown`` among those that are ``there``.

    ``unknown`` is what commits say that they resolve and that leads nowhere.
    """
    return PublishingPage(
        commit=report.commit,
        is_live=shown.live,
        is_pinned=shown.pinned,
        published_at=shown.published_at,
        articles=report.articles,
        rendered=report.rendered,
        removed=report.removed,
        faults=tuple(
            FaultRow(f"{found.path}:{found.line}", found.words(_), _standing(report, found.path))
            for found in report.faults
        ),
        phrases=report.finds.tried,
        missed=report.finds.missed,
        searches=rehearsed_searches(report.rehearsal, changes, shelf, language),
        before=changes.before,
        commits=changes.commits,
        commits_left_out=changes.commits_left_out,
        unknown=tuple(
            UnknownRow(each.text, _(_UNKNOWN[each.why]), each.commit, each.author, each.at)
            for each in unknown
        ),
        changed=tuple(_changed(changes, shelf, language)),
        changed_left_out=changes.articles_left_out,
        warnings=tuple(_(warning) for warning in report.warnings),
        generations=tuple(_row(one, one.name == shown.name) for one in there),
    )


def _standing(report: PublishingReport, path: str) -> str:
    if path in report.kept:
        return _("The last good version stays live")
    if path in report.withheld:
        return _("Not live until it is fixed")
    return _("Live")


def _changed(changes: Changes, shelf: Shelf, language: Language) -> list[ArticleRow]:
    words = {
        ChangeKind.ADDED: _("New"),
        ChangeKind.CHANGED: _("Changed"),
        ChangeKind.REMOVED: _("Taken out"),
    }
    rows = []
    for one in changes.articles:
        live = shelf.by_id(one.id, one.language)
        url = address_in(language, live) if live and live.language is one.language else ""
        rows.append(ArticleRow(one.title, url, words[one.kind], one.path, one.language))
    return rows


def _row(one: PastGeneration, is_shown: bool) -> GenerationRow:
    report = one.report
    rehearsal = report.rehearsal if report else None
    lost, gained, moved = (
        len(rehearsal.turned(turn)) if rehearsal else 0 for turn in (Turn.LOST, Turn.GAINED, Turn.MOVED)
    )
    return GenerationRow(
        one.name,
        one.published_at,
        report.articles if report else None,
        len(report.faults) if report else None,
        (lost, gained, moved) if rehearsal else None,
        one.live,
        one.pinned,
        is_shown,
    )
