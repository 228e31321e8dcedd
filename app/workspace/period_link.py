"""A period that a page of figures can be shown for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PeriodLink:
    """A period to look at instead."""

    words: str
    url: str
    is_current: bool
