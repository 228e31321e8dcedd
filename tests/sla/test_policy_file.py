"""Whoever edits the policy is told by file and line what is wrong, before anything is promised by it."""

import re
import subprocess
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.terms import Plan, Priority
from app.sla.policy_file import INSTALLED, installed_policy, read_policy
from app.sla.policy_sheet import PolicyFault, PolicyRefused

GOOD = INSTALLED.read_text(encoding="utf-8")
FIRST = "regular: {critical: 2h, high: 4h, medium: 8h, low: 24h}"
MONDAY = "monday: [08:00-18:00]"
NO_DAYS = "closed_days: []"

SLIPS = {
    "a missing cell": (
        FIRST,
        "regular: {critical: 2h, high: 4h, low: 24h}",
        "«first_response of regular» lacks «medium»",
    ),
    "a missing row": (f"  {FIRST}\n", "", "«first_response» lacks «regular»"),
    "an unknown priority": (FIRST, FIRST.replace("}", ", huge: 9h}"), "has nothing called «huge»"),
    "a cell said twice": (FIRST, FIRST.replace("}", ", low: 9h}"), "says «low» twice"),
    "a negative duration": (FIRST, FIRST.replace("high: 4h", "high: -4h"), "«-4h» is no amount of time"),
    "a duration of nothing": (FIRST, FIRST.replace("high: 4h", "high: 0h"), "«0h» is no amount of time"),
    "a duration without unit": (FIRST, FIRST.replace("high: 4h", "high: 4"), "«4» is no amount of time"),
    "an answer that is not promised": (FIRST, FIRST.replace("24h", "none"), "«none» is no amount of time"),
    "an urgent ticket waiting longer": (
        FIRST,
        FIRST.replace("high: 4h", "high: 9h"),
        "high waits longer than medium",
    ),
    "overlapping hours": (MONDAY, "monday: [08:00-12:00, 11:59-18:00]", "hours of monday overlap"),
    "touching hours": (MONDAY, "monday: [12:00-18:00, 08:00-12:00]", "hours of monday touch"),
    "hours backwards": (MONDAY, "monday: [18:00-08:00]", "must end after it begins"),
    "hours past midnight": (MONDAY, "monday: [08:00-24:30]", "at 24:00 at the latest"),
    "hours in words": (MONDAY, "monday: [eight to six]", "are no hours"),
    "a missing day": (f"  {MONDAY}\n", "", "«hours» lacks «monday»"),
    "an unknown zone": ("America/Caracas", "America/Caraca", "is no time zone"),
    "a zone that is a path": ("America/Caracas", "../../etc/passwd", "is no time zone"),
    "a zone that is a folder": ("America/Caracas", "America", "is no time zone"),
    "a holiday on a weekend": (
        NO_DAYS,
        "closed_days:\n  - {es: a, en: b, dates: [2026-11-22]}",
        "2026-11-22 is a sunday, on which nobody works anyway",
    ),
    "a day closed twice": (NO_DAYS, "closed_days: [{es: a, en: b, dates: [2026-12-25]}]", "is closed twice"),
    "a day that does not exist": (
        NO_DAYS,
        "closed_days: [{es: a, en: b, dates: [2027-02-29]}]",
        "is no date",
    ),
    "a day without a name": (NO_DAYS, "closed_days: [{es: a, dates: [2026-12-28]}]", "lacks «en»"),
    "a day with an empty name": (
        NO_DAYS,
        "closed_days: [{es: a, en: '', dates: []}]",
        "one value must stand",
    ),
    "a share of more than all": ("80%", "120%", "must be a whole number from 1 to 99"),
    "an unknown plan": ("vip: [critical]", "gold: [critical]", "has nothing called «gold»"),
    "an unknown part": (NO_DAYS, f"{NO_DAYS}\nlunch: 1h", "has nothing called «lunch»"),
    "text where a list belongs": (NO_DAYS, "closed_days: never", "«closed_days» must be a list"),
    "a supervisor for nothing": ("alerts_supervisors: [critical]", "alerts_supervisors: [all]", "is none of"),
    "an alias": ("vip: [critical]", "vip: &x [critical]\n  regular: *x", "aliases are not allowed"),
    "broken YAML": (MONDAY, "monday: [08:00-18:00", "the file is not valid YAML"),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_an_editor_is_told_the_line(slip: tuple[str, str, str]) -> None:
    before, after, message = slip
    edited = GOOD.replace(before, after, 1)
    assert edited != GOOD
    with pytest.raises(PolicyRefused) as refused:
        read_policy("policy.yaml", edited.encode())
    (fault,) = refused.value.faults
    assert re.fullmatch(rf"policy\.yaml:\d+: .*{re.escape(message)}.*", str(fault))


def test_the_line_is_that_of_the_slip() -> None:
    edited = GOOD.replace("high: 4h", "high: 4 hours", 1)
    line = next(number for number, text in enumerate(edited.splitlines(), 1) if "4 hours" in text)
    with pytest.raises(PolicyRefused, match=f"^policy.yaml:{line}: «4 hours» is no amount"):
        read_policy("policy.yaml", edited.encode())


def test_all_slips_are_told_at_once_from_top_to_bottom() -> None:
    edited = (
        GOOD.replace("high: 4h", "high: soon", 1)
        .replace("80%", "most")
        .replace("closes_after: 48h", "closes_after: never")
    )
    with pytest.raises(PolicyRefused) as refused:
        read_policy("policy.yaml", edited.encode())
    assert [str(fault).split(": ", 1)[1][:8] for fault in refused.value.faults] == [
        "«soon» i",
        "«most» m",
        "«never» ",
    ]


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b"a: " + b"[" * 20_000, b"#" * 60_000, b"x"])
def test_what_is_no_policy_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(PolicyRefused, match=r"^policy\.yaml:1: "):
        read_policy("policy.yaml", content)


