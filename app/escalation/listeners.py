"""What escalation does when something happens to a ticket: looks at it again, hears a wish, ends one."""

from sqlalchemy import select

from app.escalation.actions import lapse_request, raise_level, request_escalation
from app.escalation.events import SupervisorsAlerted
from app.escalation.models import EscalationRequest
from app.escalation.phrases import asks_to_escalate
from app.escalation.queries import why_not_request
from app.escalation.rules import Step
from app.escalation.vocabulary import AlertCause, RaiseReason, RequestOrigin, Rule
from app.escalation.watch import facts_of, look_at, note_step
from app.kernel.terms import SupportLevel
from app.satisfaction.events import TicketRated
from app.satisfaction.models import SurveyInvitation
from app.storage.database import db
from app.storage.outbox import publish
from app.tickets.access import Viewer
from app.tickets.conversation import standing
from app.tickets.events import MessageSent, PriorityChanged, TicketMerged, TicketMoved, TicketOpened
from app.tickets.lifecycle import Stage
from app.tickets.models import Ticket, TicketMessage
from app.tickets.promises import current_policy
from app.tickets.recording import hold
from app.tickets.vocabulary import MessageKind, Side


def on_ticket_changed(event: TicketOpened | PriorityChanged | MessageSent | TicketMoved) -> None:
    """Look at the ticket as of what happened to it, so that it is watched from now on."""
    if isinstance(event, MessageSent) and event.kind == MessageKind.NOTE:
        return
    look_at(db.session.get_one(Ticket, event.ticket_id), event.occurred_at)


def on_ticket_merged(event: TicketMerged) -> None:
    """Look at both tickets: the one that goes on may owe its answer earlier now."""
    ticket = db.session.get_one(Ticket, event.ticket_id)
    for each in sorted({ticket, standing(ticket)}, key=lambda held: held.id):
        look_at(each, event.occurred_at)


def on_ticket_settled(event: TicketMoved) -> None:
    """End the open request of a ticket that was resolved or closed and is so still."""
    if event.stage in {Stage.RESOLVED, Stage.CLOSED}:
        ticket = db.session.get_one(Ticket, event.ticket_id)
        hold(ticket)
        if ticket.stage in {Stage.RESOLVED, Stage.CLOSED}:
            lapse_request(ticket, event.occurred_at)


def on_message_sent(event: MessageSent) -> None:
    """Take the words «solicito escalamiento» in the new part of a requester's reply for a request.

    Where none can be made, the words are a reply like any other. Told twice, one request is made.
    """
    if event.side != Side.REQUESTER or event.kind != MessageKind.REPLY:
        return
    message = db.session.get_one(TicketMessage, event.message_id)
    if not asks_to_escalate(message.body) or _was_heard(message):
        return
    ticket = standing(db.session.get_one(Ticket, event.ticket_id))
    hold(ticket)
    if why_not_request(ticket) is None:
        request_escalation(
            ticket, Viewer(message.author_id), "", RequestOrigin.PHRASE, event.occurred_at, message
        )


def on_ticket_rated(event: TicketRated) -> None:
    """Tell supervisors of the lowest ratings and send the ticket up, once for each survey."""
    if event.stars > current_policy().escalation.stars:
        return
    ticket = standing(db.session.get_one(Ticket, event.ticket_id))
    hold(ticket)
    invited_at = db.session.get_one(SurveyInvitation, event.invitation_id).invited_at
    step = Step(Rule.RATED_LOW, invited_at)
    if step.key in facts_of(ticket).done:
        return
    note_step(ticket, step, event.occurred_at)
    publish(
        SupervisorsAlerted(
            subject=ticket.reference,
            key=f"{ticket.reference} {AlertCause.RATED_LOW} {event.invitation_id}",
            occurred_at=event.occurred_at,
            ticket_id=ticket.id,
            cause=AlertCause.RATED_LOW,
        )
    )
    if ticket.level < SupportLevel.MANAGEMENT:
        raise_level(ticket, RaiseReason.RATED_LOW, event.occurred_at)
        look_at(ticket, event.occurred_at)


def _was_heard(message: TicketMessage) -> bool:
    heard = select(EscalationRequest.id).where(EscalationRequest.message_id == message.id)
    return db.session.scalar(heard) is not None
