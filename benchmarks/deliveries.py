"""Bring letters with three workers that are killed again and again, to a sink that refuses a fifth (G16).

    python -m benchmarks.deliveries [--letters 10000] [--kills 100] [--tickets 1000] [--only sqlite]

The letters are answers on tickets: events in the outbox, which the workers turn into notices and letters.
Afterwards every letter must have arrived, twice only under one Message-ID and at most once for each kill,
and those about one ticket in the order in which they were written.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Person, RoleGrant
from app.jobs.relay import relay
from app.kernel.clock import utc_now
from app.kernel.terms import Language, Plan, Priority, Role, TicketType
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.publishing import Publisher
from app.notifications.leases import letters_are_due
from app.notifications.models import Delivery, Notice
from app.notifications.relay import deliver_due, supply_channels
from app.notifications.vocabulary import ChannelKind, NoticeKind
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent, publish
from app.tickets.events import MessageSent
from app.tickets.models import Ticket, TicketMessage
from app.tickets.vocabulary import MessageKind, Side, TicketStatus
from benchmarks.installation import Installation, kill
from benchmarks.kills import ALL_WAITS, postgresql
from benchmarks.sink import ARRIVED, Sink

WORKERS = 3
_BETWEEN_KILLS = (0.8, 3.0)  # seconds; a worker needs the first one to start
_PATIENCE = 20.0  # seconds without anything getting on
_AT_ONCE = 500


@dataclass(slots=True)
class Outcome:
    """What was done, and what is wrong with it."""

    letters: int
    kills: int
    seconds: float = 0.0
    arrived: int = 0
    lost: int = 0
    doubled: int = 0
    again: int = 0
    out_of_order: int = 0
    parked: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def report(self) -> str:
        """Return the figures in one paragraph."""
        return (
            f"{self.letters} letters, {WORKERS} workers, {self.kills} kills in {self.seconds:.0f} s; "
            f"lost {self.lost}; doubled beyond equal Message-IDs {self.doubled}; "
            f"again under the same Message-ID {self.again} (at most {self.kills}); "
            f"tickets out of order {self.out_of_order}; parked {self.parked}"
        )


def run(installation: Installation, letters: int, tickets: int, kills: int, chance: random.Random) -> Outcome:
    """Let workers bring the letters while they are killed, then bring the rest and reckon."""
    expected = _write(installation.app, letters, tickets)
    outcome, began = Outcome(letters, kills), time.monotonic()
    workers = [installation.start_module("benchmarks.sink") for _ in range(WORKERS)]
    for _ in range(kills):
        time.sleep(chance.uniform(*_BETWEEN_KILLS))
        victim = chance.randrange(WORKERS)
        kill(workers[victim])
        workers[victim] = installation.start_module("benchmarks.sink")
    _wait_while_they_get_on(installation.app)
    for worker in workers:
        kill(worker)
    _bring_the_rest(installation, chance)
    outcome.seconds = time.monotonic() - began
    _reckon(installation, expected, outcome)
    return outcome


def _write(app: Flask, letters: int, tickets: int) -> dict[str, list[str]]:
    """Write the tickets of as many people, and the answers in turns; return the notice keys by ticket."""
    now, keys = utc_now(), dict[str, list[str]]()
    with app.app_context():
        with transaction():
            agent = _person("Juan Pérez", "juan@demo.tuqr.com", Role.AGENT)
            people = [_person(f"Ana {number}", f"ana{number}@demo.tuqr.com") for number in range(tickets)]
            db.session.add_all([agent, *people])
            db.session.flush()
            rows = [_ticket(number, person, agent, now) for number, person in enumerate(people)]
            db.session.add_all(rows)
        for start in range(0, letters, _AT_ONCE):
            with transaction():
                for number in range(start, min(start + _AT_ONCE, letters)):
                    ticket = rows[number % tickets]
                    key = _answer(ticket, agent, number, now)
                    keys.setdefault(ticket.reference, []).append(f"{key} {ticket.requester_id}")
    return keys


def _person(name: str, email: str, *roles: Role) -> Person:
    return Person(
        name=name,
        email=email,
        password="-",  # noqa: S106  # nobody signs in
        roles=[RoleGrant(role=role) for role in roles],
    )


def _ticket(number: int, person: Person, agent: Person, now: datetime) -> Ticket:
    return Ticket(
        reference=f"TQ-{number:06}",
        form_key=f"form {number}",
        form_digest="-",
        requester_id=person.id,
        assignee_id=agent.id,
        plan=Plan.REGULAR,
        title=f"Caso {number}",
        happened="No se guarda.",
        type=TicketType.TECHNICAL,
        language=Language.ES,
        priority=Priority.MEDIUM,
        status=TicketStatus.IN_PROGRESS,
        opened_at=now,
        last_activity_at=now,
        first_response_at=now,
        first_response_due_at=now + timedelta(hours=8),
        promised_by="-",
    )


def _answer(ticket: Ticket, agent: Person, number: int, now: datetime) -> str:
    message = TicketMessage(
        ticket_id=ticket.id,
        author_id=agent.id,
        form_key=f"answer {number}",
        side=Side.STAFF,
        kind=MessageKind.REPLY,
        body=f"Respuesta {number}",
        sent_at=now,
    )
    db.session.add(message)
    db.session.flush()
    event = MessageSent(
        subject=ticket.reference,
        key=f"{ticket.reference} {message.id}",
        occurred_at=now,
        ticket_id=ticket.id,
        message_id=message.id,
        author_id=agent.id,
        side=Side.STAFF,
        kind=MessageKind.REPLY,
        asks=False,
    )
    publish(event)
    return f"{event.name} {event.key}"


def _unfinished(app: Flask) -> int:
    with app.app_context():
        events = select(func.count()).where(
            OutboxEvent.handed_over_at.is_(None), OutboxEvent.parked_at.is_(None)
        )
        letters = select(func.count()).where(Delivery.sent_at.is_(None), Delivery.parked_at.is_(None))
        return (db.session.scalar(events) or 0) + (db.session.scalar(letters) or 0)


def _wait_while_they_get_on(app: Flask) -> None:
    """Return when only letters of killed workers are left, which wait for their leases, or none."""
    left, since = -1, time.monotonic()
    while left and time.monotonic() - since < _PATIENCE:
        time.sleep(1)
        if (now_left := _unfinished(app)) != left:
            left, since = now_left, time.monotonic()


def _bring_the_rest(installation: Installation, chance: random.Random) -> None:
    """Be the worker that comes after all leases lapsed and all waits are over."""
    app = installation.app
    sink = Sink(installation.settings.data_folder / ARRIVED, chance)
    supply_channels(app, {ChannelKind.EMAIL: sink})
    later = utc_now() + ALL_WAITS
    relay(app, later)
    with app.app_context():
        for tries in range(12):
            at = later + tries * ALL_WAITS
            while letters_are_due(at):
                deliver_due("last", at)


def _reckon(installation: Installation, expected: dict[str, list[str]], outcome: Outcome) -> None:
    lines = (installation.settings.data_folder / ARRIVED).read_text().splitlines()
    arrived = [line.split(" ", 1)[0] for line in lines]
    with installation.app.app_context():
        rows = db.session.execute(
            select(Notice.key, Delivery.message_id, Delivery.sent_at, Delivery.parked_at)
            .join(Delivery, Delivery.notice_id == Notice.id)
            .where(Notice.kind == NoticeKind.REPLY)
        ).all()
    ids: dict[str, list[str]] = {}
    for key, message_id, _sent_at, _parked_at in rows:
        ids.setdefault(key, []).append(message_id)
    counted, position = Counter(arrived), {each: place for place, each in reversed(list(enumerate(arrived)))}
    keys = [key for of_ticket in expected.values() for key in of_ticket]
    outcome.arrived = len(lines)
    outcome.parked = sum(parked_at is not None for *_, parked_at in rows)
    outcome.lost = sum(not any(each in counted for each in ids.get(key, ())) for key in keys)
    known = {message_id for of_key in ids.values() for message_id in of_key}
    outcome.doubled = sum(len(ids.get(key, ())) > 1 for key in keys) + len(counted.keys() - known)
    outcome.again = sum(times - 1 for times in counted.values())
    outcome.out_of_order = sum(not _in_order(of_ticket, ids, position) for of_ticket in expected.values())
    if (
        outcome.lost
        or outcome.doubled
        or outcome.out_of_order
        or outcome.parked
        or outcome.again > outcome.kills
    ):
        outcome.faults.append("what the sink holds is not what was promised")


def _in_order(keys: Sequence[str], ids: dict[str, list[str]], position: dict[str, int]) -> bool:
    """Say whether a ticket's letters first arrived as they were written."""
    places = [position[ids[key][0]] for key in keys if key in ids and ids[key][0] in position]
    return places == sorted(places)


def main() -> None:
    """Run on both databases and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--tickets", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        Publisher(
            FolderSource(ROOT / "articles"), GenerationStore(index), WhooshEngine(), workers=1
        ).publish()
        if chosen.only != "postgresql":
            url = f"sqlite:///{folder}/support.db"
            _report("SQLite", Path(folder) / "sqlite", url, index, chosen)
        if chosen.only != "sqlite":
            with postgresql() as url:
                _report("PostgreSQL", Path(folder) / "postgresql", url, index, chosen)


def _report(name: str, folder: Path, url: str, index: Path, chosen: argparse.Namespace) -> None:
    folder.mkdir()
    installation = Installation(folder, url, index)
    try:
        outcome = run(installation, chosen.letters, chosen.tickets, chosen.kills, random.Random(chosen.seed))
    finally:
        installation.end()
    print(f"{name}: {outcome.report}", *outcome.faults, sep="\n  ", flush=True)
    if outcome.faults:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
