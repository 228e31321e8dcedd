"""Hours of letters, as arithmetic."""

from datetime import UTC, datetime, timedelta

import pytest

from app.notifications.hours import digest_after, goes_at
from app.notifications.vocabulary import Urgency
from app.sla.policy_file import installed_policy

CALENDAR = installed_policy().business


def caracas(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a time of day in Caracas, in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=CALENDAR.zone)


@pytest.mark.parametrize(
    ("ready", "goes"),
    [
        (caracas(23, 10), caracas(23, 10)),  # Monday morning
        (caracas(23, 7, 59), caracas(23, 8)),
        (caracas(27, 18), caracas(30, 8)),  # Friday at closing waits for Monday
        (caracas(28, 12), caracas(30, 8)),
        (caracas(24, 12, month=12), caracas(28, 8, month=12)),  # Christmas, then a weekend
    ],
)
def test_the_teams_letters_go_in_working_hours(ready: datetime, goes: datetime) -> None:
    assert goes_at(Urgency.NORMAL, True, ready, CALENDAR) == goes


def test_urgent_letters_and_those_of_requesters_go_at_once() -> None:
    night = caracas(28, 3)
    assert goes_at(Urgency.URGENT, True, night, CALENDAR) == night
    assert goes_at(Urgency.NORMAL, False, night, CALENDAR) == night
    assert goes_at(Urgency.NORMAL, False, night, CALENDAR).tzinfo is UTC


@pytest.mark.parametrize(
    ("ready", "goes"),
    [
        (caracas(23, 7), caracas(23, 8)),
        (caracas(23, 8), caracas(23, 8)),
        (caracas(23, 8) + timedelta(seconds=1), caracas(24, 8)),
        (caracas(27, 23), caracas(28, 8)),  # people read on Saturdays too
    ],
)
def test_the_daily_letter_goes_at_eight(ready: datetime, goes: datetime) -> None:
    assert digest_after(ready, CALENDAR) == goes
