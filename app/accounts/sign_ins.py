"""Sign-ins: begun, recognised and ended on the server (security 2 to 4)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from app.accounts.models import EndReason, Person, SignIn
from app.accounts.roles import are_staff
from app.storage.database import db

CUSTOMER_IDLE = timedelta(days=7)
STAFF_IDLE = timedelta(minutes=30)
STAFF_LONGEST = timedelta(hours=8)
_NOTED_EVERY = timedelta(minutes=1)
_FORGOTTEN_AFTER = timedelta(days=30)


def begin_sign_in(person: Person, address: str, user_agent: str, now: datetime) -> str:
    """Record a new sign-in and return its secret (256 bits); only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    _forget_old_ones(person, now)
    db.session.add(
        SignIn(
            secret_hash=_hash(secret),
            person_id=person.id,
            created_at=now,
            last_seen_at=now,
            address=address[:45],
            user_agent=user_agent[:300],
        )
    )
    return secret


def live_sign_in(secret: str, now: datetime) -> SignIn | None:
    """Return the sign-in with ``secret`` unless it ended, lapsed, or its person is disabled."""
    found = db.session.scalar(
        select(SignIn)
        .where(SignIn.secret_hash == _hash(secret), SignIn.ended_at.is_(None))
        .options(joinedload(SignIn.person).joinedload(Person.roles))
    )
    if found is None or not found.person.active or has_lapsed(found, now):
        return None
    return found


def has_lapsed(sign_in: SignIn, now: datetime) -> bool:
    """Say whether it was idle too long (staff 30 min, customers 7 days) or, for staff, is 8 hours old."""
    idle = now - sign_in.last_seen_at
    if are_staff(sign_in.person.role_set):
        return idle >= STAFF_IDLE or now - sign_in.created_at >= STAFF_LONGEST
    return idle >= CUSTOMER_IDLE


def is_due_for_a_note(sign_in: SignIn, now: datetime) -> bool:
    """Say whether the last note of the person's presence is over a minute old."""
    return now - sign_in.last_seen_at >= _NOTED_EVERY


def note_presence(sign_in_id: int, now: datetime) -> None:
    """Write down that the person was here."""
    live = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    db.session.execute(live.values(last_seen_at=now))


def end_sign_in(secret: str, reason: EndReason, now: datetime) -> None:
    """End the one sign-in with ``secret``, if it still lives."""
    _end(SignIn.secret_hash == _hash(secret), reason, now)


def end_all_sign_ins(person: Person, reason: EndReason, now: datetime) -> None:
    """Sign the person out everywhere, at once."""
    _end(SignIn.person_id == person.id, reason, now)


def _end(which: object, reason: EndReason, now: datetime) -> None:
    db.session.execute(
        update(SignIn)
        .where(which, SignIn.ended_at.is_(None))  # type: ignore[arg-type]  # a column comparison
        .values(ended_at=now, end_reason=reason)
    )


def _forget_old_ones(person: Person, now: datetime) -> None:
    """Addresses and browsers are personal data: kept for 30 days after the last visit."""
    db.session.execute(
        delete(SignIn).where(SignIn.person_id == person.id, SignIn.last_seen_at < now - _FORGOTTEN_AFTER)
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
