"""Working time: which instants count, and where an amount of them leads to.

Everything is counted in instants (aware, UTC out), so days with 23 or 25 hours need no care. Hours and
closed days belong to local dates of the calendar's zone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.sla.holidays import ClosedDay, ClosedReason

MINUTES_A_DAY = 24 * 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: ``start`` counts, ``end`` does not."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """Return how long it takes in real time."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Hours:
    """Local working hours in minutes after midnight; 1440 is the end of the day."""

    opens: int
    closes: int


_WHOLE_DAY = Hours(0, MINUTES_A_DAY)


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Working hours by day of the week (Monday first, in order, apart) without the closed days.

    Raises ValueError when no day of the week has hours: nothing would ever be due.
    """

    zone: ZoneInfo
    hours: tuple[tuple[Hours, ...], ...]
    closed_days: Mapping[date, ClosedDay] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.hours) != 7 or not any(self.hours):
            raise ValueError("a calendar needs seven days, at least one with hours")

    def instant_after(self, start: datetime, amount: timedelta, without: Sequence[Span] = ()) -> datetime:
        """Return the first instant at which ``amount`` of working time has passed since ``start``.

        What is in ``without`` does not count. The end of Friday is earlier than the opening of Monday;
        no amount is no wait, also outside the hours.
        """
        left = amount
        if left <= timedelta():
            return in_utc(start)
        for span in self._counted(start, None, without):
            if left <= span.length:
                return span.start + left
            left -= span.length
        raise AssertionError("working time never ends")

    def working_time(self, start: datetime, end: datetime, without: Sequence[Span] = ()) -> timedelta:
        """Return how much of the time from ``start`` to ``end`` counts; none if ``end`` is earlier."""
        return sum((span.length for span in self._counted(start, end, without)), timedelta())

    @property
    def is_always_open(self) -> bool:
        """Say whether every minute of the year counts."""
        return not self.closed_days and all(day == (_WHOLE_DAY,) for day in self.hours)

    def is_open(self, at: datetime) -> bool:
        """Say whether the instant is inside the working hours; the closing minute is not."""
        return self.next_opening(at) == at

    def next_opening(self, at: datetime) -> datetime:
        """Return ``at`` itself inside the hours, otherwise when they start again."""
        return next(self.spans(at)).start

    def spans(self, start: datetime, end: datetime | None = None) -> Iterator[Span]:
        """Yield the stretches of working time from ``start`` on, in order, cut at both ends."""
        start, day = in_utc(start), start.astimezone(self.zone).date()
        until = in_utc(end) if end else None
        while until is None or self._instant(day, 0) < until:
            for span in self._day_spans(day):
                opens, closes = max(span.start, start), min(span.end, until) if until else span.end
                if opens < closes:
                    yield Span(opens, closes)
            day += _DAY

    def whole_days(self, start: datetime) -> Iterator[Span]:
        """Yield the working days that begin at ``start`` or later, each from its opening to its closing."""
        day = start.astimezone(self.zone).date()
        while True:
            spans = self._day_spans(day)
            if spans and spans[0].start >= start:
                yield Span(spans[0].start, spans[-1].end)
            day += _DAY

    def closures(self, start: datetime, end: datetime) -> tuple[ClosedDay, ...]:
        """Return the local dates from ``start`` to ``end`` on which nobody works, in order."""
        first, last = (at.astimezone(self.zone).date() for at in (start, end - timedelta.resolution))
        days = (first + _DAY * number for number in range((last - first).days + 1))
        return tuple(closed for closed in map(self.closed_on, days) if closed)

    def closed_on(self, day: date) -> ClosedDay | None:
        """Return why nobody works on a local date, or None if somebody does."""
        if not self.hours[day.weekday()]:
            return self.closed_days.get(day) or ClosedDay(day, ClosedReason.WEEKLY)
        return self.closed_days.get(day)

    def _counted(self, start: datetime, end: datetime | None, without: Sequence[Span]) -> Iterator[Span]:
        gaps = sorted(without, key=lambda gap: gap.start)
        for span in self.spans(start, end):
            opens = span.start
            for gap in gaps:
                if gap.end > opens and gap.start < span.end:
                    if gap.start > opens:
                        yield Span(opens, gap.start)
                    opens = gap.end
            if opens < span.end:
                yield Span(opens, span.end)

    def _day_spans(self, day: date) -> list[Span]:
        if day in self.closed_days:
            return []
        hours = self.hours[day.weekday()]
        return [Span(self._instant(day, each.opens), self._instant(day, each.closes)) for each in hours]

    def _instant(self, day: date, minute: int) -> datetime:
        local = datetime.combine(day, time.min) + timedelta(minutes=minute)
        return local.replace(tzinfo=self.zone).astimezone(UTC)


def around_the_clock() -> BusinessCalendar:
    """Return the calendar in which every minute of the year counts."""
    return BusinessCalendar(ZoneInfo("UTC"), ((_WHOLE_DAY,),) * 7)


def in_utc(at: datetime) -> datetime:
    """Return the instant in UTC; raises ValueError for a time without a zone, which is no instant."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone")
    return at.astimezone(UTC)
