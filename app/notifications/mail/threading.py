"""How letters hang together: everything about a ticket is one conversation in a mail program."""

from sqlalchemy import select

from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import ChannelKind
from app.storage.database import db

_MOST = 8  # earlier letters that are named; mail programs need few, and headers have limits


def root_of(reference: str, domain: str) -> str:
    """Return the id under which a ticket's letters gather; no letter itself has it."""
    return f"<ticket.{reference}@{domain}>"


def thread_of(delivery: Delivery, ticket_id: int, reference: str, domain: str) -> tuple[str, ...]:
    """Return the letters about the ticket that the person got before, oldest first, after the common root."""
    earlier = db.session.scalars(
        select(Delivery.message_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(
            Notice.ticket_id == ticket_id,
            Delivery.person_id == delivery.person_id,
            Delivery.channel == ChannelKind.EMAIL,
            Delivery.sent_at.is_not(None),
            Delivery.gathered.is_(False),
            Delivery.id < delivery.id,
        )
        .order_by(Delivery.id.desc())
        .limit(_MOST)
    ).all()
    return (root_of(reference, domain), *reversed(earlier))
