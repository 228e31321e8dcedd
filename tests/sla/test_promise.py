"""A requester knows before sending when the answer comes, and why not earlier."""

from datetime import UTC, datetime

import pytest

from app.kernel.terms import Language, Plan, Priority
from app.sla.holidays import ClosedReason
from app.sla.policy_file import installed_policy
from app.sla.promise import promise_first_response
from tests.sla.clocks import local, said

REGULAR, VIP = Plan.REGULAR, Plan.VIP
CRITICAL, HIGH, MEDIUM, LOW = Priority.CRITICAL, Priority.HIGH, Priority.MEDIUM, Priority.LOW

CASES = {
    "Friday afternoon goes on on Monday": (REGULAR, CRITICAL, "2026-11-20 16:30", "Mon 2026-11-23 08:30"),
    "an hour less than that ends with Friday": (VIP, HIGH, "2026-11-20 17:00", "Fri 2026-11-20 18:00"),
    "Friday closes exactly when the time is over": (
        REGULAR,
        CRITICAL,
        "2026-11-20 16:00",
        "Fri 2026-11-20 18:00",
    ),
    "one minute later it does not": (REGULAR, CRITICAL, "2026-11-20 16:01", "Mon 2026-11-23 08:01"),
    "the last minute of the day counts": (REGULAR, CRITICAL, "2026-11-18 17:59", "Thu 2026-11-19 09:59"),
    "closing time itself does not": (REGULAR, CRITICAL, "2026-11-18 18:00", "Thu 2026-11-19 10:00"),
    "before opening waits for it": (REGULAR, HIGH, "2026-11-18 03:12", "Wed 2026-11-18 12:00"),
    "opening time counts at once": (REGULAR, HIGH, "2026-11-18 08:00", "Wed 2026-11-18 12:00"),
    "Saturday waits for Monday": (REGULAR, MEDIUM, "2026-11-21 11:00", "Mon 2026-11-23 16:00"),
    "the last second of Sunday too": (VIP, LOW, "2026-11-22 23:59", "Mon 2026-11-23 12:00"),
    "24 hours are two days and four hours": (REGULAR, LOW, "2026-11-17 09:00", "Thu 2026-11-19 13:00"),
    "Carnival is skipped": (REGULAR, CRITICAL, "2026-02-13 17:00", "Wed 2026-02-18 09:00"),
    "Holy Week is skipped": (REGULAR, HIGH, "2026-04-01 17:00", "Mon 2026-04-06 11:00"),
    "Christmas lasts four days": (REGULAR, CRITICAL, "2026-12-23 17:30", "Mon 2026-12-28 09:30"),
    "sent on a holiday": (VIP, MEDIUM, "2026-10-12 10:00", "Tue 2026-10-13 10:00"),
    "over New Year": (VIP, LOW, "2026-12-30 16:00", "Mon 2027-01-04 10:00"),
    "leap day is Carnival in 2028": (REGULAR, CRITICAL, "2028-02-25 17:00", "Wed 2028-03-01 09:00"),
    "VIP critical at night": (VIP, CRITICAL, "2026-11-22 23:45", "Mon 2026-11-23 00:15"),
    "VIP critical on a holiday": (VIP, CRITICAL, "2026-12-25 13:00", "Fri 2026-12-25 13:30"),
    "VIP critical over closing time": (VIP, CRITICAL, "2026-11-20 17:45", "Fri 2026-11-20 18:15"),
    "VIP high sleeps like the others": (VIP, HIGH, "2026-11-20 17:45", "Mon 2026-11-23 08:45"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_answer_is_promised_by_a_local_time(case: tuple[Plan, Priority, str, str]) -> None:
    plan, priority, sent_at, due_at = case
    promise = promise_first_response(installed_policy(), plan, priority, local(sent_at))
    assert said(promise.due_at) == due_at


def test_the_eve_of_christmas_names_what_makes_the_wait_long() -> None:
    promise = promise_first_response(installed_policy(), REGULAR, CRITICAL, local("2026-12-23 17:30"))
    assert [day.names.get(Language.ES, day.reason) for day in promise.closures] == [
        "Nochebuena",
        "Navidad",
        ClosedReason.WEEKLY,
        ClosedReason.WEEKLY,
    ]


def test_an_answer_within_the_day_names_no_closed_day() -> None:
    promise = promise_first_response(installed_policy(), REGULAR, CRITICAL, local("2026-11-20 16:00"))
    assert promise.closures == ()


def test_a_vip_in_trouble_waits_for_no_holiday() -> None:
    promise = promise_first_response(installed_policy(), VIP, CRITICAL, local("2026-12-25 13:00"))
    assert promise.closures == ()
    assert promise.counted_from == promise.sent_at


def test_a_promise_begins_to_count_when_somebody_is_there() -> None:
    promise = promise_first_response(installed_policy(), REGULAR, HIGH, local("2026-11-21 11:00"))
    assert said(promise.counted_from) == "Mon 2026-11-23 08:00"


def test_every_instant_is_told_in_utc_and_keeps_its_seconds() -> None:
    promise = promise_first_response(
        installed_policy(), REGULAR, CRITICAL, datetime(2026, 11, 20, 20, 30, 17, 250, tzinfo=UTC)
    )
    assert promise.due_at == datetime(2026, 11, 23, 12, 30, 17, 250, tzinfo=UTC)
    assert promise.due_at.tzinfo is UTC


def test_the_promise_keeps_the_policy_that_made_it() -> None:
    policy = installed_policy()
    assert promise_first_response(policy, VIP, LOW, local("2026-11-20 10:00")).revision == policy.revision


def test_a_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="no zone"):
        promise_first_response(installed_policy(), VIP, LOW, datetime(2026, 11, 20, 10))  # noqa: DTZ001