def test_a_policy_under_which_nobody_works_is_refused() -> None:
    with pytest.raises(PolicyRefused, match="no day of the week has hours"):
        read_policy("policy.yaml", GOOD.replace("[08:00-18:00]", "[]").encode())


def test_the_guarantee_is_the_one_that_was_published() -> None:
    hours = {
        Plan.REGULAR: {"critical": 2, "high": 4, "medium": 8, "low": 24},
        Plan.VIP: {"critical": 0.5, "high": 1, "medium": 2, "low": 4},
    }
    terms = installed_policy().terms
    assert {cell: each.first_response for cell, each in terms.items()} == {
        (plan, Priority(name)): timedelta(hours=amount)
        for plan, row in hours.items()
        for name, amount in row.items()
    }


def test_a_business_day_is_as_long_as_the_hours_say() -> None:
    assert installed_policy().terms[Plan.VIP, Priority.LOW].resolution == timedelta(hours=30)


def test_a_revision_is_the_name_of_the_file_in_git() -> None:
    named = subprocess.run(["git", "hash-object", INSTALLED], capture_output=True, text=True, check=True)
    assert named.stdout[:12] == installed_policy().revision


def test_any_change_of_the_file_is_another_revision() -> None:
    edited = read_policy("policy.yaml", GOOD.replace("80%", "75%").encode())
    assert edited.revision != installed_policy().revision


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 12), st.binary(max_size=6))
def test_whatever_slips_into_the_file_it_is_read_or_refused_by_line(at: int, gone: int, slip: bytes) -> None:
    edited = GOOD.encode()[:at] + slip + GOOD.encode()[at + gone :]
    faults, cells = _read(edited)
    assert bool(faults) == (cells == 0)
    assert cells in {0, len(Plan) * len(Priority)}
    assert all(re.match(r"policy\.yaml:\d+: .", str(fault)) for fault in faults)
    assert all(1 <= fault.line <= edited.count(b"\n") + 2 for fault in faults)


def _read(content: bytes) -> tuple[tuple[PolicyFault, ...], int]:
    try:
        return (), len(read_policy("policy.yaml", content).terms)
    except PolicyRefused as refused:
        return refused.faults, 0
