"""Web server and worker live and end together, and a worker that dies is started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import ROOT

_SERVES = "import http.server; http.server.test(port={port}, bind='127.0.0.1')"
_WORKS = """
import os, signal, sys, time
def stop(*_):
    open('{folder}/ended', 'a').write('gracefully')
    sys.exit()
signal.signal(signal.SIGTERM, stop)
open('{folder}/began', 'a').write(f'{{os.getpid()}} ')
time.sleep(60)
"""
_RUNS = """
import sys
from app.cli.side_by_side import SideBySide
web, worker = ([sys.executable, "-c", code] for code in sys.argv[1:3])
sys.exit(SideBySide(web, worker, ("127.0.0.1", {port})).run())
"""


@contextmanager
def side_by_side(folder: Path, web: str = _SERVES) -> Iterator["subprocess.Popen[str]"]:
    """Run a small web server and a small worker as the product's are run."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [_RUNS.format(port=port), web.format(port=port), _WORKS.format(folder=folder)]
    with subprocess.Popen(
        [sys.executable, "-c", *command], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def workers_in(folder: Path, count: int) -> list[int]:
    """Return the workers' process ids once so many were started."""
    last = time.monotonic() + 20
    while time.monotonic() < last:
        began = (folder / "began").read_text().split() if (folder / "began").exists() else []
        if len(began) >= count:
            return [int(pid) for pid in began]
        time.sleep(0.02)
    raise AssertionError(f"no {count} workers")


def test_one_signal_lets_both_finish(tmp_path: Path) -> None:
    with side_by_side(tmp_path) as running:
        workers_in(tmp_path, 1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    assert (tmp_path / "ended").read_text() == "gracefully"


def test_a_worker_that_dies_is_started_again_and_the_web_server_goes_on(tmp_path: Path) -> None:
    with side_by_side(tmp_path) as running:
        [first] = workers_in(tmp_path, 1)
        os.kill(first, signal.SIGKILL)
        workers_in(tmp_path, 2)
        assert running.poll() is None
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
        assert running.stderr is not None
        assert "worker ended with status -9" in running.stderr.read()


def test_when_the_web_server_cannot_start_everything_ends_with_a_word_why(tmp_path: Path) -> None:
    with side_by_side(tmp_path, web="raise SystemExit(3)") as running:
        assert running.wait(20) == 3
        assert running.stderr is not None
        assert "web server ended with status 3" in running.stderr.read()
    assert not (tmp_path / "began").exists()
