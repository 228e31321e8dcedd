"""Working time equals counting minutes one by one, in any hours, in any zone, on days of any length."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sla.calendar import BusinessCalendar, Hours, Span, around_the_clock
from app.sla.holidays import ClosedDay, ClosedReason
from app.sla.policy_file import installed_policy
from tests.sla.clocks import local

MINUTE = timedelta(minutes=1)
ZONES = ("America/Caracas", "America/New_York", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe")
STARTS = ("2026-03-06", "2026-03-27", "2026-04-03", "2026-09-04", "2026-10-02", "2026-10-30", "2028-02-27")


@st.composite
def _hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    """Hours of a day: none, all of it, or stretches outside the small hours when clocks are changed."""
    if draw(st.booleans()):
        return draw(st.sampled_from([(), (Hours(0, 1440),)]))
    edges = sorted(draw(st.lists(st.integers(300, 1440), min_size=4, max_size=4, unique=True)))
    return Hours(*edges[:2]), Hours(*edges[2:])


@st.composite
def _calendars(draw: st.DrawFn) -> BusinessCalendar:
    week = draw(st.tuples(*[_hours()] * 6, st.just((Hours(480, 1080),))))
    first = date.fromisoformat(draw(st.sampled_from(STARTS)))
    closed = [first + timedelta(days=number) for number in draw(st.sets(st.integers(0, 4), max_size=2))]
    days = {day: ClosedDay(day, ClosedReason.OWN) for day in closed}
    return BusinessCalendar(ZoneInfo(draw(st.sampled_from(ZONES))), week, days)


_starts = st.builds(
    lambda day, minute: datetime.fromisoformat(day).replace(tzinfo=UTC) + minute * MINUTE,
    st.sampled_from(STARTS),
    st.integers(0, 1440),
)


def _counts(calendar: BusinessCalendar, at: datetime) -> bool:
    there = at.astimezone(calendar.zone)
    minute = there.hour * 60 + there.minute
    open_today = any(each.opens <= minute < each.closes for each in calendar.hours[there.weekday()])
    return open_today and there.date() not in calendar.closed_days


@settings(max_examples=60, deadline=None)
@given(_calendars(), _starts, st.integers(0, 4000), st.lists(st.integers(0, 4000), min_size=4, max_size=4))
def test_working_time_is_the_number_of_minutes_that_count(
    calendar: BusinessCalendar, start: datetime, length: int, cuts: list[int]
) -> None:
    pauses = [Span(start + min(pair) * MINUTE, start + max(pair) * MINUTE) for pair in (cuts[:2], cuts[2:])]
    minutes = (start + number * MINUTE for number in range(length))
    counted = sum(
        _counts(calendar, at) and not any(pause.start <= at < pause.end for pause in pauses) for at in minutes
    )
    assert calendar.working_time(start, start + length * MINUTE, pauses) == counted * MINUTE


@settings(max_examples=200, deadline=None)
@given(_calendars(), _starts, st.timedeltas(timedelta(microseconds=1), timedelta(hours=40)))
def test_an_amount_of_time_later_exactly_that_amount_has_passed(
    calendar: BusinessCalendar, start: datetime, amount: timedelta
) -> None:
    due_at = calendar.instant_after(start, amount)
    assert calendar.working_time(start, due_at) == amount
    assert calendar.working_time(start, due_at - timedelta.resolution) < amount


@given(_starts, st.timedeltas(timedelta(), timedelta(days=9)))
def test_around_the_clock_every_minute_counts(start: datetime, amount: timedelta) -> None:
    assert around_the_clock().instant_after(start, amount) == start + amount


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-20 07:59:59", False),
        ("2026-11-20 08:00", True),
        ("2026-11-20 17:59:59", True),
        ("2026-11-20 18:00", False),
        ("2026-11-21 12:00", False),
        ("2026-12-25 12:00", False),
    ],
)
def test_somebody_is_there_from_eight_to_six_on_working_days(at: str, is_open: bool) -> None:
    assert installed_policy().business.is_open(local(at)) is is_open


def test_the_night_of_the_clock_change_is_an_hour_shorter() -> None:
    night = BusinessCalendar(ZoneInfo("America/New_York"), ((Hours(0, 1440),),) * 7)
    eve = datetime(2026, 3, 8, 5, tzinfo=UTC)  # midnight there
    assert night.working_time(eve, eve + timedelta(days=1)) == timedelta(days=1)
    assert next(night.whole_days(eve)).length == timedelta(hours=23)


def test_a_calendar_in_which_nobody_ever_works_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one with hours"):
        BusinessCalendar(ZoneInfo("UTC"), ((),) * 7)
