"""Whoever changes the promises looks first: is the file right, and what would it have meant?"""

from datetime import timedelta
from itertools import zip_longest
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from app.cli.policy import policy
from app.kernel.terms import Priority
from app.sla.policy_file import INSTALLED
from app.storage.database import Base, db
from app.tickets import conversation
from app.tickets.actions import correct_priority
from tests.accounts.conftest import app, password_hash, people
from tests.portal.own_tickets import World, world
from tests.tickets.cast import MONDAY

__all__ = ["app", "password_hash", "people", "world"]

GOOD = INSTALLED.read_text(encoding="utf-8")
ROW = "regular: {critical: 2h, high: 4h, medium: 8h, low: 24h}"
HOUR = timedelta(hours=1)

SLIPS = {
    "a missing cell": (ROW, "regular: {critical: 2h, high: 4h, low: 24h}", "lacks «medium»"),
    "overlapping hours": ("[08:00-18:00]", "[08:00-12:00, 11:00-18:00]", "hours of monday overlap"),
    "a holiday on a weekend": (
        "closed_days: []",
        "closed_days: [{es: a, en: b, dates: [2026-11-22]}]",
        "2026-11-22 is a sunday",
    ),
    "a negative duration": ("high: 4h", "high: -4h", "«-4h» is no amount of time"),
    "an unknown zone": ("America/Caracas", "America/Caraca", "is no time zone"),
    "a key said twice": (ROW, ROW.replace("}", ", low: 9h}"), "says «low» twice"),
    "a part said twice": ("closed_days: []", "closed_days: []\nzone: UTC", "says «zone» twice"),
    "an unknown key": ("warns_at: 80%", "warns_at: 80%\nwarns_by: mail", "has nothing called «warns_by»"),
    "not YAML": ("monday: [08:00-18:00]", "monday: [08:00-18:00", "is not valid YAML"),
    "a tab": ("  monday:", "\tmonday:", "is not valid YAML"),
}


class Operator:
    """Runs ``support policy …`` on a file of the test."""

    def __init__(self, world: World | None, folder: Path) -> None:
        self.settings = world.app.extensions["settings"] if world else None
        self.file = folder / "policy.yaml"

    def run(self, command: str, content: str | bytes, *words: str) -> Result:
        self.file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(policy, [command, str(self.file), *words], obj=self.settings)


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_the_file_the_line_and_the_fault_are_named(slip: tuple[str, str, str], tmp_path: Path) -> None:
    before, after, message = slip
    edited = GOOD.replace(before, after, 1)
    assert edited != GOOD
    line = next(
        number
        for number, (old, new) in enumerate(zip_longest(GOOD.splitlines(), edited.splitlines()), 1)
        if old != new
    )
    operator = Operator(None, tmp_path)
    for command in ("check", "rehearse"):
        answer = operator.run(command, edited)
        assert answer.exit_code == 1
        told = answer.stderr.splitlines()
        assert any(each.startswith(f"{operator.file}:") and message in each for each in told), told
        place = int(told[0].removeprefix(f"{operator.file}:").split(":")[0])
        assert abs(place - line) <= 1
        assert answer.stdout == ""


@pytest.mark.parametrize(
    "content",
    [b"", b"# nothing\n", b"\x00\x01\x02", b"\xff\xfe\x00", b"%PDF-1.7\n", b"x", b"- a", b"{" * 9000],
)
def test_what_is_no_policy_at_all_is_told_at_its_first_lines(content: bytes, tmp_path: Path) -> None:
    operator = Operator(None, tmp_path)
    answer = operator.run("check", content)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith((f"{operator.file}:1: ", f"{operator.file}:2: ")), answer.stderr


def test_a_huge_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    assert "larger than" in Operator(None, tmp_path).run("check", b"#" * 3_000_000).stderr


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    answer = CliRunner().invoke(policy, ["check", str(tmp_path / "none.yaml")])
    assert answer.exit_code == 2
    assert "does not exist" in answer.stderr


def test_a_right_file_is_told_its_revision(tmp_path: Path) -> None:
    answer = Operator(None, tmp_path).run("check", GOOD)
    assert answer.exit_code == 0
    assert "is right: revision" in answer.stdout
    assert "2026, 2027, 2028" in answer.stdout


