"""One content gap: in whose words, what became of it, and what to do with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.editorial.feedback.people import Reviewer, reviewers
from app.editorial.gaps.actions import assign, dismiss, reopen
from app.editorial.gaps.lifecycle import allows
from app.editorial.gaps.queries import Change, GapCase, gap_case
from app.editorial.gaps.vocabulary import CLOSED_AFTER, Deed, Source
from app.kernel.clock import utc_now
from app.kernel.errors import Conflict, NotFound, RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.knowledge.source import SourceUnusable
from app.storage.database import transaction
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.gaps_draft import branch_with, draft_of, put_on_branch, trailer_of
from app.workspace.gaps_labels import name_of_source, told_change
from app.workspace.gaps_page import GapRow, gap_row
from app.workspace.gaps_source import home
from app.workspace.typed_numbers import number_in

workspace_gaps_case = Blueprint("workspace_gaps_case", __name__)
_READERS = holders_of(Permission.REVIEW_VOTES)
_WRITERS = holders_of(Permission.PROPOSE_CHANGES)
_ALL_PHRASES = 100
_LONGEST_BRANCH = 200


@dataclass(frozen=True, slots=True)
class GapPage:
    """A gap with its history in words; ``branch`` holds its draft; ``reason`` as it was typed."""

    row: GapRow
    case: GapCase
    history: tuple[tuple[Change, str], ...]
    reviewers: Sequence[Reviewer]
    source_names: Mapping[Source, str]
    trailer: str
    closes_at: datetime | None
    can_assign: bool
    can_dismiss: bool
    can_reopen: bool
    may_propose: bool
    has_git: bool
    branch: str
    reason: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


@workspace_gaps_case.page("/<language:language>/staff/gaps/<gap_number>", access=_READERS)
def one(language: Language, gap_number: str) -> ResponseReturnValue:
    """Show one gap."""
    page = _page(_number(gap_number), language)
    return render_template("workspace/gap.html", page=page, language=language)


@workspace_gaps_case.page(
    "/<language:language>/staff/gaps/<gap_number>/assignment", access=_READERS, methods=("POST",)
)
def assignment(language: Language, gap_number: str) -> ResponseReturnValue:
    """Give it to somebody."""
    who = number_in(request.form.get("assignee", ""))
    return _done(
        language, gap_number, "assignee", lambda it: assign(it, current_reader(), who, _seen(), utc_now())
    )


@workspace_gaps_case.page(
    "/<language:language>/staff/gaps/<gap_number>/dismissal", access=_READERS, methods=("POST",)
)
def dismissal(language: Language, gap_number: str) -> ResponseReturnValue:
    """Put it aside, with a reason."""
    reason = request.form.get("reason", "")
    return _done(
        language, gap_number, "reason", lambda it: dismiss(it, current_reader(), reason, _seen(), utc_now())
    )


@workspace_gaps_case.page(
    "/<language:language>/staff/gaps/<gap_number>/reopening", access=_READERS, methods=("POST",)
)
def reopening(language: Language, gap_number: str) -> ResponseReturnValue:
    """Take it up again."""
    return _done(language, gap_number, "reopen", lambda it: reopen(it, current_reader(), _seen(), utc_now()))


@workspace_gaps_case.page("/<language:language>/staff/gaps/<gap_number>/stub", access=_READERS)
def stub(language: Language, gap_number: str) -> Response:
    """Return the file of an article to begin with; its language is the gap's."""
    draft = draft_of(gap_case(_number(gap_number)).line, utc_now())
    answer = Response(draft.text.encode(), mimetype="text/markdown")
    answer.headers.set("Content-Disposition", "attachment", filename=draft.name)
    answer.headers["Content-Language"] = language.value
    answer.headers["Cache-Control"] = "no-store"
    return answer


@workspace_gaps_case.page(
    "/<language:language>/staff/gaps/<gap_number>/branch", access=_WRITERS, methods=("POST",)
)
def branch(language: Language, gap_number: str) -> ResponseReturnValue:
    """Commit the draft on a branch of its own; nothing that is live changes."""
    number = _number(gap_number)
    try:
        made = put_on_branch(gap_case(number).line, current_reader(), utc_now())
    except (RuleBroken, SourceUnusable) as refused:
        page = _page(number, language, {"draft": gettext(refused.message, **refused.values)})
        return render_template("workspace/gap.html", page=page, language=language), 422
    return redirect(url_for("workspace_gaps_case.one", gap_number=number, branch=made.branch), 303)


def _done(
    language: Language, gap_number: str, refused: str, change: Callable[[int], None]
) -> ResponseReturnValue:
    """Make the change and show the gap again; what was refused stays as it was typed."""
    number = _number(gap_number)
    try:
        with transaction():
            change(number)
    except (RuleBroken, Conflict) as broken:
        page = _page(number, language, {refused: gettext(broken.message, **broken.values)})
        status = 409 if isinstance(broken, Conflict) else 422
        return render_template("workspace/gap.html", page=page, language=language), status
    return redirect(url_for("workspace_gaps_case.one", gap_number=number), 303)


def _page(number: int, language: Language, problems: Mapping[str, str] | None = None) -> GapPage:
    case = gap_case(number)
    state, answered = case.line.state, case.line.answered_at
    is_own = case.merged_into is None
    return GapPage(
        row=gap_row(case.line, language, _ALL_PHRASES),
        case=case,
        history=tuple((change, told_change(change)) for change in case.history),
        reviewers=reviewers(),
        source_names={source: name_of_source(source) for source in Source},
        trailer=trailer_of(number),
        closes_at=answered + CLOSED_AFTER if answered and state.is_open else None,
        can_assign=allows(state, Deed.ASSIGNED),
        can_dismiss=allows(state, Deed.DISMISSED),
        can_reopen=allows(state, Deed.REOPENED) and is_own,
        may_propose=current_reader().may(Permission.PROPOSE_CHANGES),
        has_git=home().has_git,
        branch=branch_with(case.line, request.args.get("branch", "")[:_LONGEST_BRANCH], utc_now()),
        reason=request.form.get("reason", ""),
        problems=problems or {},
    )


def _number(text: str) -> int:
    number = number_in(text)
    if number is None:
        raise NotFound("This page does not exist.")
    return number


def _seen() -> int:
    return number_in(request.form.get("seen", "")) or 0
