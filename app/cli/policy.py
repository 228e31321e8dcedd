"""``support policy``: look at a file of promises before anything is promised by it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.cli.words import say, translate
from app.escalation.rehearsal import Compared, Kept, Outcome, Rehearsal, Tally, rehearse
from app.escalation.rehearsal_cases import cases_since
from app.kernel.clock import utc_now
from app.kernel.wording import N_
from app.settings import Settings
from app.sla.commitment import Commitment
from app.sla.policy import Policy
from app.sla.policy_file import read_policy
from app.sla.policy_sheet import PolicyRefused
from app.storage.database import db
from app.tickets.promises import current_policy

_LARGEST = 1_000_000  # bytes that are read at all; the policy itself refuses much earlier
_MOST_DAYS = 3660
_NAMES = {
    Commitment.FIRST_RESPONSE: N_("First answers"),
    Commitment.NEXT_RESPONSE: N_("Next answers"),
    Commitment.RESOLUTION: N_("Solutions"),
}
_ENDS = {
    Outcome.MET: N_("met"),
    Outcome.MISSED: N_("missed"),
    Outcome.OPEN: N_("still open"),
    Outcome.DROPPED: N_("nothing owed"),
}
_SINGLE = {
    Commitment.FIRST_RESPONSE: N_("first answer"),
    Commitment.NEXT_RESPONSE: N_("next answer"),
    Commitment.RESOLUTION: N_("solution"),
}
_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group()
def policy() -> None:
    """Look at a file of promises before anything is promised by it."""


@policy.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Say what is wrong with FILE, as file:line: message, or that nothing is."""
    found = _read(file)
    years = ", ".join(map(str, sorted(found.years)))
    click.echo(
        say(
            "%(file)s is right: revision %(revision)s, %(days)s closed days, holidays of %(years)s",
            file=file,
            revision=found.revision,
            days=len(found.business.closed_days),
            years=years or "–",
        )
    )


@policy.command("rehearse")
@click.argument("file", type=_FILE)
@click.option("--days", type=click.IntRange(1, _MOST_DAYS), default=90, show_default=True)
@click.pass_obj
def rehearse_file(settings: Settings, file: Path, days: int) -> None:
    """Show what the tickets of the last days would have met, missed and risen to under FILE.

    Nothing is written.
    """
    changed, now = _read(file), utc_now()
    app = create_app(settings)
    with app.app_context():
        try:
            cases = tuple(cases_since(now - timedelta(days=days)))
            before = current_policy()
        except DBAPIError as error:
            message = say("The tickets cannot be read: %(reason)s", reason=error.orig)
            raise click.ClickException(message) from error
        finally:
            db.session.rollback()
    found = rehearse(cases, before, changed, now)
    click.echo(say("Tickets of the last %(days)s days: %(tickets)s", days=days, tickets=found.tickets))
    for line in _report(found, before, changed):
        click.echo(line)


def _read(file: Path) -> Policy:
    try:
        with file.open("rb") as content:
            return read_policy(str(file), content.read(_LARGEST))
    except PolicyRefused as refusal:
        for fault in refusal.faults:
            click.echo(str(fault), err=True)
        raise SystemExit(1) from refusal
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error


def _report(found: Rehearsal, before: Policy, after: Policy) -> Iterator[str]:
    yield say("before: %(revision)s, as installed", revision=before.revision)
    yield say("after:  %(revision)s, the file", revision=after.revision)
    yield ""
    yield from _in_columns([("", translate(N_("before")), translate(N_("after"))), *_figures(found)])
    if found.changed:
        yield ""
        yield say("Tickets that change:")
        for pair in found.changed:
            yield f"  {pair.reference}  {'; '.join(_differences(pair, after))}"
    yield ""
    yield say("Tickets that change: %(count)s", count=len(found.changed))
    yield say("Tickets of which only a deadline moves: %(count)s", count=found.moved)


def _figures(found: Rehearsal) -> Iterator[tuple[str, str, str]]:
    for commitment, name in _NAMES.items():
        for outcome, end in _ENDS.items():
            counts = [tally.kept.get((commitment, outcome), 0) for tally in (found.before, found.after)]
            if any(counts) or outcome in {Outcome.MET, Outcome.MISSED}:
                yield _figure(f"{translate(name)}, {translate(end)}", *counts)
    tallies: tuple[Tally, Tally] = (found.before, found.after)
    yield _figure(translate(N_("Raises of priority")), *(tally.priority_raises for tally in tallies))
    yield _figure(translate(N_("Raises of level")), *(tally.level_raises for tally in tallies))


def _figure(name: str, before: int, after: int) -> tuple[str, str, str]:
    return name, str(before), str(after) if before == after else f"{after} ({after - before:+d})"


def _in_columns(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    first, second, third = (max(len(row[column]) for row in rows) for column in range(3))
    for name, before, after in rows:
        yield f"{name:<{first}}  {before:>{second}}  {after:>{third}}".rstrip()


def _differences(pair: Compared, policy: Policy) -> Iterator[str]:
    """Say in words what is otherwise about a ticket."""
    numbers = dict.fromkeys(Commitment, 0)
    for before, after in _promises(pair):
        kept = before or after
        if kept is None:
            continue
        numbers[kept.commitment] += 1
        if (before and before.outcome) == (after and after.outcome):
            continue
        name = translate(_SINGLE[kept.commitment])
        if kept.commitment is Commitment.NEXT_RESPONSE:
            name = f"{name} {numbers[kept.commitment]}"
        yield f"{name}: {_end(before, policy)} → {_end(after, policy)}"
    raises = (
        (N_("raises of priority"), len(pair.before.priority_raises), len(pair.after.priority_raises)),
        (N_("raises of level"), len(pair.before.level_raises), len(pair.after.level_raises)),
    )
    for name, fewer, more in raises:
        if fewer != more:
            yield f"{translate(name)}: {fewer} → {more}"


def _promises(pair: Compared) -> Iterator[tuple[Kept | None, Kept | None]]:
    """Yield each promise before and after; one of both is None where a policy promises nothing."""
    for commitment in Commitment:
        sides = [
            [each for each in replay.kept if each.commitment is commitment]
            for replay in (pair.before, pair.after)
        ]
        yield from zip_longest(*sides)


def _end(kept: Kept | None, policy: Policy) -> str:
    if kept is None:
        return translate(N_("not promised"))
    if kept.due_at is None:
        return translate(_ENDS[kept.outcome])
    due = kept.due_at.astimezone(policy.business.zone)
    return say("%(end)s (due %(when)s)", end=translate(_ENDS[kept.outcome]), when=f"{due:%Y-%m-%d %H:%M}")
