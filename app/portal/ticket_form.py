"""Where a ticket is written, reviewed and sent (product 5, ux 4)."""

from collections.abc import Mapping
from datetime import datetime

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.terms import Language, Priority
from app.kernel.wording import N_
from app.knowledge.routes import open_shelf
from app.portal.ticket_form_arrival import brought
from app.portal.ticket_form_ledger import tell_of_form, tell_of_panel
from app.portal.ticket_form_seal import reviewed, sealed_review
from app.portal.ticket_form_views import (
    form_page,
    review_address,
    review_page,
    sent_page,
    suggested,
    words_of,
)
from app.portal.ticket_form_writing import (
    Writing,
    drop_form_file,
    form_address,
    keep_form,
    my_draft,
    take_form_files,
    writing,
)
from app.search.models import StepKind
from app.search.query_log import carried_token, log_step
from app.storage.database import db, transaction
from app.tickets.access import ticket_for, viewer_of
from app.tickets.details import Refusals, Submission
from app.tickets.drafts import checked_key, discard_draft, new_form_key
from app.tickets.forms import submission_in, typed_fields
from app.tickets.holding import holder_of
from app.tickets.models import Ticket, TicketDraft
from app.tickets.submitting import checked_submission, submit_ticket
from app.web.access import anyone, signed_in
from app.web.blueprint import Blueprint, require_certainty
from app.web.identity import current_reader
from app.web.moments import clock
from app.web.receiving import takes_files
from app.web.visitors import let_carry, visitor_number

ticket_form = Blueprint("ticket_form", __name__)
_MISSING = N_("This page does not exist.")


@ticket_form.page("/<language:language>/tickets/new", access=anyone)
def show(language: Language) -> ResponseReturnValue:
    """Show a new form with what the person brings along, or the ``draft`` they go on with."""
    now = utc_now()
    if key := request.args.get("draft"):
        draft = my_draft(key, now)
        if draft is None:
            return _sign_in_first(form_address(language, key))
        if draft.ticket_id is not None:
            return redirect(_sent_address(language, draft))
        return _form(writing(language, key, draft.content, now), draft.saved_at)
    _generation, shelf = open_shelf()
    form_key, content = new_form_key(), brought(language, shelf, now)
    answer = make_response(_form(writing(language, form_key, content, now)))
    log_step(answer, carried_token(), StepKind.CONTACTED)
    tell_of_form(answer, language, form_key, content, now)
    return answer


@ticket_form.page("/<language:language>/tickets/new", access=anyone, methods=("POST",))
@takes_files
def describe(language: Language) -> ResponseReturnValue:
    """Keep what was written, and go where its button leads; to the review unless something is wrong."""
    key, now = checked_key(request.form.get("form_key", "")), utc_now()
    content, number = typed_fields(request.form), visitor_number()
    draft = keep_form(key, content, number, now)
    if draft.ticket_id is not None:
        return redirect(_sent_address(language, draft), 303)
    problems = take_form_files(key, now)
    answer = make_response(_next(language, writing(language, key, content, now), draft.saved_at, problems))
    if not current_reader().is_known:
        let_carry(answer, number)
    tell_of_form(answer, language, key, content, now)
    return answer


@ticket_form.page("/<language:language>/tickets/forms/<form_key>/draft", access=anyone, methods=("POST",))
def keep(language: Language, form_key: str) -> ResponseReturnValue:
    """Keep what stands in the form while it is being written; say when."""
    now, number = utc_now(), visitor_number()
    keep_form(form_key, typed_fields(request.form), number, now)
    answer = jsonify(saved=clock(now), message=_("Draft saved, %(time)s", time=clock(now)))
    if not current_reader().is_known:
        let_carry(answer, number)
    return answer


@ticket_form.page("/<language:language>/tickets/forms/<form_key>/removal", access=anyone, methods=("POST",))
def discard(language: Language, form_key: str) -> ResponseReturnValue:
    """Forget a draft, and go home."""
    if my_draft(form_key, utc_now()) is None:
        return _sign_in_first(form_address(language, form_key))
    with transaction():
        discard_draft(holder_of(current_reader(), visitor_number()), form_key)
    return redirect(url_for("home.show", language=language), 303)


