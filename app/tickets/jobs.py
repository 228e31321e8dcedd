"""What happens to tickets by itself; each step claims its row, so that it is safe to run twice."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, select

from app.storage.blobs import BlobStore
from app.storage.database import db, transaction
from app.tickets.drafts import KEPT_FOR
from app.tickets.lifecycle import Move
from app.tickets.models import Ticket, TicketAttachment, TicketDraft
from app.tickets.recording import hold, move
from app.tickets.vocabulary import TicketStatus

_AT_ONCE = 200
_ORPHANED_AFTER = timedelta(days=1)


def close_lapsed_tickets(now: datetime) -> int:
    """Close the resolved tickets whose time to object is over; return how many this call closed.

    Each has a transaction of its own: one that fails keeps no other open.
    """
    due = select(Ticket.id).where(Ticket.status == TicketStatus.RESOLVED, Ticket.lapses_at <= now)
    waiting = db.session.scalars(due.order_by(Ticket.lapses_at).limit(_AT_ONCE)).all()
    return sum(_close_if_due(ticket_id, now) for ticket_id in waiting)


def expire_drafts(now: datetime) -> int:
    """Forget the forms that nobody went on with, with their files; return how many.

    What was sent is forgotten as a form only: its ticket and files stay.
    """
    with transaction():
        expired = delete(TicketDraft).where(TicketDraft.expires_at <= now)
        forms = db.session.execute(expired.returning(TicketDraft.person_id, TicketDraft.form_key)).all()
        for person_id, form_key in forms:
            unsent = {"uploader_id": person_id, "form_key": form_key, "ticket_id": None}
            db.session.execute(delete(TicketAttachment).filter_by(**unsent))
    return len(forms)


def sweep_files(store: BlobStore, now: datetime) -> int:
    """Remove files a day old that no row names, and rows of forms left behind; return how many files.

    A file is written before its row, so a young one without a row may still get it.
    """
    with transaction():
        db.session.execute(delete(TicketAttachment).where(_left_behind(now)))
    removed = 0
    for name in store.names_before(now - _ORPHANED_AFTER):
        named = select(TicketAttachment.id).where(TicketAttachment.name == name)
        if db.session.scalar(named) is None:
            store.delete(name)
            removed += 1
    return removed


def _close_if_due(ticket_id: int, now: datetime) -> bool:
    with transaction():
        ticket = db.session.get_one(Ticket, ticket_id)
        hold(ticket)
        due = ticket.status is TicketStatus.RESOLVED and ticket.lapses_at and ticket.lapses_at <= now
        if due:
            move(ticket, Move.LAPSE, None, now)
    return bool(due)


def _left_behind(now: datetime) -> ColumnElement[bool]:
    """Find the files of replies that were never sent: old, on no ticket and in no draft."""
    in_draft = exists().where(
        TicketDraft.person_id == TicketAttachment.uploader_id,
        TicketDraft.form_key == TicketAttachment.form_key,
    )
    old = TicketAttachment.uploaded_at <= now - KEPT_FOR
    return and_(TicketAttachment.ticket_id.is_(None), old, ~in_draft)
