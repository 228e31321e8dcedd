"""What live commits say that they resolve, and what of it leads nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from app.editorial.feedback.closing import LETTER
from app.editorial.feedback.models import FeedbackItem
from app.knowledge.reading import NothingPublished, current_generation
from app.knowledge.resolutions import Resolution
from app.storage.database import db

SHOWN_FOR = timedelta(days=90)
_GAPS = "G"


class Unknown(StrEnum):
    """Why a reference leads nowhere."""

    UNREADABLE = "unreadable"  # no F- and no G-number
    MISSING = "missing"  # there is no such item
    CLOSED_BEFORE = "closed_before"  # something else had closed it


@dataclass(frozen=True, slots=True)
class UnknownReference:
    """A reference of a live commit that closed nothing, as it was written."""

    text: str
    why: Unknown
    commit: str
    author: str
    at: datetime


def unknown_references(now: datetime) -> tuple[UnknownReference, ...]:
    """Return what live commits of the last 90 days name in vain, the latest first; one statement."""
    try:
        named = [each for each in current_generation().resolutions() if each.at > now - SHOWN_FOR]
    except NothingPublished:
        return ()
    numbers = {number for each in named if (number := each.number(LETTER))}
    items = {
        item.id: item for item in db.session.scalars(select(FeedbackItem).where(FeedbackItem.id.in_(numbers)))
    }
    told = ((each, _trouble(each, items)) for each in reversed(named))
    return tuple(
        UnknownReference(each.reference, why, each.commit, each.author, each.at) for each, why in told if why
    )


def _trouble(resolution: Resolution, items: Mapping[int, FeedbackItem]) -> Unknown | None:
    number = resolution.number(LETTER)
    if number is None:
        return None if resolution.number(_GAPS) else Unknown.UNREADABLE
    item = items.get(number)
    if item is None:
        return Unknown.MISSING
    if item.state.is_open or item.commit == resolution.commit:
        return None
    return Unknown.CLOSED_BEFORE
