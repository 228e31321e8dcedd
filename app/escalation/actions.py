"""What people do about levels: ask, accept, decline, raise; one verb per function; none of them commits."""

from datetime import datetime

from app.escalation.access import require_decider, require_raiser, require_requester
from app.escalation.events import EscalationDecided, EscalationRequested, LevelRaised
from app.escalation.levels import may_rise, next_level
from app.escalation.models import EscalationRequest
from app.escalation.queries import open_request_of, why_not_request
from app.escalation.requests import decided_by
from app.escalation.vocabulary import RaiseReason, RequestOrigin, RequestState
from app.kernel.errors import Conflict, RuleBroken
from app.kernel.terms import SupportLevel
from app.kernel.wording import N_
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.access import Viewer
from app.tickets.conversation import standing
from app.tickets.desk import give_up_to, require_level
from app.tickets.details import LONGEST_FACT, checked_line, checked_text
from app.tickets.models import Ticket, TicketMessage
from app.tickets.promises import current_policy
from app.tickets.recording import give_to, hold, record
from app.tickets.vocabulary import ChangeKind, Side

_NO_TEXT = N_("Say why in a few words: the requester reads it.")


def request_escalation(
    ticket: Ticket,
    viewer: Viewer,
    reason: str,
    origin: RequestOrigin,
    now: datetime,
    message: TicketMessage | None = None,
) -> EscalationRequest:
    """Let the requester ask for a higher level; a supervisor decides.

    ``message`` is the reply whose words asked. Raises NotAllowed, and RuleBroken in words for a
    resolved or closed ticket, one at the highest level, and while a request is open.
    """
    ticket = standing(ticket)
    hold(ticket)
    require_requester(viewer, ticket)
    if why := why_not_request(ticket):
        raise RuleBroken(why)
    request = EscalationRequest(
        ticket_id=ticket.id,
        requester_id=viewer.person_id,
        origin=origin,
        message_id=message.id if message else None,
        reason=checked_text(reason),
        asked_at=now,
        decide_by=decided_by(current_policy(), ticket.plan, now),
        state=RequestState.OPEN,
    )
    db.session.add(request)
    record(ticket, ChangeKind.ESCALATION_REQUESTED, viewer, now, field=origin, reason=request.reason)
    publish(
        EscalationRequested(
            subject=ticket.reference,
            key=f"{ticket.reference} {request.id}",
            occurred_at=now,
            ticket_id=ticket.id,
            request_id=request.id,
        )
    )
    return request


def accept(
    request: EscalationRequest, viewer: Viewer, text: str, now: datetime, assignee_id: int | None = None
) -> None:
    """Send the ticket a level up, to ``assignee_id`` or whoever fits.

    The text, if any, is shown to the requester. Raises NotAllowed, RuleBroken, Conflict when it was
    decided meanwhile.
    """
    ticket = _held_undecided(request, viewer)
    answer = checked_text(text)
    raise_level(ticket, RaiseReason.REQUESTED, now, viewer, assignee_id=assignee_id)
    _decide(request, ticket, viewer, RequestState.ACCEPTED, answer, now)


def decline(request: EscalationRequest, viewer: Viewer, text: str, now: datetime) -> None:
    """Leave the ticket where it is; the text tells the requester why.

    Raises NotAllowed, RuleBroken without a text, Conflict when it was decided meanwhile.
    """
    ticket = _held_undecided(request, viewer)
    answer = checked_text(text, _NO_TEXT)
    _decide(request, ticket, viewer, RequestState.DECLINED, answer, now)


def raise_by_hand(
    ticket: Ticket, viewer: Viewer, why: str, now: datetime, assignee_id: int | None = None
) -> None:
    """Send the ticket a level up because somebody of the team says so, to ``assignee_id`` or whoever fits.

    Raises NotAllowed, RuleBroken.
    """
    hold(ticket)
    require_raiser(viewer, ticket)
    reason = checked_line(why, LONGEST_FACT, N_("Say why in one line."))
    raise_level(ticket, RaiseReason.BY_HAND, now, viewer, reason, assignee_id)


def lapse_request(ticket: Ticket, now: datetime) -> None:
    """End the open request of a held ticket that was resolved or closed: nothing is left to decide."""
    if request := open_request_of(ticket.id):
        request.state, request.decided_at = RequestState.LAPSED, now
        record(ticket, ChangeKind.ESCALATION_DECIDED, None, now, to=RequestState.LAPSED)


def raise_level(
    ticket: Ticket,
    reason: RaiseReason,
    now: datetime,
    actor: Viewer | None = None,
    why: str = "",
    assignee_id: int | None = None,
) -> SupportLevel:
    """Send a held ticket to the next level and to somebody whose level, speciality and language fit.

    ``assignee_id`` is somebody of that level whom a person chose instead. When nobody fits, nobody
    has it, and the timeline says so. The order of service stays as it was. Raises RuleBroken when the
    table has no such raise, and at the highest level.
    """
    if not may_rise(reason, ticket.stage, Side.STAFF if actor else Side.SYSTEM):
        raise RuleBroken(N_("The ticket has moved on, so this can no longer be done."))
    active_at, before = ticket.last_activity_at, SupportLevel(ticket.level)
    level = next_level(before)
    ticket.level = level.value
    change = record(
        ticket, ChangeKind.LEVEL, actor, now, field=reason, before=before.value, to=level.value, reason=why
    )
    if assignee_id is None:
        give_up_to(ticket, level, actor, now)
    else:
        require_level(ticket, level, assignee_id)
        give_to(ticket, assignee_id, actor, now)
    ticket.last_activity_at = active_at
    publish(
        LevelRaised(
            subject=ticket.reference,
            key=f"{ticket.reference} {change.id}",
            occurred_at=now,
            ticket_id=ticket.id,
            before=before.value,
            after=level.value,
            reason=reason,
            assignee_id=ticket.assignee_id,
            actor_id=actor.person_id if actor else None,
        )
    )
    return level


def _held_undecided(request: EscalationRequest, viewer: Viewer) -> Ticket:
    """Hold the ticket of a request: of two who decide at once the second sees what the first did."""
    ticket = db.session.get_one(Ticket, request.ticket_id)
    hold(ticket)
    require_decider(viewer, ticket)
    db.session.refresh(request)
    if request.state is RequestState.LAPSED or not may_rise(RaiseReason.REQUESTED, ticket.stage, Side.STAFF):
        raise Conflict(N_("The ticket was resolved or closed meanwhile, so there is nothing left to decide."))
    if request.state is not RequestState.OPEN:
        raise Conflict(N_("Somebody else decided this request first."))
    return ticket


def _decide(
    request: EscalationRequest,
    ticket: Ticket,
    viewer: Viewer,
    state: RequestState,
    answer: str,
    now: datetime,
) -> None:
    request.state, request.answer = state, answer
    request.decided_at, request.decided_by_id = now, viewer.person_id
    record(ticket, ChangeKind.ESCALATION_DECIDED, viewer, now, to=state, reason=answer)
    publish(
        EscalationDecided(
            subject=ticket.reference,
            key=f"{ticket.reference} {request.id}",
            occurred_at=now,
            ticket_id=ticket.id,
            request_id=request.id,
            accepted=state is RequestState.ACCEPTED,
            actor_id=viewer.person_id,
        )
    )
