"""What the review page is told is what the rows say."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.deflection.figures import Share as DeflectionShare
from app.deflection.queries import Window, tally_in
from app.deflection.vocabulary import Outcome
from app.editorial.feedback.case import article_case
from app.editorial.feedback.review import comments, desk_figures, review_lines, vote_weeks
from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.editorial.feedback.weeks import mondays
from app.kernel.terms import Language
from app.knowledge.votes import NoReason
from app.storage.database import db
from tests.editorial.feedback.world import A_DAY, A_WEEK, CAJA, EN, ES, NOW, World
from tests.editorial.log import visitor_searches
from tests.support.editor import text

Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def statements(app: Flask) -> Statements:
    """Count statements, transactions aside."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


def test_articles_stand_by_the_readers_they_fail(world: World) -> None:
    """Few read the one that fails most of them; many read the other."""
    caja, pago = world.article("caja"), world.article("pago")
    world.vote(helpful=12, no=8, of=caja)
    world.vote(helpful=1, no=9, of=pago)
    world.read(400, of=caja)
    world.read(10, of=pago)
    lines = review_lines(NOW)
    assert [line.article_id for line in lines] == ["caja", "pago"]
    assert (lines[0].not_helpful.part, lines[0].not_helpful.whole) == (8, 20)
    assert lines[0].weekly_readers == 400  # counted since today: a week at least
    assert lines[0].harm == pytest.approx(400 * lines[0].not_helpful.low)
    assert (lines[0].number, lines[0].state, lines[0].causes) == (0, None, frozenset())


def test_readers_are_those_of_a_mean_week(world: World) -> None:
    for weeks, readers in ((5, 70), (3, 10), (2, 20), (1, 30), (0, 20)):
        world.read(readers, at=NOW - weeks * A_WEEK)
    world.vote(no=1)
    assert review_lines(NOW)[0].weekly_readers == 20


def test_a_line_has_everything_that_is_said_of_the_text(world: World) -> None:
    caja = world.article()
    world.vote(helpful=3, no=2, reason=NoReason.STEP_NOT_FOUND)
    world.vote(no=4, reason=NoReason.DISLIKES_FEATURE)
    world.vote(no=1, reason=NoReason.INCORRECT, comment="El botón ya no se llama así")
    world.vote(no=9, by_staff=True, comment="Lo vi en un ticket")
    world.form(caja)
    world.form(arrival="caja")
    world.form(arrival="caja", outcome=Outcome.LEFT)
    world.form(arrival="pago", language=EN)  # only in Spanish: that text was read
    world.opens()
    (line,) = review_lines(NOW)
    assert line.reasons == {
        NoReason.STEP_NOT_FOUND: 2,
        NoReason.INCORRECT: 1,
        NoReason.DISLIKES_FEATURE: 4,
    }
    assert (line.not_helpful.part, line.not_helpful.whole) == (3, 6)
    assert (line.open_comments, line.failed_suggestions) == (1, 1)
    assert (line.tickets_after.part, line.tickets_after.whole) == (1, 2)
    assert (line.state, line.causes) == (FeedbackState.NEW, {Cause.INCORRECT})
    assert sum(week.votes for week in line.weeks) == 6
    world.vote(no=1, of=world.article("pago"))
    pago = next(each for each in review_lines(NOW) if each.article_id == "pago")
    assert (pago.tickets_after.part, pago.tickets_after.whole) == (1, 1)


def test_a_small_correction_hides_nothing_while_the_item_is_open(world: World) -> None:
    world.vote(helpful=2, no=8)
    world.vote(no=8, of=world.article("pago"))
    world.opens()
    (pago,) = (item for item in world.items() if item.article_id == "pago")
    pago.closed_at, pago.state = NOW, FeedbackState.DONE
    db.session.commit()
    world.publish({path: text(content, "Una coma, más.\n") for path, content in
                   (("tutoriales/caja.md", "caja"), ("tutoriales/pago.md", "pago"))})  # fmt: skip
    world.vote(helpful=1, at=NOW + A_DAY)
    (line,) = review_lines(NOW + A_DAY)
    assert (line.article_id, line.not_helpful.part, line.not_helpful.whole) == ("caja", 8, 11)


def test_an_open_item_stays_when_its_article_is_gone(world: World) -> None:
    world.vote(no=8, of=world.article("pago"))
    world.opens()
    world.marta.git("rm", "-q", "articles/tutoriales/pago.md")
    world.publish({})
    assert [line.article_id for line in review_lines(NOW)] == ["pago"]


