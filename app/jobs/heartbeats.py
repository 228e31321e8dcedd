"""Signs of life of the workers."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from app.jobs.models import Heartbeat
from app.storage.database import db, transaction

_REMEMBERED_FOR = timedelta(days=1)


def beat(worker: str, began_at: datetime, now: datetime) -> None:
    """Write down that ``worker`` lives, and forget those that died a day ago."""
    with transaction():
        db.session.merge(Heartbeat(worker=worker, began_at=began_at, beat_at=now))
        db.session.execute(delete(Heartbeat).where(Heartbeat.beat_at < now - _REMEMBERED_FOR))


def last_beat_at() -> datetime | None:
    """Return when a worker last gave a sign of life; None when none ever did."""
    return db.session.scalar(select(func.max(Heartbeat.beat_at)))
