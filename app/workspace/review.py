"""How articles do, for whoever reviews them: figures, what needs attention, what readers wrote."""

from dataclasses import replace
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.editorial.feedback.actions import handle_comment, unhandle_comment
from app.editorial.feedback.people import reviewers
from app.editorial.feedback.review import comments as comments_of
from app.editorial.feedback.review import with_details
from app.kernel.clock import utc_now
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.catalogue import Shelf
from app.knowledge.paging import asked_page, paging
from app.knowledge.reading import current_generation
from app.storage.database import transaction
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.web.redirects import HOME, safe_path
from app.workspace.review_comments import CommentsPage, comment_row
from app.workspace.review_export import exported
from app.workspace.review_list import Articles, Asked
from app.workspace.review_page import Days, desk_for, review_page
from app.workspace.spreadsheet import to_save
from app.workspace.typed_numbers import number_in

workspace_review = Blueprint("workspace_review", __name__)
REVIEWERS = holders_of(Permission.REVIEW_VOTES)
MISSING = N_("This page does not exist.")
LARGEST_ID = 2**31 - 1  # of a row
_STAFF = "/<language:language>/staff"
_COMMENTS_A_PAGE = 20
_DONE = {
    "attended": N_("The comment was marked as attended to."),
    "waiting": N_("The comment waits again."),
}


@workspace_review.page(f"{_STAFF}/review", access=REVIEWERS)
def show(language: Language) -> ResponseReturnValue:
    """Show the figures of a period and the articles that need attention."""
    asked, number, reader = Asked.of(request.args), asked_page(), current_reader()
    page = review_page(live_shelf(), language, _asked_days(), asked, number, reader, utc_now())
    return render_template("workspace/review.html", page=page, done=told(_DONE), undo=_undone())


@workspace_review.page(f"{_STAFF}/review.csv", access=REVIEWERS)
def export(language: Language) -> ResponseReturnValue:
    """Give the list, as it is filtered, to a spreadsheet."""
    now = utc_now()
    desk = desk_for(live_shelf(), language, Asked.of(request.args), current_reader(), now)
    whole = replace(desk, lines=with_details(desk.lines, now))
    return to_save(f"review-{now:%Y-%m-%d}.csv", exported(whole))


@workspace_review.page(f"{_STAFF}/comments", access=REVIEWERS)
def comments(language: Language) -> ResponseReturnValue:
    """Show every comment that nobody attended to."""
    number = asked_page()
    begin = (number - 1) * _COMMENTS_A_PAGE
    total, found = comments_of(utc_now(), limit=_COMMENTS_A_PAGE, offset=begin)
    articles, people = Articles(live_shelf(), language), {each.person_id: each.name for each in reviewers()}
    page = CommentsPage(
        rows=tuple(comment_row(each, articles, people) for each in found),
        total=total,
        here=url_for("workspace_review.comments", page=number),
        paging=paging(number, total, _COMMENTS_A_PAGE, "workspace_review.comments", {"language": language}),
    )
    return render_template("workspace/review_comments.html", page=page, done=told(_DONE), undo=_undone())


@workspace_review.page(f"{_STAFF}/comments/<int:vote_id>/attention", access=REVIEWERS, methods=("POST",))
def attend(language: Language, vote_id: int) -> ResponseReturnValue:
    """Note that a comment was attended to, or that it waits again; pressed twice nothing else happens."""
    if vote_id > LARGEST_ID:
        raise NotFound(MISSING)
    waits = request.form.get("then") == "wait"
    with transaction():
        if waits:
            unhandle_comment(vote_id, current_reader())
        else:
            handle_comment(vote_id, current_reader(), utc_now())
    return redirect(_back("waiting" if waits else "attended", vote_id), HTTPStatus.SEE_OTHER)


def _undone() -> int | None:
    """Return the comment that was attended to a moment ago, so that a slip can be undone."""
    return number_in(request.args.get("comment", "")) if request.args.get("done") == "attended" else None


def told(words: dict[str, str]) -> str:
    """Return in words what was just done, as the address says."""
    done = words.get(request.args.get("done", ""))
    return _(done) if done else ""


def _back(done: str, vote_id: int) -> str:
    """Return the page that the button was on."""
    came_from = safe_path(request.form.get("next"))
    path = url_for("workspace_review.show") if came_from == HOME else came_from.partition("#")[0]
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}done={done}&comment={vote_id}#comments"


def live_shelf() -> Shelf:
    """Return the articles as the reader may see them."""
    return current_generation().shelf(current_reader().audiences)


def _asked_days() -> Days:
    """Return the period of the address; twelve weeks unless it names another."""
    asked = request.args.get("days", "")
    return next((each for each in Days if str(each.value) == asked), Days.QUARTER)
