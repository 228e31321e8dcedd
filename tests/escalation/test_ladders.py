"""Both ladders as they are written: what rises when, in the hours of the ticket."""

from datetime import datetime, timedelta

import pytest

from app.escalation.levels import LEVEL_RAISES, PRIORITY_RAISES, LevelRaise, may_rise, next_level
from app.escalation.rules import Facts, what_is_due
from app.escalation.vocabulary import RaiseReason, Rule
from app.kernel.errors import RuleBroken
from app.kernel.terms import Plan, Priority, SupportLevel
from app.sla.history import Entitlement, History, Pause, PauseReason
from app.sla.policy_file import installed_policy
from app.tickets.lifecycle import Stage
from app.tickets.vocabulary import Side
from tests.sla.clocks import local

MONDAY = local("2026-11-23 10:00")
POLICY = installed_policy()
FAR = MONDAY + timedelta(days=2000)


def sent(priority: Priority, plan: Plan = Plan.REGULAR, **past: object) -> History:
    """Return the past of a ticket sent on Monday at 10."""
    return History(entitlements=(Entitlement(MONDAY, plan, priority),), **past)  # type: ignore[arg-type]


def due(history: History, rule: Rule, now: datetime, **facts: object) -> list[datetime]:
    """Return when steps of one rule were due up to ``now``."""
    known = Facts(guaranteed=FAR, **facts)  # type: ignore[arg-type]
    return [step.at for step in what_is_due(POLICY, history, known, now).due if step.rule is rule]


@pytest.mark.parametrize(
    ("priority", "risen_at"),
    [
        (Priority.LOW, ["2026-11-26 10:00", "2026-11-26 18:00", "2026-11-27 10:00"]),  # 3 days, 8 h, 2 h
        (Priority.MEDIUM, ["2026-11-23 18:00", "2026-11-24 10:00"]),
        (Priority.HIGH, ["2026-11-23 12:00"]),
        (Priority.CRITICAL, []),
    ],
)
def test_a_priority_rises_step_by_step_until_it_is_critical(priority: Priority, risen_at: list[str]) -> None:
    answered = sent(priority, answers=(MONDAY,))
    assert due(answered, Rule.PRIORITY, FAR) == [local(at) for at in risen_at]


def test_a_waiting_or_solved_ticket_does_not_rise() -> None:
    asked = Pause(MONDAY + timedelta(hours=1), None, PauseReason.WAITING)
    solved = Pause(MONDAY + timedelta(hours=1), None, PauseReason.RESOLVED)
    for pause in (asked, solved):
        waits = sent(Priority.HIGH, answers=(pause.start,), pauses=(pause,))
        assert due(waits, Rule.PRIORITY, FAR) == []
        assert due(waits, Rule.LEVEL, FAR) == []


@pytest.mark.parametrize(
    ("priority", "plan", "risen_at"),
    [
        (Priority.CRITICAL, Plan.REGULAR, ["10:30", "11:00", "11:30"]),
        (Priority.CRITICAL, Plan.VIP, ["10:30", "11:00", "11:30"]),
        (Priority.HIGH, Plan.REGULAR, ["12:00", "12:30", "13:00"]),  # critical by then
    ],
)
def test_a_level_rises_while_nobody_answers_until_management(
    priority: Priority, plan: Plan, risen_at: list[str]
) -> None:
    expected = [local(f"2026-11-23 {at}") for at in risen_at]
    assert due(sent(priority, plan), Rule.LEVEL, FAR) == expected


def test_any_ticket_rises_after_24_hours_of_work_without_answer() -> None:
    """Monday from 10 to 18, Tuesday from 8 to 18, and six of the ten hours of Wednesday."""
    history = sent(Priority.LOW)
    assert due(history, Rule.LEVEL, local("2026-11-25 14:01"))[:1] == [local("2026-11-25 14:00")]


def test_an_answer_at_the_very_instant_is_in_time() -> None:
    at = MONDAY + timedelta(minutes=30)
    assert due(sent(Priority.CRITICAL), Rule.LEVEL, at) == []
    assert due(sent(Priority.CRITICAL, answers=(at,)), Rule.LEVEL, FAR) == []
    assert due(sent(Priority.CRITICAL), Rule.LEVEL, at + timedelta.resolution) == [at]


