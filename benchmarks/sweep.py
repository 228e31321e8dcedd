"""How fast a sweep finds what is due among 100,000 open tickets, on SQLite and PostgreSQL.

``python -m benchmarks.sweep [TICKETS]``. Two things are shown: that a sweep with few tickets due takes
under a second however many are open, and that its cost grows with what is due and not with what exists
(the ratio of two sweeps of one run, with ten times as many tickets due, and with ten times as many open).
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, func, insert, select, text, update
from sqlalchemy.engine import make_url

from app import create_app
from app.accounts.models import Person
from app.escalation.jobs import watch_promises
from app.escalation.models import PromiseWatch
from app.kernel.terms import Language, Plan, Priority, TicketType
from app.settings import Settings
from app.storage.database import db, transaction
from app.storage.schema import bring_up_to_date
from app.tickets.models import Ticket
from app.tickets.vocabulary import Origin, TicketStatus

_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
_OPENED_AT = datetime(2026, 11, 23, 14, tzinfo=UTC)  # Monday, 10 in the morning in Caracas
_DUE_AT = _OPENED_AT + timedelta(hours=6, minutes=24)  # a medium ticket's warning: 80 % of 8 h
_FEW, _MANY = 20, 200
_IN_ONE_GO = 5000


def main() -> None:
    """Measure on both engines and say what was found."""
    tickets = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", f"sqlite:///{folder}/support.db", Path(folder), tickets)
        with _database_of_its_own() as url:
            _measure("PostgreSQL", url, Path(folder), tickets)


def _measure(engine: str, url: str, folder: Path, tickets: int) -> None:
    app = _prepared(url, folder)
    with app.app_context():
        _open_tickets(tickets // 10)
        small = _sweep(_FEW, 0)
        _open_tickets(tickets - tickets // 10)
        nothing = _sweep(0, 1)
        few, many = _sweep(_FEW, 2), _sweep(_MANY, 3)
        open_now = db.session.scalar(select(func.count()).select_from(PromiseWatch))
    print(f"{engine}: {open_now} open tickets")
    print(f"  nothing due          {nothing}")
    print(f"  {_FEW:3} due              {few}")
    print(f"  {_MANY:3} due              {many}   {many.own / few.own:.1f} times as much work of ours")
    print(f"  {_FEW:3} due of a tenth   {small}   {few.own / small.own:.2f} times that among all")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds that a sweep took, and those in which this process worked: others add to the first."""

    whole: float
    own: float

    def __str__(self) -> str:
        return f"{self.whole * 1000:8.1f} ms, {self.own * 1000:7.1f} ms of work"


def _sweep(due: int, round_number: int) -> Cost:
    """Let some tickets be due and return what the sweep cost."""
    now = _DUE_AT + timedelta(seconds=round_number + 1)
    untouched = PromiseWatch.due_at > _OPENED_AT + timedelta(days=1)
    chosen = select(PromiseWatch.ticket_id).where(untouched).order_by(PromiseWatch.ticket_id)
    with transaction():
        ids = db.session.scalars(chosen.limit(due)).all()
        db.session.execute(update(PromiseWatch).where(PromiseWatch.ticket_id.in_(ids)).values(due_at=_DUE_AT))
        db.session.execute(update(Ticket).where(Ticket.id.in_(ids)).values(opened_at=_OPENED_AT))
    db.session.expunge_all()
    began, worked = time.perf_counter(), time.process_time()
    done = watch_promises(now)
    cost = Cost(time.perf_counter() - began, time.process_time() - worked)
    assert done == 2 * due, f"{done} warnings for {due} tickets"  # of the answer and of the solution
    return cost


def _open_tickets(count: int) -> None:
    """Fill the tables with open tickets that are due much later."""
    first = (db.session.scalar(select(func.max(Ticket.id))) or 0) + 1
    later = _OPENED_AT + timedelta(days=30)
    for begin in range(first, first + count, _IN_ONE_GO):
        numbers = range(begin, min(begin + _IN_ONE_GO, first + count))
        with transaction():
            db.session.execute(insert(Ticket), [_ticket(number, later) for number in numbers])
            watches = [
                {"ticket_id": number, "due_at": later + timedelta(seconds=number)} for number in numbers
            ]
            db.session.execute(insert(PromiseWatch), watches)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _ticket(number: int, opened_at: datetime) -> dict[str, object]:
    return {
        "id": number,
        "reference": f"TQ-{number:07}",
        "form_key": f"{number:032}",
        "form_digest": "",
        "requester_id": 1,
        "plan": Plan.REGULAR,
        "origin": Origin.PORTAL,
        "title": "El producto no se guarda",
        "happened": "Agrego un producto con 50 unidades y queda con stock 0.",
        "type": TicketType.TECHNICAL,
        "language": Language.ES,
        "priority": Priority.MEDIUM,
        "status": TicketStatus.OPEN,
        "opened_at": opened_at,
        "last_activity_at": _OPENED_AT,
        "first_response_due_at": opened_at + timedelta(days=30),
        "next_due_at": opened_at,
        "promised_by": "benchmark",
    }


def _prepared(url: str, folder: Path) -> Flask:
    app = create_app(
        Settings(
            database_url=url,
            data_folder=folder / "data",
            search_index_folder=folder / "index",
            base_url="http://localhost",  # type: ignore[arg-type]  # pydantic reads it
            secret_key="only for this measurement, long enough",  # noqa: S106
        )
    )
    with app.app_context():
        bring_up_to_date()
        with transaction():
            db.session.add(Person(email="ana@demo.tuqr.com", name="Ana Rojas", password="-"))  # noqa: S106
    return app


@contextmanager
def _database_of_its_own() -> Iterator[str]:
    url, name = make_url(_SERVER), f"support_sweep_{time.time_ns()}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


if __name__ == "__main__":
    main()
