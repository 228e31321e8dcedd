"""What happens to logged queries by themselves."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select

from app.search.models import LoggedQuery
from app.settings import Settings
from app.storage.database import db, transaction

_AT_ONCE = 500


def forget_old_queries(now: datetime) -> int:
    """Delete the queries that are older than the installation keeps them, some at a time; return how many."""
    settings: Settings = current_app.extensions["settings"]
    before = now - timedelta(days=settings.query_days)
    old = select(LoggedQuery.id).where(LoggedQuery.asked_at < before).limit(_AT_ONCE)
    forgotten = 0
    while True:
        with transaction():
            gone = db.session.scalars(
                delete(LoggedQuery).where(LoggedQuery.id.in_(old)).returning(LoggedQuery.id)
            ).all()
        forgotten += len(gone)
        if len(gone) < _AT_ONCE:
            return forgotten