def test_the_installed_policy_changes_nothing(world: World, tmp_path: Path) -> None:
    world.ticket("ana")
    world.clock.move_to(MONDAY + 5 * HOUR)  # type: ignore[attr-defined]
    answer = Operator(world, tmp_path).run("rehearse", GOOD)
    assert answer.exit_code == 0, answer.output
    assert "Tickets of the last 90 days: 1" in answer.stdout
    assert "Tickets that change: 0" in answer.stdout


def test_a_shorter_promise_names_the_tickets_that_would_have_missed_it(world: World, tmp_path: Path) -> None:
    late, soon = world.ticket("ana"), world.ticket("victor")
    world.say("juan", late, "Lo reviso.", MONDAY + 3 * HOUR)
    world.say("juan", soon, "Lo reviso.", MONDAY + HOUR / 2)
    world.clock.move_to(MONDAY + 4 * HOUR)  # type: ignore[attr-defined]
    edited = GOOD.replace(ROW, "regular: {critical: 1h, high: 2h, medium: 2h, low: 24h}", 1)
    answer = Operator(world, tmp_path).run("rehearse", edited)
    table = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert "First answers, met 2 1 (-1)" in table
    assert "First answers, missed 0 1 (+1)" in table
    changed = f"{late} first answer: met (due 2026-11-23 18:00) → missed (due 2026-11-23 12:00)"
    assert changed in table
    assert not any(line.startswith(soon) for line in table)
    assert "Tickets that change: 1" in table


def test_a_longer_target_raises_fewer_priorities(world: World, tmp_path: Path) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "Lo reviso.", MONDAY + HOUR)
    world.browsers.clear()
    world.clock.move_to(MONDAY + timedelta(days=2))  # type: ignore[attr-defined]
    edited = GOOD.replace(
        "regular: {critical: none, high: 2h, medium: 8h", "regular: {critical: none, high: 3d, medium: 3d"
    )
    answer = Operator(world, tmp_path).run("rehearse", edited)
    table = [" ".join(line.split()) for line in answer.stdout.splitlines()]
    assert "Raises of priority 2 0 (-2)" in table
    solution = "missed (due 2026-11-23 18:00) → still open (due 2026-11-26 10:00)"
    assert f"{mine} solution: {solution}; raises of priority: 2 → 0" in table


def test_what_a_person_corrected_stands_under_any_policy(world: World, tmp_path: Path) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "Lo reviso.", MONDAY + HOUR)
    world.do("juan", mine, correct_priority, Priority.MEDIUM, Priority.LOW, "Hay rodeo", MONDAY + 2 * HOUR)
    world.say("juan", mine, "Corregido.", MONDAY + 3 * HOUR, conversation.resolve)
    world.clock.move_to(MONDAY + timedelta(days=1))  # type: ignore[attr-defined]
    answer = Operator(world, tmp_path).run("rehearse", GOOD)
    assert "Raises of priority 0 0" in " ".join(answer.stdout.split())


def test_older_tickets_are_left_out(world: World, tmp_path: Path) -> None:
    world.ticket("ana")
    world.clock.move_to(MONDAY + timedelta(days=8))  # type: ignore[attr-defined]
    assert "days: 0" in Operator(world, tmp_path).run("rehearse", GOOD, "--days", "7").stdout
    assert "days: 1" in Operator(world, tmp_path).run("rehearse", GOOD, "--days", "9").stdout


@pytest.mark.parametrize("days", ["0", "-3", "soon", "99999"])
def test_a_period_that_is_none_is_refused(world: World, tmp_path: Path, days: str) -> None:
    assert Operator(world, tmp_path).run("rehearse", GOOD, "--days", days).exit_code == 2


def test_a_rehearsal_writes_nothing(world: World, tmp_path: Path) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "¿Qué versión?", MONDAY + HOUR, conversation.ask)
    world.clock.move_to(MONDAY + timedelta(days=20))  # type: ignore[attr-defined]
    before = _everything(world)
    answer = Operator(world, tmp_path).run("rehearse", GOOD.replace("high: 4h", "high: 3h"))
    assert answer.exit_code == 0
    assert _everything(world) == before


def _everything(world: World) -> dict[str, list[str]]:
    with world.app.app_context():
        found = {
            table.name: sorted(str(row) for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')))  # noqa: S608  # our own names
            for table in Base.metadata.sorted_tables
        }
        db.session.rollback()
    return found
