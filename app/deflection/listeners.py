"""What the ledger does when a ticket is opened."""

from sqlalchemy import ColumnElement, and_, false, or_, update

from app.deflection.ledger import come_to, held_session
from app.deflection.models import FormSession
from app.deflection.outcomes import PROVISIONAL_FOR, Deed
from app.deflection.vocabulary import Outcome
from app.kernel.terms import ProductArea, TicketType
from app.storage.database import db
from app.tickets.events import TicketOpened


def on_ticket_opened(event: TicketOpened) -> None:
    """End the ticket's own form, and revert what the same person said was solved; twice is once.

    Reverted is what was confirmed in the seven days before, on the same type or area. Of a solution
    that named neither nothing is known, so any ticket reverts it: success is never assumed.
    """
    session = held_session(event.form_key)
    if session is not None and session.person_id not in {None, event.requester_id}:
        session = None  # somebody else's form under a key that was copied
    if session is not None and come_to(session, Deed.SUBMIT, event.occurred_at):
        session.person_id, session.ticket_id = event.requester_id, event.ticket_id
        session.type, session.area = TicketType(event.type), _area(event)
    reverted = update(FormSession).where(
        FormSession.form_key != event.form_key,
        FormSession.outcome == Outcome.CONFIRMED,
        FormSession.outcome_at <= event.occurred_at,
        FormSession.outcome_at > event.occurred_at - PROVISIONAL_FOR,
        _same_person(event, session.visitor if session else ""),
        _same_matter(event),
    )
    outcome = {"outcome": Outcome.REVERTED, "outcome_at": event.occurred_at, "settled_at": None}
    db.session.execute(reverted.values(ticket_id=event.ticket_id, **outcome))


def _same_person(event: TicketOpened, visitor: str) -> ColumnElement[bool]:
    """Find the forms of the requester, and those written in their browser before signing in."""
    unsigned = and_(FormSession.person_id.is_(None), FormSession.visitor == visitor) if visitor else false()
    return or_(FormSession.person_id == event.requester_id, unsigned)


def _same_matter(event: TicketOpened) -> ColumnElement[bool]:
    area = _area(event)
    return or_(
        FormSession.type == TicketType(event.type),
        FormSession.area == area if area else false(),
        and_(FormSession.type.is_(None), FormSession.area.is_(None)),
    )


def _area(event: TicketOpened) -> ProductArea | None:
    return ProductArea(event.area) if event.area else None