@ticket_form.page("/<language:language>/tickets/new/<form_key>/review", access=anyone)
def review(language: Language, form_key: str) -> ResponseReturnValue:
    """Show everything that will be sent, and by when it will be answered."""
    now = utc_now()
    draft = my_draft(form_key, now)
    if draft is None:
        return _sign_in_first(review_address(language, form_key, seen=_saw_suggestions()))
    if draft.ticket_id is not None:
        return redirect(_sent_address(language, draft))
    form = writing(language, form_key, draft.content, now)
    try:
        return _review(form, submission_in(draft.content, form.plan))
    except Refusals:  # it was changed elsewhere since
        return redirect(form.address)


@ticket_form.page("/<language:language>/tickets/new/<form_key>/review", access=anyone, methods=("POST",))
def send(language: Language, form_key: str) -> ResponseReturnValue:
    """Send what was reviewed; whoever has to sign in first comes back to the review."""
    now = utc_now()
    draft = my_draft(form_key, now)
    if draft is None or not current_reader().is_known:
        return _sign_in_first(review_address(language, form_key, seen=_saw_suggestions()))
    if draft.ticket_id is not None:
        return redirect(_sent_address(language, draft), 303)
    form = writing(language, form_key, draft.content, now)
    try:
        submission = submission_in(draft.content, form.plan)
    except Refusals as refusals:
        return _form(form, draft.saved_at, words_of(refusals.by_field)), 422
    seen = reviewed(request.form.get("reviewed", ""), form_key)
    if seen is None or seen.digest != submission.digest():
        changed = _("Your draft changed since you reviewed it. Check it again.")
        return _review(form, submission, changed), 409
    if not seen.stands(now):
        return _review(form, submission, _("Some time has passed: this is when we reply now.")), 409
    with transaction():
        ticket = submit_ticket(
            viewer_of(current_reader()), form_key, submission, now, promised_at=seen.shown_at
        )
    return redirect(url_for("ticket_form.sent", language=language, reference=ticket.reference), 303)


@ticket_form.page("/<language:language>/tickets/<reference>/sent", access=signed_in)
def sent(language: Language, reference: str) -> ResponseReturnValue:
    """Say that the ticket was sent, its number, and what happens next."""
    viewer = viewer_of(current_reader())
    ticket = ticket_for(viewer, reference)
    if ticket.requester_id != viewer.person_id:
        raise NotFound(_MISSING)
    return render_template("tickets/sent.html", page=sent_page(ticket, language))


def _next(
    language: Language, form: Writing, saved_at: datetime, problems: Mapping[str, RuleBroken]
) -> ResponseReturnValue:
    """Answer what was asked for by the button that was pressed."""
    if name := request.form.get("remove_file"):
        drop_form_file(form.form_key, name)
        return redirect(f"{form.address}#attachments", 303)
    wanted = request.form.get("then")
    if wanted == "leave" and not problems:
        return redirect(url_for("home.show", language=language), 303)
    if wanted == "sign-in":
        return _sign_in_first(form.address)
    try:
        submission_in(form.content, form.plan)
    except Refusals as refusals:
        problems = {**refusals.by_field, **problems}
    if problems:
        return _form(form, saved_at, words_of(problems)), 422
    address = review_address(language, form.form_key, seen=bool(request.form.get("scripts")))
    return redirect(address, 303)


def _form(form: Writing, saved_at: datetime | None = None, problems: Mapping[str, str] | None = None) -> str:
    _generation, shelf = open_shelf()
    return render_template("tickets/form.html", page=form_page(form, shelf, saved_at, problems))


def _review(form: Writing, submission: Submission, notice: str = "") -> Response:
    panel = None if _saw_suggestions() else suggested(form, submission)
    priority = checked_submission(submission, form.plan).priority or Priority.MEDIUM
    seal = sealed_review(form.form_key, submission, form.now)
    page = review_page(form, submission, priority, seal, panel, notice)
    answer = make_response(render_template("tickets/review.html", page=page))
    if panel:
        tell_of_panel(answer, panel, form.now)
    return answer


def _sign_in_first(back: str) -> ResponseReturnValue:
    """Lead through signing in and back; what was written is kept meanwhile."""
    require_certainty()
    return redirect(url_for("security.login", next=back), 303)


def _saw_suggestions() -> bool:
    """Say whether suggestions stood beside the form; otherwise the review shows them."""
    return bool(request.args.get("seen"))


def _sent_address(language: Language, draft: TicketDraft) -> str:
    reference = db.session.get_one(Ticket, draft.ticket_id).reference
    return url_for("ticket_form.sent", language=language, reference=reference)
