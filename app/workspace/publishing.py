"""What the last publication did: faults, articles kept at their last good version, missed phrases."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.knowledge.finds import MissedPhrase
from app.knowledge.reading import current_generation
from app.knowledge.report_file import PublishingReport, read_report
from app.search.rehearsing import Changed, Turn
from app.web.access import holders_of
from app.web.blueprint import Blueprint

workspace = Blueprint("workspace", __name__)


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A fault as an editor finds it: ``file:line``, what is wrong in the page's language, what is live."""

    place: str
    words: str
    live: str


@dataclass(frozen=True, slots=True)
class PublishingPage:
    """The report of the live generation, ready to print."""

    commit: str
    articles: int
    rendered: int
    removed: int
    faults: tuple[FaultRow, ...]
    phrases: int
    missed: tuple[MissedPhrase, ...]
    lost: tuple[Changed, ...]
    warnings: tuple[str, ...]


@workspace.page("/<language:language>/workspace/publishing", access=holders_of(Permission.SEE_PUBLISHING))
def publishing(language: Language) -> ResponseReturnValue:
    """Show editors and staff what the live generation was made of."""
    report = read_report(current_generation().folder)
    return render_template("workspace/publishing.html", page=publishing_page(report), language=language)


def publishing_page(report: PublishingReport) -> PublishingPage:
    """Return ``report`` with its faults in the reader's words."""
    return PublishingPage(
        commit=report.commit,
        articles=report.articles,
        rendered=report.rendered,
        removed=report.removed,
        faults=tuple(
            FaultRow(f"{found.path}:{found.line}", found.words(_), _standing(report, found.path))
            for found in report.faults
        ),
        phrases=report.finds.tried,
        missed=report.finds.missed,
        lost=report.rehearsal.turned(Turn.LOST) if report.rehearsal else (),
        warnings=tuple(_(warning) for warning in report.warnings),
    )


def _standing(report: PublishingReport, path: str) -> str:
    if path in report.kept:
        return _("The last good version stays live")
    if path in report.withheld:
        return _("Not live until it is fixed")
    return _("Live")
