"""The case of one article: what readers, searches and agents say of it, and what is done about it."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.editorial.feedback import actions
from app.editorial.feedback.case import article_case
from app.editorial.feedback.models import FeedbackItem
from app.editorial.feedback.people import reviewers
from app.editorial.feedback.vocabulary import FeedbackState
from app.editorial.freshness.queries import freshness_of
from app.kernel.clock import utc_now
from app.kernel.errors import Conflict, NotFound, RuleBroken
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.articles_home import articles_home
from app.storage.database import db, transaction
from app.web.blueprint import Blueprint
from app.web.errors import status_of
from app.web.identity import Reader, current_reader
from app.workspace.review import LARGEST_ID, MISSING, REVIEWERS, live_shelf, told
from app.workspace.review_case_page import Problem, case_page
from app.workspace.review_list import Articles, case_address
from app.workspace.typed_numbers import number_in

workspace_review_case = Blueprint("workspace_review_case", __name__)
_STAFF = "/<language:language>/staff"
_ITEM = f"{_STAFF}/feedback/<int:item_number>"
_DONE = {
    "attended": N_("The comment was marked as attended to."),
    "waiting": N_("The comment waits again."),
    "queued": N_("It is in the queue now."),
    "taken": N_("It is yours now."),
    "assigned": N_("It was given."),
    "begun": N_("Its review began."),
    "linked": N_("The commit is linked. It closes by itself once that commit is live."),
    "dismissed": N_("It was dismissed, with your reason."),
    "reopened": N_("It is open again."),
}
_INCOMPLETE = N_("This form is incomplete. Open the page again and decide there.")
Deed = Callable[[int, Reader, FeedbackState, datetime], FeedbackItem]


@workspace_review_case.page(f"{_STAFF}/review/<article_id>", access=REVIEWERS)
def show(language: Language, article_id: str) -> ResponseReturnValue:
    """Show the case of an article in the language that the address asks for."""
    return _page(language, article_id, _asked_language(language, article_id))


@workspace_review_case.page(f"{_STAFF}/review/<article_id>/items", access=REVIEWERS, methods=("POST",))
def queue(language: Language, article_id: str) -> ResponseReturnValue:
    """Put a live article into the queue; one that is there already stays as it is."""
    about = _asked_language(language, article_id)
    with transaction():
        actions.put_in_queue(article_id, about, current_reader(), utc_now())
    return redirect(case_address(article_id, about, done="queued"), HTTPStatus.SEE_OTHER)


@workspace_review_case.page(f"{_ITEM}/taking", access=REVIEWERS, methods=("POST",))
def take(language: Language, item_number: int) -> ResponseReturnValue:
    """Make an item one's own."""
    seen_assignee = number_in(request.form.get("seen_assignee", ""))

    def deed(number: int, viewer: Reader, seen: FeedbackState, now: datetime) -> FeedbackItem:
        return actions.take(number, viewer, seen, seen_assignee, now)

    return _carry_out(language, item_number, deed, "taken")


@workspace_review_case.page(f"{_ITEM}/assignment", access=REVIEWERS, methods=("POST",))
def assign(language: Language, item_number: int) -> ResponseReturnValue:
    """Give an item to somebody who reviews articles, or to nobody."""
    chosen = request.form.get("assignee", "")
    assignee = number_in(chosen)

    def deed(number: int, viewer: Reader, seen: FeedbackState, now: datetime) -> FeedbackItem:
        if chosen and assignee is None:
            raise RuleBroken(N_("Choose somebody who reviews articles."), field="assignee")
        return actions.assign(number, viewer, assignee, seen, now)

    return _carry_out(language, item_number, deed, "assigned")


@workspace_review_case.page(f"{_ITEM}/beginning", access=REVIEWERS, methods=("POST",))
def begin(language: Language, item_number: int) -> ResponseReturnValue:
    """Begin to review, or let go of a commit that was linked by mistake."""
    return _carry_out(language, item_number, actions.start_review, "begun")


@workspace_review_case.page(f"{_ITEM}/commit", access=REVIEWERS, methods=("POST",))
def link(language: Language, item_number: int) -> ResponseReturnValue:
    """Say which commit corrects the article."""
    commit = request.form.get("commit", "")

    def deed(number: int, viewer: Reader, seen: FeedbackState, now: datetime) -> FeedbackItem:
        return actions.link_commit(number, viewer, commit, seen, now)

    return _carry_out(language, item_number, deed, "linked", "commit")


@workspace_review_case.page(f"{_ITEM}/dismissal", access=REVIEWERS, methods=("POST",))
def dismiss(language: Language, item_number: int) -> ResponseReturnValue:
    """Close an item without a change, with the reason."""
    reason = request.form.get("reason", "")

    def deed(number: int, viewer: Reader, seen: FeedbackState, now: datetime) -> FeedbackItem:
        return actions.dismiss(number, viewer, reason, seen, now)

    return _carry_out(language, item_number, deed, "dismissed", "reason")


@workspace_review_case.page(f"{_ITEM}/reopening", access=REVIEWERS, methods=("POST",))
def reopen(language: Language, item_number: int) -> ResponseReturnValue:
    """Take up again what was closed."""
    words = request.form.get("again", "")

    def deed(number: int, viewer: Reader, seen: FeedbackState, now: datetime) -> FeedbackItem:
        return actions.reopen(number, viewer, words, seen, now)

    return _carry_out(language, item_number, deed, "reopened", "again")


def _carry_out(
    language: Language, number: int, deed: Deed, done: str, field: str = ""
) -> ResponseReturnValue:
    """Do it and show the case; where it is refused, the case says why and keeps what was typed."""
    if number > LARGEST_ID:
        raise NotFound(MISSING)
    try:
        with transaction():
            item = deed(number, current_reader(), _seen_state(), utc_now())
            address = case_address(item.article_id, item.language, done=done)
    except (RuleBroken, Conflict) as refusal:
        about = db.session.get(FeedbackItem, number)
        if about is None:
            raise NotFound(MISSING) from refusal
        problem = Problem(
            words=_(refusal.message, **refusal.values),
            field=str(refusal.values.get("field", field if isinstance(refusal, RuleBroken) else "")),
            typed=request.form.to_dict(),
        )
        return _page(language, about.article_id, about.language, problem), status_of(refusal)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _page(language: Language, article_id: str, about: Language, problem: Problem | None = None) -> str:
    now, shelf, viewer = utc_now(), live_shelf(), current_reader()
    article = Articles(shelf, language).find(article_id, about)
    case = article_case(article_id, about, article.revision if article else "", now)
    if case is None:
        raise NotFound(MISSING)
    remarks = freshness_of(article_id, about, now)
    home = articles_home(current_app.extensions["settings"])
    page = case_page(case, remarks, home, shelf, language, reviewers(), viewer.person_id, now)
    return render_template("workspace/review_case.html", page=page, problem=problem, done=told(_DONE))


def _asked_language(language: Language, article_id: str) -> Language:
    """Return the language the address names; else the page's, or the other where only that is live."""
    if not article_id.isprintable():  # no article is called so, and not every database takes it
        raise NotFound(MISSING)
    asked = request.args.get("in", "")
    if asked in set(Language):
        return Language(asked)
    found = live_shelf().by_id(article_id, language)
    return found.language if found else language


def _seen_state() -> FeedbackState:
    seen = request.form.get("seen_state", "")
    if seen not in set(FeedbackState):
        raise RuleBroken(_INCOMPLETE)
    return FeedbackState(seen)