def test_the_figures_are_of_a_period_and_of_the_one_before(world: World) -> None:
    world.vote(helpful=8, no=2, at=NOW - A_DAY)
    world.vote(no=5, at=NOW - A_DAY, reason=NoReason.DISLIKES_FEATURE)
    world.vote(helpful=3, no=3, at=NOW - 31 * A_DAY)
    world.vote(no=99, at=NOW - 61 * A_DAY)
    for visitor, results, days in (("one", 0, 1), ("two", 3, 1), ("three", 2, 2), ("four", 0, 40)):
        visitor_searches(visitor, "caja", at=NOW - days * A_DAY, results=results)
    visitor_searches("typing", "caja", at=NOW - A_DAY, results=None)
    figures = desk_figures(30, NOW)
    assert (figures.useful.now.part, figures.useful.now.whole) == (8, 10)
    assert (figures.useful.before.part, figures.useful.before.whole) == (3, 6)
    assert figures.votes == (10, 6)
    assert (figures.empty.now.part, figures.empty.now.whole) == (1, 3)
    assert (figures.empty.before.part, figures.empty.before.whole) == (1, 1)


def test_what_was_solved_is_what_the_page_of_suggestions_says(world: World) -> None:
    caja = world.article()
    for days, outcome in (
        (9, Outcome.CONFIRMED),
        (9, Outcome.CONFIRMED),
        (1, Outcome.CONFIRMED),  # provisional
        (9, Outcome.REVERTED),
        (9, Outcome.SUBMITTED),
        (9, Outcome.LEFT),
        (40, Outcome.CONFIRMED),
    ):
        world.form(caja, at=NOW - days * A_DAY, outcome=outcome)
    world.form(caja, at=NOW - 9 * A_DAY, outcome=Outcome.SUBMITTED, shown=False)
    solved = desk_figures(30, NOW).solved
    assert (solved.now.part, solved.now.whole) == (2, 4)
    assert tally_in(Window(NOW - 30 * A_DAY, NOW)).rate == DeflectionShare(2, 4)
    assert (solved.before.part, solved.before.whole) == (1, 1)


def test_nothing_is_known_of_an_empty_house(world: World) -> None:
    assert review_lines(NOW) == ()
    figures = desk_figures(30, NOW)
    for trend in (figures.useful, figures.solved, figures.empty):
        assert (trend.now.value, trend.now.low, trend.now.high) == (None, 0.0, 1.0)
    assert comments(NOW) == (0, ())
    assert [week.votes for week in vote_weeks(3, NOW)] == [0, 0, 0]


def test_a_week_begins_on_monday_in_caracas() -> None:
    sunday_night = datetime(2026, 11, 23, 3, 59, tzinfo=UTC)  # 23:59 in Caracas
    assert [each.date() for each in mondays(2, sunday_night)] == [date(2026, 11, 9), date(2026, 11, 16)]
    assert mondays(1, sunday_night + timedelta(minutes=1))[0].date() == date(2026, 11, 23)


def test_votes_are_counted_in_their_local_week(world: World) -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    world.vote(helpful=2, at=datetime(2026, 11, 23, 3, 59, tzinfo=UTC))
    world.vote(helpful=1, no=2, at=datetime(2026, 11, 23, 4, tzinfo=UTC))
    world.vote(no=9, at=datetime(2026, 11, 9, 3, 59, tzinfo=UTC))
    weeks = vote_weeks(3, now)
    assert [(week.monday.day, week.helpful, week.votes) for week in weeks] == [
        (9, 0, 0),
        (16, 2, 2),
        (23, 1, 3),
    ]


def test_comments_come_latest_first_and_in_pages(world: World) -> None:
    for hours in range(5):
        world.vote(no=1, at=NOW - timedelta(hours=hours), comment=f"Hace {hours} horas")
    world.vote(no=1, at=NOW - 366 * A_DAY, comment="Hace un año")
    world.vote(no=1, of=world.article("caja", EN), at=NOW, comment="In English")
    total, shown = comments(NOW, article_id="caja", language=ES, limit=2, offset=1)
    assert (total, [each.text for each in shown]) == (5, ["Hace 1 horas", "Hace 2 horas"])
    assert comments(NOW)[0] == 6


@pytest.mark.parametrize("more", [0, 40])
def test_the_pages_need_as_many_statements_however_much_there_is(
    world: World, statements: Statements, more: int
) -> None:
    world.publish({f"tutoriales/a{number}.md": text(f"a{number}") for number in range(more)} | CAJA)
    for number in range(more):
        world.vote(no=3, of=world.article(f"a{number}"), comment="No")
    world.vote(no=9, comment="No", contact="ana@demo.tuqr.com")
    world.opens()
    with statements() as seen:
        assert len(review_lines(NOW)) == more + 1
    assert len(seen) == 8, seen
    with statements() as seen:
        article_case("caja", Language.ES, world.article().revision, NOW)
    assert len(seen) == 16, seen
    with statements() as seen:
        desk_figures(30, NOW)
        vote_weeks(12, NOW)
        comments(NOW)
    assert len(seen) == 6, seen
