"""The local weeks that votes are counted by: from Monday to Monday, as people in Venezuela live them."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, case
from sqlalchemy.orm import InstrumentedAttribute

from app.web.i18n import VENEZUELA


def mondays(weeks: int, now: datetime) -> tuple[datetime, ...]:
    """Return the beginnings of the last ``weeks`` weeks, this one included, the oldest first."""
    today = now.astimezone(VENEZUELA).date()
    first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    days = (first + timedelta(weeks=place) for place in range(weeks))
    return tuple(datetime.combine(day, time(), VENEZUELA) for day in days)


def week_of(column: InstrumentedAttribute[datetime], beginnings: Sequence[datetime]) -> ColumnElement[int]:
    """Return the place of a column's week among ``beginnings``, which it does not lie before."""
    newest_first = [(column >= at, place) for place, at in enumerate(beginnings) if place][::-1]
    return case(*newest_first, else_=0) if newest_first else case((column.is_(None), 0), else_=0)
