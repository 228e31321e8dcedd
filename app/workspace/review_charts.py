"""Drawings of votes: where each line and bar stands, in the units of their SVG. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from app.editorial.feedback.answers import RevisionScore, VoteWeek

_LEFT, _RIGHT = 24.0, 752.0  # where the weeks begin and end
_TOP, _MIDDLE = 18.0, 190.0  # of the line of shares
_BARS_TOP, BOTTOM = 224.0, 298.0
_MOST_LABELS = 12
_SPARK_HEIGHT, _SPARK_WIDTH = 30.0, 100.0
_LEAST_RANGE = 0.25  # of a share


@dataclass(frozen=True, slots=True)
class Level:
    """A line across the chart: its height, and the share or count that it stands for."""

    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Column:
    """A week of the chart. ``y`` is None while nobody voted; bars are (top, height)."""

    week: VoteWeek
    x: float
    left: float
    width: float
    bar_left: float
    bar_width: float
    y: float | None
    yes: tuple[float, float]
    no: tuple[float, float]
    has_label: bool
    has_value: bool


@dataclass(frozen=True, slots=True)
class WeeksChart:
    """The useful share as a line over votes as bars; ``line`` breaks where nobody voted."""

    columns: tuple[Column, ...]
    line: str
    shares: tuple[Level, ...]
    counts: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Spark:
    """A line without scale, in 100 by 30; ``first`` and ``last`` are its values."""

    line: str
    area: str
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Whisker:
    """A share between the ends of its interval, in 100."""

    low: float
    value: float
    high: float


def weeks_chart(weeks: Sequence[VoteWeek]) -> WeeksChart | None:
    """Return the chart of some weeks, or None while nobody voted in them."""
    shares = [_share(week) for week in weeks]
    known = [share for share in shares if share is not None]
    if not known:
        return None
    floor_of = max(0.0, floor(min(known) * 10 - 0.2) / 10)
    step = 0.05 if 1 - floor_of <= 0.25 else 0.1 if 1 - floor_of <= 0.5 else 0.25
    floor_of = max(0.0, floor(floor_of / step + 1e-9) * step)
    most = _round_up(max(week.votes for week in weeks))

    def share_y(share: float) -> float:
        return round(_MIDDLE - (_MIDDLE - _TOP) * (share - floor_of) / (1 - floor_of), 1)

    def bar(count: int) -> float:
        return round((BOTTOM - _BARS_TOP) * count / most, 1)

    wide = (_RIGHT - _LEFT) / len(weeks)
    valued = _worth_a_label(shares)
    columns = []
    for place, (week, share) in enumerate(zip(weeks, shares, strict=True)):
        yes, no, left = bar(week.helpful), bar(week.votes - week.helpful), _LEFT + place * wide
        columns.append(
            Column(
                week=week,
                x=round(left + wide / 2, 1),
                left=round(left, 1),
                width=round(wide, 1),
                bar_left=round(left + wide * 0.22, 1),
                bar_width=round(wide * 0.56, 1),
                y=None if share is None else share_y(share),
                yes=(round(BOTTOM - yes, 1), yes),
                no=(round(BOTTOM - yes - no, 1), no),
                has_label=(len(weeks) - 1 - place) % ceil(len(weeks) / _MOST_LABELS) == 0,
                has_value=place in valued,
            )
        )
    lines = round((1 - floor_of) / step)
    return WeeksChart(
        columns=tuple(columns),
        line=_path([(column.x, column.y) for column in columns]),
        shares=tuple(
            Level(share_y(floor_of + each * step), floor_of + each * step) for each in range(lines + 1)
        ),
        counts=tuple(Level(round(BOTTOM - bar(part), 1), part) for part in (0, most // 2, most)),
    )


def spark(weeks: Sequence[VoteWeek]) -> Spark | None:
    """Return the useful share week by week, or None where fewer than two weeks have votes."""
    return spark_of([_share(week) for week in weeks], _LEAST_RANGE)


def spark_of(values: Sequence[float | None], least_range: float = 0.0) -> Spark | None:
    """Return values as a line, or None where there are fewer than two; gaps are bridged.

    Values within ``least_range`` of each other do not fill the height: small moves look small.
    """
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    least, most = min(value for _, value in known), max(value for _, value in known)
    room, begins = max(most - least, least_range) or 1.0, known[0][0]
    least -= (room - (most - least)) / 2
    steps = known[-1][0] - begins
    points = [
        (
            round(_SPARK_WIDTH * (place - begins) / steps, 1),
            round(_SPARK_HEIGHT - 3 - (_SPARK_HEIGHT - 6) * (value - least) / room, 1),
        )
        for place, value in known
    ]
    line = _path([(x, y) for x, y in points])
    return Spark(line, f"{line}L100 30L0 30Z", known[0][1], known[-1][1])


def whisker(score: RevisionScore) -> Whisker:
    """Return the share of a revision with its interval."""
    useful = score.useful
    return Whisker(
        round(100 * useful.low, 1), round(100 * (useful.value or 0), 1), round(100 * useful.high, 1)
    )


def _share(week: VoteWeek) -> float | None:
    return week.helpful / week.votes if week.votes else None


def _worth_a_label(shares: Sequence[float | None]) -> frozenset[int]:
    """Return the places of the first, the lowest and the last value."""
    known = [place for place, share in enumerate(shares) if share is not None]
    lowest = min(known, key=lambda place: shares[place] or 0)
    return frozenset({known[0], lowest, known[-1]})


def _round_up(count: int) -> int:
    """Return an even round number that is not less."""
    size: int = 10 ** (len(str(count)) - 1)
    return max(2, next(nice * size for nice in (1, 2, 4, 6, 8, 10) if count <= nice * size))


def _path(points: Sequence[tuple[float, float | None]]) -> str:
    path, pen_is_up = "", True
    for x, y in points:
        if y is not None:
            path += f"{'M' if pen_is_up else 'L'}{x} {y}"
        pen_is_up = y is None
    return path
