"""Who opens a ticket reads what they were told about it; the bell of that page counts it no more."""

from flask import Response

from app.kernel.clock import utc_now
from app.notifications.actions import mark_ticket_read
from app.notifications.bell import unread_about
from app.tickets.models import Ticket
from app.web.afterwards import write_after
from app.web.identity import current_reader
from app.web.robots import is_fetched_by_a_person
from app.web.unread import discount_unread_notices, unread_notices


def reads_notices_of(ticket: Ticket) -> bool:
    """Say whether opening ``ticket`` reads notices, before its page is made. One statement if some wait."""
    if not (unread_notices() and is_fetched_by_a_person()):
        return False
    read = unread_about(current_reader(), ticket.id)
    discount_unread_notices(read)
    return read > 0


def read_notices_after(answer: Response, ticket: Ticket) -> None:
    """Note that they were read, once ``answer`` was sent."""
    person_id, ticket_id, now = current_reader().person_id, ticket.id, utc_now()
    if person_id is not None:
        write_after(
            answer, lambda: mark_ticket_read(person_id, ticket_id, now), "reading of notices not kept"
        )
