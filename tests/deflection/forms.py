"""What tests of the ledger are made of: forms as people fill them in, and tickets that come of them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from app.deflection import ledger
from app.deflection.holdout import is_held_out
from app.deflection.ledger import Arrival, Asker
from app.deflection.listeners import on_ticket_opened
from app.deflection.models import FormSession
from app.kernel.terms import Language, ProductArea, TicketType
from app.storage.database import db, transaction
from app.tickets.access import Viewer
from app.tickets.drafts import new_form_key
from app.tickets.events import TicketOpened
from app.tickets.models import Ticket
from app.tickets.submitting import submit_ticket
from tests.tickets.cast import MONDAY, a_case

SAVING, STOCK, PAYING = "producto-no-se-guarda", "stock-queda-en-cero", "metodos-de-pago"
A_WEEK, A_MOMENT, AN_HOUR = timedelta(days=7), timedelta(seconds=1), timedelta(hours=1)
SHARE = 0.05


def a_key(held_out: bool = False) -> str:
    """Return a new key of the group asked for."""
    while is_held_out(key := new_form_key(), SHARE) is not held_out:
        pass
    return key


def do(act: Callable[..., object], *facts: object, **more: object) -> None:
    """Let one thing happen in a transaction of its own."""
    with transaction():
        act(*facts, **more)


def open_form(
    asker: Asker | None = None, now: datetime = MONDAY, held_out: bool = False, **arrival: str
) -> str:
    """Open a form and return its key."""
    key = a_key(held_out)
    do(ledger.start, key, asker or Asker(), Arrival(Language.ES, **arrival), now)
    return key


def form_with_suggestions(
    asker: Asker | None = None,
    now: datetime = MONDAY,
    *articles: str,
    type: TicketType | None = TicketType.TECHNICAL,
    area: ProductArea | None = ProductArea.INVENTORY,
) -> str:
    """Open a form about stock that is shown articles, and return its key."""
    key = open_form(asker, now)
    do(ledger.note_type_and_area, key, type, area, now)
    do(ledger.note_shown, key, [(each, "r1") for each in articles or (SAVING,)], now)
    return key


def solved_form(asker: Asker | None = None, now: datetime = MONDAY, **about: object) -> str:
    """Open a form that an article solves at once."""
    key = form_with_suggestions(asker, now, **about)  # type: ignore[arg-type]  # a test's choice
    do(ledger.confirm, key, SAVING, now)
    return key


def asker(viewer: Viewer, visitor: str = "") -> Asker:
    """Return somebody of the cast as the ledger knows them."""
    return Asker(viewer.person_id, visitor)


def send(viewer: Viewer, key: str, now: datetime, **changes: object) -> Ticket:
    """Send a form as a ticket, and let the ledger hear of it."""
    with transaction():
        ticket = submit_ticket(viewer, key, a_case(**changes), now)
    do(on_ticket_opened, opened(ticket))
    return ticket


def opened(ticket: Ticket) -> TicketOpened:
    """Return the event that tells of a ticket."""
    return TicketOpened(
        subject=ticket.reference,
        key=ticket.reference,
        occurred_at=ticket.opened_at,
        ticket_id=ticket.id,
        requester_id=ticket.requester_id,
        form_key=ticket.form_key,
        type=ticket.type,
        area=ticket.area,
        priority=ticket.priority,
    )


def session_of(key: str) -> FormSession:
    """Return the row of a form as it stands in the database."""
    return db.session.scalars(
        select(FormSession).filter_by(form_key=key).execution_options(populate_existing=True)
    ).one()
