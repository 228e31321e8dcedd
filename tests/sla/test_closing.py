"""A resolved ticket closes by itself only after a whole day of work."""

import pytest

from app.sla.closing import closes_at, reminds_at
from app.sla.policy_file import installed_policy
from tests.sla.clocks import local, said


@pytest.mark.parametrize(
    ("resolved_at", "closed_at"),
    [
        ("2026-11-16 12:00", "Wed 2026-11-18 12:00"),
        ("2026-11-16 08:00", "Wed 2026-11-18 08:00"),
        ("2026-11-18 17:59", "Fri 2026-11-20 17:59"),
        ("2026-11-19 12:00", "Sat 2026-11-21 12:00"),  # Friday lies in between
        ("2026-11-20 07:59", "Sun 2026-11-22 07:59"),  # Friday was still to come
        ("2026-11-20 08:01", "Mon 2026-11-23 18:00"),
        ("2026-11-20 16:30", "Mon 2026-11-23 18:00"),
        ("2026-11-22 03:00", "Tue 2026-11-24 03:00"),
        ("2026-12-23 10:00", "Mon 2026-12-28 18:00"),  # over Christmas
        ("2028-02-25 09:00", "Wed 2028-03-01 18:00"),  # over Carnival
    ],
)
def test_it_closes_after_48_hours_with_a_full_business_day(resolved_at: str, closed_at: str) -> None:
    assert said(closes_at(installed_policy(), local(resolved_at))) == closed_at


def test_a_silent_requester_is_reminded_after_two_days_of_real_time() -> None:
    assert said(reminds_at(installed_policy(), local("2026-11-20 16:30"))) == "Sun 2026-11-22 16:30"
