"""Days on which nobody works, with the names that people are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.kernel.terms import Language


class ClosedReason(StrEnum):
    """Why a day has no working hours."""

    HOLIDAY = "holiday"  # of the country
    OWN = "own"  # an extra day of ours
    WEEKLY = "weekly"  # no hours on this day of any week


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A local date without working hours; weekly ones have no name, the day of the week says it."""

    on: date
    reason: ClosedReason
    names: Mapping[Language, str] = field(default_factory=dict)
