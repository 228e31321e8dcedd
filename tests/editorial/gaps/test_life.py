"""How a gap lives: only what people find for 14 days closes it, and it comes back when they do not."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.editorial.gaps.jobs import GATHERING, gather_gaps, recheck_gaps
from app.editorial.gaps.lifecycle import AFTER, after, allows
from app.editorial.gaps.models import ContentGap, GapChange
from app.editorial.gaps.vocabulary import Deed, GapState
from app.jobs.runs import run_due
from app.jobs.timetable import Job, supply_timetable
from app.kernel.errors import RuleBroken
from app.knowledge.reading import current_generation
from app.storage.database import db, transaction
from tests.editorial.gaps.asking import Index, gaps, people_search, run
from tests.editorial.log import NOON, visitor_searches
from tests.support.library import an_article, help_centre

NOW = NOON + timedelta(days=1)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FOUND = Index("seniat")


def the_gap() -> ContentGap:
    (gap,) = gaps().values()
    return gap


def deeds() -> list[Deed]:
    return list(db.session.scalars(select(GapChange.deed).order_by(GapChange.id)))


def test_it_closes_after_fourteen_days_of_being_found_and_not_before(app: Flask) -> None:
    people_search("factura seniat")
    run(NOW)
    run(NOW + DAY, FOUND, live_since=NOW)
    assert (the_gap().state, the_gap().answered_at) == (GapState.WATCHED, NOW + DAY)
    run(NOW + 14 * DAY, FOUND, live_since=NOW)
    assert the_gap().state is GapState.WATCHED
    run(NOW + 15 * DAY, FOUND, live_since=NOW)
    assert (the_gap().state, the_gap().closed_at) == (GapState.CLOSED, NOW + 15 * DAY)
    assert deeds() == [Deed.FOUND, Deed.ANSWERED, Deed.CLOSED]


def test_days_in_which_it_failed_do_not_count(app: Flask) -> None:
    people_search("factura seniat")
    run(NOW)
    run(NOW + DAY, FOUND, live_since=NOW)
    run(NOW + 10 * DAY, live_since=NOW)
    run(NOW + 11 * DAY, FOUND, live_since=NOW)
    run(NOW + 20 * DAY, FOUND, live_since=NOW)
    assert (the_gap().state, the_gap().answered_at) == (GapState.WATCHED, NOW + 11 * DAY)


def test_it_reopens_when_what_was_said_is_not_found_again(app: Flask) -> None:
    people_search("factura seniat")
    run(NOW)
    run(NOW + DAY, FOUND, live_since=NOW)
    run(NOW + 15 * DAY, FOUND, live_since=NOW)
    run(NOW + 200 * DAY, live_since=NOW)  # nobody asks any more, and still it is not found
    assert (the_gap().state, the_gap().closed_at, the_gap().people) == (GapState.NEW, None, 0)
    assert deeds()[-1] is Deed.FAILED_AGAIN


def test_people_who_open_nothing_are_believed_more_than_the_index(app: Flask) -> None:
    people_search("factura seniat")
    run(NOW)
    run(NOW + DAY, FOUND, live_since=NOW)
    for number in range(3):
        visitor_searches(f"again-{number}", "factura seniat", "ayuda", at=NOW + 2 * DAY, found=4)
    run(NOW + 3 * DAY, FOUND, live_since=NOW)
    assert the_gap().state is GapState.NEW


def test_a_dismissed_gap_stays_away_until_it_is_twice_as_large(app: Flask) -> None:
    people_search("perros")
    run(NOW)
    with transaction():
        gap = the_gap()
        gap.state, gap.dismissed_size = GapState.DISMISSED, 5
    people_search("perros", people=4)
    run(NOW)
    assert the_gap().state is GapState.DISMISSED
    people_search("perros", people=1)
    run(NOW)
    assert (the_gap().state, deeds()[-1]) == (GapState.NEW, Deed.GREW)


@pytest.mark.parametrize("state", GapState)
@pytest.mark.parametrize("deed", Deed)
def test_nothing_happens_that_the_table_does_not_allow(state: GapState, deed: Deed) -> None:
    if not allows(state, deed):
        with pytest.raises(RuleBroken):
            after(state, deed, has_assignee=False)
    else:
        assert after(state, deed, has_assignee=False) is AFTER[state][deed]
        assert after(state, deed, has_assignee=True) is not GapState.NEW


def test_what_is_published_is_looked_at_within_ten_minutes(app: Flask, tmp_path: Path) -> None:
    people_search("factura seniat")
    gather_gaps(NOW)
    (gap,) = gaps().values()
    assert gap.generation == current_generation().commit
    supply_timetable(app, [Job(GATHERING, timedelta(hours=6), gather_gaps)])
    run_due(app, NOW)
    assert recheck_gaps(NOW + MINUTE) == 0
    before = app.extensions["knowledge"]
    app.extensions["knowledge"] = help_centre(
        tmp_path / "index", [an_article("seniat", "Factura del SENIAT")]
    )
    try:
        assert recheck_gaps(NOW + MINUTE) == 1
        assert recheck_gaps(NOW + MINUTE) == 0
        assert run_due(app, NOW + MINUTE) == 1
        assert recheck_gaps(NOW + 2 * MINUTE) == 0
        assert the_gap().generation == current_generation().commit
    finally:
        app.extensions["knowledge"] = before