def test_a_further_message_without_answer_raises_the_level_too() -> None:
    asked_at = MONDAY + timedelta(hours=4)
    history = sent(Priority.CRITICAL, answers=(MONDAY,), messages=(asked_at,))
    assert due(history, Rule.LEVEL, FAR)[:1] == [asked_at + timedelta(minutes=30)]


def test_the_fourth_reopening_raises_the_level_and_the_third_does_not() -> None:
    reopened = tuple(MONDAY + timedelta(hours=hour) for hour in range(1, 6))
    answered = sent(Priority.LOW, answers=(FAR,))
    assert due(answered, Rule.REOPENED, MONDAY + timedelta(hours=5), reopened_at=reopened[:3]) == []
    assert due(answered, Rule.REOPENED, MONDAY + timedelta(hours=5), reopened_at=reopened) == [*reopened[3:]]


def test_a_critical_ticket_alerts_at_once_and_others_when_they_become_so() -> None:
    assert due(sent(Priority.CRITICAL), Rule.ALERT, MONDAY) == [MONDAY]
    assert due(sent(Priority.HIGH, answers=(MONDAY,)), Rule.ALERT, MONDAY) == []
    risen = local("2026-11-23 12:00")
    assert due(sent(Priority.HIGH, answers=(MONDAY,)), Rule.ALERT, FAR) == [risen]


def test_a_warning_comes_at_four_fifths_and_the_breach_after_the_instant() -> None:
    """Regular high: 4 h to the first answer, warned after 3 h 12 min."""
    history = sent(Priority.HIGH)
    known = Facts(guaranteed=FAR, level=SupportLevel.MANAGEMENT)
    agenda = what_is_due(POLICY, history, known, local("2026-11-23 11:00"))
    assert (agenda.due, agenda.next_at) == ((), local("2026-11-23 11:36"))  # of the solution, 2 h
    agenda = what_is_due(POLICY, history, known, local("2026-11-23 11:37"))
    assert [(step.rule, step.commitment) for step in agenda.due] == [(Rule.WARNING, "resolution")]
    assert agenda.next_at == local("2026-11-23 12:00")
    later = [(step.rule.value, step.commitment) for step in what_is_due(POLICY, history, known, FAR).due]
    assert later == [
        ("warning", "resolution"),
        ("breach", "resolution"),
        ("priority", None),
        ("alert", None),
        ("warning", "first_response"),
        ("breach", "first_response"),
    ]


def test_a_guarantee_given_earlier_than_the_clocks_say_is_the_one_that_is_watched() -> None:
    known = Facts(guaranteed=MONDAY + timedelta(hours=1), level=SupportLevel.MANAGEMENT)
    history = sent(Priority.MEDIUM)
    agenda = what_is_due(POLICY, history, known, MONDAY + timedelta(hours=1, minutes=1))
    assert [(step.rule.value, step.at) for step in agenda.due] == [
        ("warning", MONDAY + timedelta(minutes=48)),
        ("breach", MONDAY + timedelta(hours=1)),
    ]


def test_the_tables_are_whole() -> None:
    assert {each.reason for each in LEVEL_RAISES} == set(RaiseReason)
    assert {*PRIORITY_RAISES} == {each for each in Priority if each.rank < 3}
    assert all(after.rank == before.rank + 1 for before, after in PRIORITY_RAISES.items())
    assert [next_level(level) for level in list(SupportLevel)[:3]] == list(SupportLevel)[1:]
    with pytest.raises(RuleBroken):
        next_level(SupportLevel.MANAGEMENT)


@pytest.mark.parametrize("rule", LEVEL_RAISES, ids=lambda rule: rule.reason)
def test_a_level_rises_for_the_reasons_at_the_stages_and_by_the_sides_of_the_table(rule: LevelRaise) -> None:
    allowed = {(stage, side) for stage in Stage for side in Side if may_rise(rule.reason, stage, side)}
    assert allowed == {(stage, rule.made_by) for stage in rule.at}
