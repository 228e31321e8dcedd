"""Make guessing passwords slow: growing pauses per account and per network address (security 8)."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import GuessCount, address_of
from app.storage.database import db
from app.web.networks import network_of

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
# An address may be a whole office: it gets more tries and is forgiven sooner.
_FREE_TRIES = {"account": 5, "address": 20}
_FORGIVEN_AFTER = {"account": timedelta(days=1), "address": timedelta(hours=1)}
_KEPT_FOR = timedelta(days=1)


def pause_after(failures: int, free: int) -> timedelta:
    """Return how long to wait after so many failures: nothing at first, then 30 s doubling up to 15 min."""
    if failures < free:
        return timedelta()
    doublings = min(failures - free, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def take_a_try(email: str, address: str, now: datetime) -> timedelta:
    """Count one try before its password is looked at; return the time still to wait, zero when it may go on.

    Counted first, so that many tries at the same instant are no way around the
    limit; a right password takes it back with ``forgive``. Belongs in a transaction.
    """
    counts = [_locked_count(subject, now) for subject in _subjects(email, address)]
    wait = max(count.blocked_until - now for count in counts)
    if wait > timedelta():
        return wait
    for count in counts:
        _add_failure(count, now)
    db.session.execute(delete(GuessCount).where(GuessCount.last_failed_at < now - _KEPT_FOR))
    return timedelta()


def forgive(email: str, address: str, now: datetime) -> None:
    """Take back the count of a try that was right: all of the account's, one of the address's."""
    account, network = (_locked_count(subject, now) for subject in _subjects(email, address))
    account.failures = 0
    network.failures = max(network.failures - 1, 0)
    account.blocked_until = network.blocked_until = now


def _add_failure(count: GuessCount, now: datetime) -> None:
    kind = count.subject.partition(":")[0]
    if now - count.last_failed_at >= _FORGIVEN_AFTER[kind]:
        count.failures = 0
    count.failures += 1
    count.last_failed_at = now
    count.blocked_until = now + pause_after(count.failures, _FREE_TRIES[kind])


def _locked_count(subject: str, now: datetime) -> GuessCount:
    """Return the row, made if missing, locked against other processes until the transaction ends."""
    query = select(GuessCount).where(GuessCount.subject == subject).with_for_update()
    query = query.execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is not None:
        return found
    made = GuessCount(subject=subject, failures=0, last_failed_at=now, blocked_until=now)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:  # another process made it between our look and our insert
        return db.session.scalars(query).one()
    return made


def _subjects(email: str, address: str) -> tuple[str, str]:
    """Return the two keys; accounts hashed, because strangers type what they like."""
    account = hashlib.sha256(address_of(email).encode()).hexdigest()
    return f"account:{account}", f"address:{network_of(address)}"
