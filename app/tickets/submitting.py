"""Turn a form into a ticket, once however often it is sent."""

from dataclasses import asdict, replace
from datetime import datetime
from itertools import count

from sqlalchemy import select

from app.accounts.models import Person
from app.kernel.errors import RuleBroken
from app.kernel.terms import Plan, Priority, TicketType
from app.kernel.wording import N_
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.access import Act, Viewer, require
from app.tickets.desk import route
from app.tickets.details import Details, FieldChecks, Refusals, Submission, checked_details, checked_text
from app.tickets.drafts import held_draft
from app.tickets.events import TicketOpened
from app.tickets.lifecycle import can_reopen
from app.tickets.models import Ticket
from app.tickets.promises import promise
from app.tickets.recording import record
from app.tickets.references import new_reference
from app.tickets.triage import chosen_priority, proposed_priority, require_type
from app.tickets.uploads import adopt_files
from app.tickets.vocabulary import ChangeKind, Origin


def checked_submission(submission: Submission, plan: Plan) -> Submission:
    """Return the form cleaned, with its priority decided. Raises Refusals with every field that is wrong."""
    check = FieldChecks()
    details, priority, reason = submission.details, Priority.MEDIUM, ""
    try:
        details = checked_details(details)
    except Refusals as refusals:
        check.add(refusals)
    with check.field("type"):
        require_type(details.type, plan)
    with check.field("priority_reason"):
        reason = checked_text(submission.priority_reason)
        priority = chosen_priority(details.type, submission.impacts, submission.priority, reason)
    check.done()
    return Submission(details=details, impacts=submission.impacts, priority=priority, priority_reason=reason)


def submit_ticket(
    viewer: Viewer,
    form_key: str,
    submission: Submission,
    now: datetime,
    *,
    origin: Origin = Origin.PORTAL,
    follows: Ticket | None = None,
    promised_at: datetime | None = None,
) -> Ticket:
    """Return the ticket of this form; sending the same form again returns the same ticket.

    ``promised_at`` is when the guarantee that stands was shown, where that was before ``now``.
    Raises Refusals, or RuleBroken when the form was already sent with other words.
    """
    draft = held_draft(viewer, form_key, now)
    if sent := _sent_before(viewer, form_key, submission):
        return sent
    plan = db.session.get_one(Person, viewer.person_id).plan
    checked = checked_submission(submission, plan)
    ticket = _new_ticket(viewer, form_key, checked, plan, origin, now)
    _keep_promise(ticket, promised_at or now)
    ticket.form_digest = submission.digest()
    ticket.follows_id = follows.id if follows else None
    db.session.add(ticket)
    db.session.flush()
    _write_beginning(viewer, ticket, checked, now, follows)
    adopt_files(viewer, form_key, ticket)
    draft.ticket_id, draft.content = ticket.id, {}
    route(ticket, now)
    return ticket


def follow_up(viewer: Viewer, earlier: Ticket, text: str, form_key: str, now: datetime) -> Ticket:
    """Open a ticket linked to one that closed too long ago to reopen. Raises RuleBroken while it can be."""
    require(viewer, Act.FOLLOW_UP, earlier)
    if can_reopen(earlier.closed_at, now) and earlier.merged_into_id is None:
        raise RuleBroken(N_("This ticket can still be reopened: reply on it."))
    plan = db.session.get_one(Person, viewer.person_id).plan
    details = details_of(earlier)
    if details.type.needs_vip and plan is not Plan.VIP:
        details = replace(details, type=TicketType.HOW_TO)
    details = replace(details, happened=text, expected="", obtained="", steps="", occurred="")
    submission = Submission(details=details, impacts=earlier.impacts)
    return submit_ticket(viewer, form_key, submission, now, follows=earlier)


def details_of(ticket: Ticket) -> Details:
    """Return the case as it is described now."""
    return Details(**{name: getattr(ticket, name) for name in Details.__dataclass_fields__})


def _sent_before(viewer: Viewer, form_key: str, submission: Submission) -> Ticket | None:
    ticket = db.session.scalar(select(Ticket).filter_by(requester_id=viewer.person_id, form_key=form_key))
    if ticket is not None and ticket.form_digest != submission.digest():
        raise RuleBroken(
            N_("This form was already sent with other words. Add them as a reply to your ticket.")
        )
    return ticket


def _new_ticket(
    viewer: Viewer, form_key: str, checked: Submission, plan: Plan, origin: Origin, now: datetime
) -> Ticket:
    return Ticket(
        reference=_free_reference(),
        form_key=form_key,
        requester_id=viewer.person_id,
        plan=plan,
        origin=origin,
        impacts=checked.impacts,
        priority=checked.priority or Priority.MEDIUM,
        opened_at=now,
        last_activity_at=now,
        **{name: getattr(checked.details, name) for name in asdict(checked.details)},
    )


def _keep_promise(ticket: Ticket, promised_at: datetime) -> None:
    promised = promise(ticket.plan, ticket.priority, promised_at)
    ticket.first_response_due_at, ticket.promised_by = promised.due_at, promised.revision


def _free_reference() -> str:
    """Return a number nobody has; longer ones when the short ones run out."""
    for tries in count():
        reference = new_reference(5 + min(tries // 5, 3))
        if db.session.scalar(select(Ticket.id).where(Ticket.reference == reference)) is None:
            return reference
    raise AssertionError("counting never ends")


def _write_beginning(
    viewer: Viewer, ticket: Ticket, checked: Submission, now: datetime, follows: Ticket | None
) -> None:
    record(ticket, ChangeKind.OPENED, viewer, now, to=ticket.stage)
    proposed = proposed_priority(ticket.type, ticket.impacts)
    if ticket.priority is not proposed:
        record(
            ticket,
            ChangeKind.PRIORITY,
            viewer,
            now,
            field="priority",
            before=proposed,
            to=ticket.priority,
            reason=checked.priority_reason,
        )
    if follows is not None:
        record(follows, ChangeKind.FOLLOWED_UP, viewer, now, to=ticket.reference)
    publish(
        TicketOpened(
            subject=ticket.reference,
            key=ticket.reference,
            occurred_at=now,
            ticket_id=ticket.id,
            requester_id=ticket.requester_id,
            form_key=ticket.form_key,
            type=ticket.type,
            area=ticket.area,
            priority=ticket.priority,
            follows=follows.reference if follows else None,
        )
    )
