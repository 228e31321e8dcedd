"""An installation of its own, with web server and workers as real processes that can be killed."""

import http.client
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app import create_app
from app.accounts.actions import add_person
from app.kernel.clock import utc_now
from app.settings import ROOT, Settings
from app.storage.database import db, transaction
from app.storage.schema import bring_up_to_date
from app.web.catalogues import compile_catalogues

PASSWORD = "caballo grapa batería correcto"  # noqa: S105  # of people who exist for minutes
Process = subprocess.Popen[bytes]
_SLOWEST_START = 60.0  # seconds until a start counts as failed


class Installation:
    """A portal on ``database_url`` with its files in ``folder``, and people who have accounts there.

    Its worker is the product's own with one listener more (see ``benchmarks.ear``).
    """

    def __init__(self, folder: Path, database_url: str, search_index: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self.settings = Settings(
            database_url=database_url,
            data_folder=folder / "data",
            search_index_folder=search_index,
            port=self.port,
            base_url=f"http://127.0.0.1:{self.port}",  # type: ignore[arg-type]  # pydantic reads it
            secret_key=secrets.token_hex(32),
        )
        self._started: list[Process] = []
        self.app = self._prepared()

    def start_web(self) -> tuple[Process, float]:
        """Start the web server; return it with the seconds until it answered."""
        began = time.monotonic()
        web = self._start("app", "serve")
        while not self.answers():
            if web.poll() is not None or time.monotonic() - began > _SLOWEST_START:
                raise RuntimeError(f"the web server does not start: see {self.folder}/log")
            time.sleep(0.02)
        return web, time.monotonic() - began

    def start_worker(self) -> Process:
        """Start a worker."""
        return self._start("benchmarks.ear")

    def start_module(self, module: str) -> Process:
        """Start a module of the benchmarks as a process of this installation."""
        return self._start(module)

    def end(self) -> None:
        """Leave no process behind."""
        for process in self._started:
            if process.poll() is None:
                kill(process)

    def answers(self) -> bool:
        """Say whether the web server lives."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def add_people(self, names: list[str]) -> None:
        """Give people accounts, all with one password."""
        with self.app.app_context(), transaction():
            for name in names:
                add_person(address_of(name), name, PASSWORD, now=utc_now())

    def _start(self, module: str, *arguments: str) -> Process:
        given = self.settings.model_dump(mode="json", exclude_unset=True)
        environment = os.environ | {f"SUPPORT_{name.upper()}": str(value) for name, value in given.items()}
        with open(self.folder / "log", "ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._started.append(started)
        return started

    def _prepared(self) -> Flask:
        compile_catalogues()
        app = create_app(self.settings)
        with app.app_context():
            bring_up_to_date()
            with transaction():
                kind = "SERIAL" if db.engine.dialect.name == "postgresql" else "INTEGER"
                db.session.execute(
                    text(f"CREATE TABLE heard_events (id {kind} PRIMARY KEY, name TEXT NOT NULL)")
                )
        return app


def address_of(name: str) -> str:
    """Return somebody's e-mail address."""
    return f"{name.lower()}@demo.tuqr.com"


def kill(process: Process) -> None:
    """Kill a process and all it started, as losing power would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_one_child(process: Process, chance: random.Random) -> bool:
    """Kill one of the processes that a web server started; False when it has none."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    if children:
        os.kill(int(chance.choice(children)), signal.SIGKILL)
    return bool(children)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
