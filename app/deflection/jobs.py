"""What happens to forms by itself; conditional updates, so that it is safe twice and in two places."""

from datetime import datetime

from sqlalchemy import exists, update

from app.deflection.models import FormSession
from app.deflection.outcomes import LEFT_AFTER, PROVISIONAL_FOR
from app.deflection.vocabulary import Outcome
from app.storage.database import db, transaction
from app.tickets.models import TicketDraft


def settle(now: datetime) -> int:
    """Stamp the solutions that nobody reverted for seven days; return how many this call did."""
    settled = update(FormSession).where(
        FormSession.outcome == Outcome.CONFIRMED,
        FormSession.settled_at.is_(None),
        FormSession.outcome_at <= now - PROVISIONAL_FOR,
    )
    with transaction():
        return len(db.session.scalars(settled.values(settled_at=now).returning(FormSession.id)).all())


def mark_left(now: datetime) -> int:
    """Say of forms that rested for a day, and of which no draft waits, that they were left; return how many.

    Why is unknown: it counts as no success.
    """
    draft = exists().where(
        TicketDraft.form_key == FormSession.form_key,
        TicketDraft.ticket_id.is_(None),
        TicketDraft.expires_at > now,
    )
    left = update(FormSession).where(
        FormSession.outcome == Outcome.STARTED, FormSession.last_seen_at <= now - LEFT_AFTER, ~draft
    )
    ended = left.values(outcome=Outcome.LEFT, outcome_at=now).returning(FormSession.id)
    with transaction():
        return len(db.session.scalars(ended).all())
