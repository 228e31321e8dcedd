"""A policy is tried on the past: what people did stays, what happens by itself happens anew."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.escalation.rehearsal import Case, Outcome, Tally, rehearse, replay
from app.escalation.rules import Facts, what_is_due
from app.escalation.vocabulary import Rule
from app.kernel.terms import Plan, Priority, SupportLevel
from app.sla.commitment import Commitment, first_response, next_responses
from app.sla.history import Entitlement, History, Pause, PauseReason
from app.sla.policy_file import INSTALLED, installed_policy, read_policy
from app.sla.promise import promise_first_response
from tests.sla.clocks import local
from tests.sla.simulation import at, history_of, lives

POLICY = installed_policy()
GOOD = INSTALLED.read_text(encoding="utf-8")
MONDAY = local("2026-11-16 09:00")
HOUR = timedelta(hours=1)
FIRST = SupportLevel.ASSIGNED_AGENT


def _case(history: History, **more: object) -> Case:
    return replace(Case("TQ-AAAAA", history, ((history.sent_at, FIRST),)), **more)  # type: ignore[arg-type]


def _ana(priority: Priority, since: datetime = MONDAY) -> Entitlement:
    return Entitlement(since, Plan.REGULAR, priority)


def _changed(*slips: tuple[str, str]) -> str:
    text = GOOD
    for before, after in slips:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def test_the_same_policy_changes_no_life_and_every_ticket_has_one_first_answer() -> None:
    stories = [(history_of(life), at(now)) for _, life, now in lives(300, seed=5)]
    for history, now in stories:
        found = rehearse([_case(history)], POLICY, POLICY, now)
        assert (found.changed, found.moved) == ((), 0)
        ends = {outcome: found.after.kept.get((Commitment.FIRST_RESPONSE, outcome), 0) for outcome in Outcome}
        assert sum(ends.values()) == 1


def test_an_answered_ticket_without_raises_is_told_as_its_clocks_tell_it() -> None:
    for _, life, minute in lives(300, seed=6):
        history, now = history_of(life), at(minute)
        lived = replay(_case(history), POLICY, now)
        if not lived.priority_raises:
            clocks = [first_response(POLICY, history, now), *next_responses(POLICY, history, now)]
            told = [each.due_at for each in lived.kept if each.commitment is not Commitment.RESOLUTION]
            assert told == [clock.due_at for clock in clocks]


def test_a_ticket_left_alone_rises_as_the_rules_of_living_tickets_say() -> None:
    history, now = History((_ana(Priority.LOW),)), MONDAY + timedelta(days=30)
    promised = promise_first_response(POLICY, Plan.REGULAR, Priority.LOW, MONDAY)
    due = what_is_due(POLICY, history, Facts(promised.due_at), now).due
    lived = replay(_case(history), POLICY, now)
    assert lived.priority_raises == tuple(step.at for step in due if step.rule is Rule.PRIORITY)
    assert lived.level_raises == tuple(step.at for step in due if step.rule is Rule.LEVEL)
    assert (len(lived.priority_raises), len(lived.level_raises)) == (3, 3)


def test_a_raise_in_the_middle_of_a_life_happens_where_it_did() -> None:
    """Medium from nine on Monday: eight hours end at five; solved on Tuesday, so nothing rises later."""
    history = History(
        (_ana(Priority.MEDIUM),),
        answers=(MONDAY + HOUR, MONDAY + 25 * HOUR),
        pauses=(Pause(MONDAY + 25 * HOUR, None, PauseReason.RESOLVED),),
    )
    lived = replay(_case(history), POLICY, MONDAY + timedelta(days=30))
    assert lived.priority_raises == (local("2026-11-16 17:00"), local("2026-11-17 09:00"))


def test_a_longer_target_leaves_the_priority_alone() -> None:
    edited = read_policy(
        "p", _changed(("high: 2h, medium: 8h, low: 3d", "high: 3d, medium: 5d, low: 5d")).encode()
    )
    history = History((_ana(Priority.MEDIUM),), answers=(MONDAY + HOUR,))
    found = rehearse([_case(history)], POLICY, edited, MONDAY + timedelta(days=2))
    assert (found.before.priority_raises, found.after.priority_raises) == (2, 0)
    assert [pair.reference for pair in found.changed] == ["TQ-AAAAA"]


def test_a_shorter_wait_for_the_level_raises_more_levels() -> None:
    edited = read_policy(
        "p",
        _changed(
            (
                "unanswered: {critical: 30m, high: 2h, medium: 24h",
                "unanswered: {critical: 30m, high: 1h, medium: 1h",
            )
        ).encode(),
    )
    history = History((_ana(Priority.MEDIUM),), answers=(MONDAY + 5 * HOUR / 2,))
    found = rehearse([_case(history)], POLICY, edited, MONDAY + timedelta(hours=8))
    assert (found.before.level_raises, found.after.level_raises) == (0, 2)


def test_ratings_and_reopenings_count_as_the_file_says() -> None:
    edited = read_policy(
        "p",
        _changed(
            ("reopened_more_than: 3", "reopened_more_than: 0"), ("stars_at_most: 1", "stars_at_most: 2")
        ).encode(),
    )
    solved, back = MONDAY + 2 * HOUR, MONDAY + 4 * HOUR
    history = History(
        (_ana(Priority.LOW),),
        answers=(solved, back + HOUR),
        messages=(back,),
        pauses=(Pause(solved, back, PauseReason.RESOLVED), Pause(back + HOUR, None, PauseReason.RESOLVED)),
    )
    case = _case(history, reopened_at=(back,), stars=((back + 2 * HOUR, 2),))
    found = rehearse([case], POLICY, edited, MONDAY + timedelta(days=1))
    assert (found.before.level_raises, found.after.level_raises) == (0, 2)
    assert found.changed[0].after.level_raises == (back, back + 2 * HOUR)


def test_nobody_rises_above_the_management() -> None:
    history = History((_ana(Priority.CRITICAL),))
    case = replace(_case(history), levels=((MONDAY, SupportLevel.MANAGEMENT),), stars=((MONDAY + HOUR, 1),))
    assert replay(case, POLICY, MONDAY + timedelta(days=9)).level_raises == ()


def test_a_level_that_a_person_gave_is_where_the_next_one_begins() -> None:
    """At eleven the priority rises to critical, of which half an hour without answer is enough."""
    history = History((_ana(Priority.HIGH),))
    given = (MONDAY + HOUR, SupportLevel.DEVELOPMENT)
    case = replace(_case(history), levels=((MONDAY, FIRST), given))
    assert replay(case, POLICY, MONDAY + 8 * HOUR).level_raises == (MONDAY + 5 * HOUR / 2,)


def test_a_period_without_tickets_is_an_empty_table() -> None:
    found = rehearse([], POLICY, POLICY, MONDAY)
    assert (found.tickets, found.changed, found.before) == (0, (), Tally({}, 0, 0))
