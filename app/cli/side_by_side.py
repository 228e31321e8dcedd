"""Runs the web server with a worker beside it: stopped together, and a worker that dies is started again."""

import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from threading import Event

import click

Process = subprocess.Popen[bytes]

_LOOK = 0.2  # seconds
_TO_STOP = 35.0  # longer than either takes to finish what is under way
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
_SOUND_AFTER = 60.0  # a worker that lived so long did not die of its start


class SideBySide:
    """Two commands that live and end together; ``address`` is where the web server answers."""

    def __init__(self, web: Sequence[str], worker: Sequence[str], address: tuple[str, int]) -> None:
        self._web, self._worker, self._address = web, worker, address
        self._stopping = Event()
        self._asked_to_stop = 0

    def run(self) -> int:
        """Run both until told to stop, or until the web server ends; return the exit status."""
        for stop in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(stop, self._stop)
        web = _start(self._web)
        self._wait_until_serving(web)  # the worker leaves the machine to the first page
        worker = self._keep_working(web)
        ended = web.poll()
        _stop_all([process for process in (worker, web) if process], lambda: self._asked_to_stop > 1)
        if ended is None:
            return 0
        click.echo(f"The web server ended with status {ended}, so everything was stopped.", err=True)
        return ended or 1

    def _stop(self, *_signal: object) -> None:
        self._asked_to_stop += 1
        self._stopping.set()

    def _wait_until_serving(self, web: Process) -> None:
        while web.poll() is None and not self._stopping.wait(_LOOK):
            try:
                socket.create_connection(self._address, timeout=1).close()
            except OSError:
                continue
            return

    def _keep_working(self, web: Process) -> Process | None:
        """Start a worker whenever there is none, each time later; return the last one when it is over."""
        worker, wait = None, _FIRST_WAIT
        while web.poll() is None and not self._stopping.is_set():
            worker, began = _start(self._worker), time.monotonic()
            while worker.poll() is None and web.poll() is None and not self._stopping.wait(_LOOK):
                pass
            if worker.poll() is None:
                break
            wait = _FIRST_WAIT if time.monotonic() - began > _SOUND_AFTER else wait
            click.echo(f"The worker ended with status {worker.returncode}; again in {wait:.0f} s.", err=True)
            self._stopping.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT)
        return worker


def _start(command: Sequence[str]) -> Process:
    # A session of its own: Ctrl+C in the terminal reaches us only, and we ask both to finish.
    return subprocess.Popen(command, start_new_session=True)


def _stop_all(processes: Sequence[Process], at_once: Callable[[], bool]) -> None:
    for process in processes:
        process.terminate()
    last = time.monotonic() + _TO_STOP
    while any(process.poll() is None for process in processes):
        if at_once() or time.monotonic() > last:
            for process in processes:
                process.kill()
        time.sleep(_LOOK / 4)
