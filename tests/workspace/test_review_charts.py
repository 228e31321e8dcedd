"""Drawings say what the figures say, also where there are few of them or none."""

from datetime import date, timedelta

import pytest

from app.editorial.feedback.answers import VoteWeek
from app.workspace.review_charts import BOTTOM, spark, spark_of, weeks_chart
from app.workspace.spreadsheet import spreadsheet

BEGIN = date(2026, 9, 7)


def weeks(*counts: tuple[int, int]) -> tuple[VoteWeek, ...]:
    """Return weeks with (helpful, votes)."""
    return tuple(VoteWeek(BEGIN + timedelta(weeks=place), *each) for place, each in enumerate(counts))


def test_a_line_breaks_where_nobody_voted() -> None:
    chart = weeks_chart(weeks((8, 10), (0, 0), (9, 10), (10, 10)))
    assert chart is not None
    assert chart.line.count("M") == 2
    assert chart.columns[1].y is None
    assert [column.has_value for column in chart.columns] == [True, False, False, True]


def test_more_useful_is_higher_and_bars_stand_on_the_ground() -> None:
    chart = weeks_chart(weeks((5, 10), (9, 10), (40, 80)))
    assert chart is not None
    first, second, third = chart.columns
    assert first.y is not None
    assert second.y is not None
    assert second.y < first.y == third.y
    for column in chart.columns:
        assert sum(column.yes) == pytest.approx(BOTTOM)
        assert sum(column.no) == pytest.approx(column.yes[0], abs=0.11)
    assert third.yes[1] == pytest.approx(8 * first.yes[1], abs=0.5)
    assert chart.counts[-1].value == 80


@pytest.mark.parametrize("votes", [1, 9, 11, 99, 473, 5000])
def test_every_bar_fits(votes: int) -> None:
    chart = weeks_chart(weeks((0, votes), (votes, votes)))
    assert chart is not None
    assert votes <= chart.counts[-1].value <= max(2, 2.5 * votes)
    assert chart.shares[0].value == 0
    assert chart.shares[-1].value == 1


def test_a_year_names_few_weeks_and_the_last_one() -> None:
    chart = weeks_chart(weeks(*[(3, 4)] * 52))
    assert chart is not None
    named = [place for place, column in enumerate(chart.columns) if column.has_label]
    assert len(named) <= 12
    assert named[-1] == 51


def test_nothing_is_drawn_of_nothing() -> None:
    assert weeks_chart(weeks((0, 0), (0, 0))) is None
    assert spark(weeks((0, 0), (1, 2))) is None
    assert spark_of([]) is None


def test_a_spark_goes_from_its_first_value_to_its_last() -> None:
    drawn = spark(weeks((0, 0), (7, 10), (0, 0), (4, 10)))
    assert drawn is not None
    assert (drawn.first, drawn.last) == (0.7, 0.4)
    assert drawn.line.startswith("M0.0 3.0")
    assert drawn.line.endswith("L100.0 27.0")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\n"])
def test_no_word_is_a_formula(cell: str) -> None:
    written = spreadsheet([["a", cell, -3]]).decode("utf-8-sig")
    assert f"'{cell}" in written
    assert written.rstrip().endswith("-3")
