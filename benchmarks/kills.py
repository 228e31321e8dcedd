"""Kill the web server and the worker again and again while people write tickets, then look what is left.

    python -m benchmarks.kills [--kills 200] [--only sqlite]

Four people send tickets, files and answers through the pages and press again until they are told that it
arrived. Meanwhile the web server (all of it, or one of its processes) and the worker get SIGKILL at random
moments, ``--kills`` times each; on SQLite and on the local PostgreSQL.
"""

import argparse
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.jobs.relay import relay
from app.kernel.clock import utc_now
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.publishing import Publisher
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT
from benchmarks.ear import listen
from benchmarks.installation import Installation, Process, kill, kill_one_child
from benchmarks.reckoning import database_faults, faults, waiting_events
from benchmarks.writers import Told, Writer

PEOPLE = ["Ana", "Pedro", "Luz", "Iris"]
_POSTGRESQL = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
# From a start to the next kill, in times of what the web server's last start took.
_BETWEEN_WEB_KILLS = (0.1, 1.2)  # from its first answer
_BETWEEN_WORKER_KILLS = (0.7, 2.5)  # from its very beginning
_ONE_PROCESS = 0.3  # of the web server's kills take only one of its processes
ALL_WAITS = timedelta(hours=2)  # longer than any event waits to be tried again


@dataclass(slots=True)
class Outcome:
    """What was done and what was left: ``starts`` are seconds from a start to the first answer."""

    web_kills: int = 0
    worker_kills: int = 0
    starts: list[float] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left_waiting: int = 0
    seconds: float = 0.0

    @property
    def report(self) -> str:
        """Return the figures in one paragraph."""
        tickets = sum(len(each.tickets) for each in self.told)
        replies = sum(len(each.replies) for each in self.told)
        again = sum(each.presses_again for each in self.told)
        starts = f"{statistics.median(self.starts):.2f} s, at most {max(self.starts):.2f} s"
        return (
            f"{self.web_kills} kills of the web server, {self.worker_kills} of the worker in "
            f"{self.seconds:.0f} s; {tickets} tickets and {replies} answers told, {again} presses again; "
            f"start of the web server {starts}; events not handed over {self.left_waiting}; "
            f"faults {len(self.faults)}"
        )


def run(installation: Installation, kills: int, chance: random.Random) -> Outcome:
    """Kill web server and worker ``kills`` times each while people write, then reckon."""
    outcome, stop, began = Outcome(), Event(), time.monotonic()
    installation.add_people(PEOPLE)
    writers = [Writer(name, installation.port, random.Random(chance.random())) for name in PEOPLE]
    web_chance, worker_chance = random.Random(chance.random()), random.Random(chance.random())
    with ThreadPoolExecutor(len(writers) + 2) as threads:
        web = threads.submit(_kill_web, installation, kills, web_chance, outcome, stop)
        worker = threads.submit(_kill_worker, installation, kills, worker_chance, outcome, stop)
        writing = [threads.submit(_write, writer, stop) for writer in writers]
        try:
            worker.result().terminate()
            server = web.result()
        except BaseException:
            for writer in writers:
                writer.leave.set()
            raise
        finally:
            stop.set()
        for each in writing:
            each.result()
        server.terminate()
        server.wait()
        worker.result().wait()
    outcome.told = [writer.told for writer in writers]
    _hand_over_the_rest(installation)
    outcome.left_waiting = waiting_events(installation.app)
    outcome.faults += faults(installation.app, outcome.told)
    outcome.seconds = time.monotonic() - began
    return outcome


def _write(writer: Writer, stop: Event) -> None:
    try:
        writer.write_until(stop)
    finally:
        stop.set()  # whoever fails ends it for all


def _kill_web(
    installation: Installation, kills: int, chance: random.Random, outcome: Outcome, stop: Event
) -> Process:
    """Kill the web server, or one of its processes; return one that lives."""
    web, seconds = installation.start_web()
    outcome.starts.append(seconds)
    while outcome.web_kills < kills and not stop.wait(
        outcome.starts[-1] * chance.uniform(*_BETWEEN_WEB_KILLS)
    ):
        outcome.web_kills += 1
        if chance.random() < _ONE_PROCESS and kill_one_child(web, chance):
            continue
        kill(web)
        outcome.faults += database_faults(installation.app)
        web, seconds = installation.start_web()
        outcome.starts.append(seconds)
    return web


def _kill_worker(
    installation: Installation, kills: int, chance: random.Random, outcome: Outcome, stop: Event
) -> Process:
    """Kill the worker; return one that lives."""
    worker = installation.start_worker()
    while outcome.worker_kills < kills and not stop.wait(
        max(outcome.starts[-1:], default=2.0) * chance.uniform(*_BETWEEN_WORKER_KILLS)
    ):
        kill(worker)
        outcome.worker_kills += 1
        worker = installation.start_worker()
    return worker


def _hand_over_the_rest(installation: Installation) -> None:
    """Be the worker that comes after all leases lapsed and all waits are over."""
    listen(installation.app)
    relay(installation.app, utc_now() + ALL_WAITS)


@contextmanager
def postgresql(server: str = _POSTGRESQL) -> Iterator[str]:
    """Give a database of its own on ``server``."""
    url, name = make_url(server), f"support_kills_{secrets.token_hex(4)}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        engine.dispose()


def main() -> None:
    """Run on both databases and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
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
        outcome = run(installation, chosen.kills, random.Random(chosen.seed))
    finally:
        installation.end()
    print(f"{name}: {outcome.report}", *outcome.faults[:20], sep="\n  ", flush=True)


if __name__ == "__main__":
    main()
