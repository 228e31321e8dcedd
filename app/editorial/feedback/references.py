"""What commits say that they resolve, and whether there is such an item."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Unknown(StrEnum):
    """Why a reference leads nowhere."""

    UNREADABLE = "unreadable"
    MISSING = "missing"
    CLOSED_BEFORE = "closed_before"


@dataclass(frozen=True, slots=True)
class UnknownReference:
    """A reference of a live commit that closed nothing, as it was written."""

    text: str
    why: Unknown
    commit: str
    author: str
    at: datetime


def unknown_references(now: datetime) -> tuple[UnknownReference, ...]:
    """Return what live commits of the last 90 days name in vain, the latest first."""
    raise NotImplementedError
