"""What happens to tickets by themselves: seen in time, late, twice, in two places, and by a wrong clock."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import event, func, select

from app.accounts.models import AgentProfile
from app.escalation.jobs import watch_forgotten, watch_promises
from app.escalation.models import PromiseWatch
from app.kernel.terms import Plan, Priority, SupportLevel, TicketType
from app.satisfaction.access import survey_of
from app.storage.database import db, transaction
from app.tickets import actions, conversation
from app.tickets.lines import Event
from app.tickets.merging import merge
from app.tickets.models import Ticket
from app.tickets.queries import ticket_page
from app.tickets.timeline import timeline_of
from app.tickets.vocabulary import ChangeKind, Impact, TicketStatus
from tests.escalation.conftest import Tower
from tests.escalation.world import (
    DAY,
    HOUR,
    MINUTE,
    changes_of,
    steps_of,
    told,
    watched,
    worker_hears,
    worker_sweeps,
)
from tests.satisfaction.world import say_stars
from tests.tickets.cast import MONDAY, open_ticket, resolved, say
from tests.tickets.conftest import Cast
from tests.tickets.test_crowds import all_at_once


def _urgent(cast: Cast) -> Ticket:
    """A ticket of priority high: first answer in 4 h, solution in 2 h."""
    return open_ticket(cast.ana, impacts=frozenset({Impact.CANNOT_WORK}))


def test_a_new_ticket_is_watched_from_its_first_warning_on(app: Flask, cast: Cast) -> None:
    ticket = _urgent(cast)
    worker_hears(app, MONDAY)
    assert watched(ticket) == MONDAY + timedelta(hours=1, minutes=36)
    assert ticket.next_due_at == MONDAY + 2 * HOUR
    assert worker_sweeps(app, MONDAY + HOUR) == 0


def test_a_ticket_left_alone_warns_breaks_and_rises(app: Flask, cast: Cast, tower: Tower) -> None:
    ticket = _urgent(cast)
    for minute in range(0, 181, 20):
        worker_sweeps(app, MONDAY + minute * MINUTE)
    noon = MONDAY + 2 * HOUR
    assert steps_of(ticket) == [
        ("warning", "resolution", MONDAY + 96 * MINUTE),
        ("breach", "resolution", noon),
        ("priority", "", noon),
        ("alert", "", noon),
        ("level", "", noon),
        ("level", "", noon + 30 * MINUTE),
    ]
    assert changes_of(ticket, ChangeKind.PRIORITY) == [("high", "critical", noon)]
    assert [row[:2] for row in changes_of(ticket, ChangeKind.LEVEL)] == [("1", "2"), ("2", "3")]
    assert (ticket.priority, ticket.level) == (Priority.CRITICAL, SupportLevel.DEVELOPMENT)
    assert ticket.assignee_id == tower.dario.person_id
    assert [each["cause"] for each in told("supervisors alerted")] == ["critical"]
    assert [each["commitment"] for each in told("promise broken")] == ["resolution"]
    assert [(each["reason"], each["after"]) for each in told("level raised")] == [
        ("unanswered", 2),
        ("unanswered", 3),
    ]


def test_a_worker_away_for_a_week_catches_up_once_and_step_by_step(app: Flask, cast: Cast) -> None:
    """Everything has the instant at which it was due; of a promise already broken nobody is warned."""
    ticket = open_ticket(cast.ana)
    back = MONDAY + 7 * DAY
    assert worker_sweeps(app, back) > 0
    done = steps_of(ticket)
    assert worker_sweeps(app, back) == worker_sweeps(app, back + DAY) == 0
    assert steps_of(ticket) == done
    assert [row[:2] for row in changes_of(ticket, ChangeKind.PRIORITY)] == [
        ("medium", "high"),
        ("high", "critical"),
    ]
    assert changes_of(ticket, ChangeKind.PRIORITY)[0][2] == MONDAY + 8 * HOUR
    assert ticket.level == SupportLevel.MANAGEMENT
    assert told("breach near") == []
    assert sorted(each["commitment"] for each in told("promise broken")) == ["first_response", "resolution"]
    assert len(told("priority raised")) == 2
    assert len(told("supervisors alerted")) == 1


def test_a_clock_set_back_an_hour_fires_nothing_twice(app: Flask, cast: Cast) -> None:
    ticket = _urgent(cast)
    later = MONDAY + 3 * HOUR
    worker_sweeps(app, later)
    done = steps_of(ticket)
    for minutes in range(0, 61, 10):
        assert worker_sweeps(app, later - HOUR + minutes * MINUTE) == 0
    say(ticket, cast.sofia, "Estamos viendo", later - HOUR)
    worker_sweeps(app, later)
    assert steps_of(ticket) == done
    assert changes_of(ticket, ChangeKind.PRIORITY) == [("high", "critical", MONDAY + 2 * HOUR)]


def test_eight_sweeps_at_once_do_everything_once(app: Flask, cast: Cast, tower: Tower) -> None:
    assert tower
    tickets = [_urgent(cast).id for _ in range(6)]
    worker_hears(app, MONDAY)
    now = MONDAY + 130 * MINUTE
    done = all_at_once(app, 8, lambda _number: str(watch_promises(now)))
    watch_promises(now)  # what somebody else was holding
    expected = [
        ("warning", "resolution", MONDAY + 96 * MINUTE),
        ("breach", "resolution", MONDAY + 2 * HOUR),
        ("priority", "", MONDAY + 2 * HOUR),
        ("alert", "", MONDAY + 2 * HOUR),
        ("level", "", MONDAY + 2 * HOUR),
    ]
    assert sum(map(int, done)) <= 6 * len(expected)
    for ticket_id in tickets:
        again = db.session.get_one(Ticket, ticket_id)
        assert steps_of(again) == expected
        assert len(changes_of(again, ChangeKind.LEVEL)) == 1
        assert again.level == SupportLevel.SENIOR_SPECIALIST


def test_when_nobody_fits_nobody_has_it_and_the_timeline_says_so(app: Flask, cast: Cast) -> None:
    """Luisa is senior, but for technical tickets in Spanish."""
    ticket = open_ticket(
        cast.ana, type=TicketType.BILLING, impacts=frozenset({Impact.CANNOT_SELL}), title="No puedo cobrar"
    )
    assert ticket.assignee_id == cast.juan.person_id
    worker_sweeps(app, MONDAY + 31 * MINUTE)
    assert (ticket.level, ticket.assignee_id) == (SupportLevel.SENIOR_SPECIALIST, None)
    with app.test_request_context("/en/"):
        words = _timeline(cast, ticket, MONDAY + HOUR)
    assert "Nobody of that level fits it: it waits for a supervisor" in words
    assert "Level of support: Assigned agent → Senior specialist, because nobody answered in time" in words
    worker_sweeps(app, MONDAY + 62 * MINUTE)
    assert ticket.level == SupportLevel.DEVELOPMENT
    assert [row[1] for row in changes_of(ticket, ChangeKind.ASSIGNED)] == [str(cast.juan.person_id), "", ""]


def test_of_two_who_fit_the_less_busy_one_gets_it(app: Flask, cast: Cast, tower: Tower) -> None:
    with transaction():
        db.session.get_one(AgentProfile, tower.dario.person_id).level = SupportLevel.SENIOR_SPECIALIST.value
    first, second = (open_ticket(cast.ana, type=TicketType.EMERGENCY, title=each) for each in ("A", "B"))
    third = open_ticket(cast.ana, impacts=frozenset({Impact.CANNOT_SELL}), title="C")
    with transaction():
        actions.assign(third, cast.sofia, cast.luisa.person_id, MONDAY)
    worker_sweeps(app, MONDAY + 31 * MINUTE)
    assert first.assignee_id == second.assignee_id == tower.dario.person_id  # Luisa takes no emergencies
    assert third.assignee_id == tower.dario.person_id  # not Luisa, who did not answer


def test_a_critical_ticket_alerts_supervisors_within_seconds(app: Flask, cast: Cast) -> None:
    open_ticket(cast.victor, type=TicketType.EMERGENCY)
    ticket = open_ticket(cast.ana)
    worker_hears(app, MONDAY)
    assert len(told("supervisors alerted")) == 1
    with transaction():
        actions.correct_priority(
            ticket, cast.juan, Priority.MEDIUM, Priority.CRITICAL, "Se cayó", MONDAY + MINUTE
        )
    worker_hears(app, MONDAY + MINUTE)
    assert [each["cause"] for each in told("supervisors alerted")] == ["critical", "critical"]


def test_one_star_alerts_and_raises_once_whatever_is_said_later(app: Flask, cast: Cast) -> None:
    ticket = resolved(open_ticket(cast.ana), cast.juan, MONDAY)
    worker_hears(app, MONDAY)
    for stars in (1, 5, 1):
        survey = survey_of(cast.ana, ticket)
        assert survey is not None
        say_stars(survey, stars, MONDAY + HOUR)
        worker_hears(app, MONDAY + HOUR)
    assert (ticket.level, ticket.assignee_id) == (SupportLevel.SENIOR_SPECIALIST, cast.luisa.person_id)
    assert [each["cause"] for each in told("supervisors alerted")] == ["rated low"]
    assert [each["reason"] for each in told("level raised")] == ["rated low"]


def test_two_stars_raise_nothing(app: Flask, cast: Cast) -> None:
    ticket = resolved(open_ticket(cast.ana), cast.juan, MONDAY)
    worker_hears(app, MONDAY)
    survey = survey_of(cast.ana, ticket)
    assert survey is not None
    say_stars(survey, 2, MONDAY + HOUR)
    worker_hears(app, MONDAY + HOUR)
    assert ticket.level == SupportLevel.ASSIGNED_AGENT
    assert told("supervisors alerted") == []


def test_reopened_a_fourth_time_it_goes_up_at_once(app: Flask, cast: Cast) -> None:
    ticket, now = open_ticket(cast.ana), MONDAY
    for time in range(1, 5):
        resolved(ticket, cast.juan, now + 10 * MINUTE)
        now += 20 * MINUTE
        say(ticket, cast.ana, "Sigue igual", now)
        worker_hears(app, now)
        assert ticket.level == (2 if time > 3 else 1)
    assert [each["reason"] for each in told("level raised")] == ["reopened"]
    assert ticket.assignee_id == cast.luisa.person_id


def test_a_ticket_whose_events_nobody_heard_is_watched_all_the_same(app: Flask, cast: Cast) -> None:
    ticket = _urgent(cast)
    assert watched(ticket) is None
    assert (watch_forgotten(MONDAY), watch_forgotten(MONDAY)) == (1, 0)
    assert watch_promises(MONDAY + MINUTE) == 0
    assert watched(ticket) == MONDAY + 96 * MINUTE


def test_solved_and_closed_tickets_are_left_alone(app: Flask, cast: Cast) -> None:
    ticket = resolved(_urgent(cast), cast.juan, MONDAY + HOUR)
    worker_sweeps(app, MONDAY + HOUR)
    assert watched(ticket) is None
    assert ticket.next_due_at is None
    assert worker_sweeps(app, MONDAY + DAY) == 0
    with transaction():
        actions.confirm(ticket, cast.ana, MONDAY + DAY)
    worker_hears(app, MONDAY + DAY)
    assert db.session.scalar(select(func.count()).select_from(PromiseWatch)) == 0
    assert steps_of(ticket) == []


def test_a_reopened_ticket_is_watched_again(app: Flask, cast: Cast) -> None:
    ticket = resolved(_urgent(cast), cast.juan, MONDAY + HOUR)
    say(ticket, cast.ana, "Sigue igual", MONDAY + 2 * HOUR)
    worker_hears(app, MONDAY + 2 * HOUR)
    assert ticket.status is TicketStatus.OPEN
    assert ticket.next_due_at == MONDAY + 3 * HOUR  # an hour of the solution is left
    assert watched(ticket) == MONDAY + 156 * MINUTE


def test_merging_gives_the_earlier_promise_to_the_ticket_that_stays(app: Flask, cast: Cast) -> None:
    urgent, calm = _urgent(cast), open_ticket(cast.ana)
    worker_hears(app, MONDAY)
    with transaction():
        merge(urgent, calm, cast.juan, MONDAY + MINUTE)
    worker_hears(app, MONDAY + MINUTE)
    assert (urgent.next_due_at, calm.next_due_at) == (None, MONDAY + 4 * HOUR)
    assert watched(calm) == MONDAY + 192 * MINUTE  # warned at four fifths of it


def test_a_question_stops_the_clock_and_its_answer_starts_it(app: Flask, cast: Cast) -> None:
    ticket = _urgent(cast)
    say(ticket, cast.juan, "¿Qué versión?", MONDAY + HOUR, conversation.ask)
    worker_sweeps(app, MONDAY + 8 * HOUR)
    assert (steps_of(ticket), watched(ticket), ticket.next_due_at) == ([], None, None)
    say(ticket, cast.ana, "La 5", MONDAY + DAY)
    worker_hears(app, MONDAY + DAY)
    assert ticket.next_due_at == MONDAY + DAY + HOUR


def test_a_vip_emergency_is_watched_through_the_night(app: Flask, cast: Cast) -> None:
    midnight = MONDAY + 14 * HOUR
    ticket = open_ticket(cast.victor, midnight, type=TicketType.EMERGENCY)
    assert ticket.plan is Plan.VIP
    worker_sweeps(app, midnight + 31 * MINUTE)
    assert [step[:2] for step in steps_of(ticket)] == [
        ("alert", ""),
        ("warning", "first_response"),
        ("breach", "first_response"),
        ("level", ""),
    ]


def test_a_sweep_asks_once_when_nothing_is_due(app: Flask, cast: Cast) -> None:
    for _ in range(3):
        open_ticket(cast.ana)
    worker_hears(app, MONDAY)
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert watch_promises(MONDAY) == 0
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len([statement for statement in asked if not statement.startswith("BEGIN")]) == 1


def _timeline(cast: Cast, ticket: Ticket, now: datetime) -> str:
    lines = timeline_of(ticket_page(cast.sofia, ticket, now))
    return "\n".join(line.words.striptags() for line in lines if isinstance(line, Event))
