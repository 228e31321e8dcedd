"""The worker: hands events over and runs the timetable until it is told to stop."""

import os
import secrets
import socket
import time
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

import structlog
from flask import Flask

from app.jobs.errands import Errand, errands_of
from app.jobs.heartbeats import beat
from app.jobs.relay import relay_some
from app.jobs.runs import run_next
from app.kernel.clock import utc_now
from app.storage.outbox import events_are_due
from app.storage.trouble import will_pass

# Seconds from the end of one look to the next; a look that finds nothing only reads.
_LOOK_FOR_EVENTS = 1.0
_LOOK_AT_TIMETABLE = 1.0
_LOOK_FOR_ERRAND = 1.0
_BEAT = 10.0
_LONGEST_WAIT = 15.0  # while the database is away
_TO_FINISH = 25.0  # what is under way, once told to stop

log = structlog.get_logger("worker")


class Worker:
    """One process's share of the work. Any number may run, on any number of machines.

    Events, jobs and each errand have a thread of their own, so that a long job or a slow mail server
    holds nothing else up.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopping = Event()
        self._began_at = utc_now()
        self.name = f"{socket.gethostname()[:30]} {os.getpid()} {secrets.token_hex(4)}"

    def run(self) -> None:
        """Work until ``stop``; return when what was under way is finished, or after 25 seconds."""
        log.info("worker started", worker=self.name)
        turns: list[tuple[Callable[[], None], float]] = [
            (self._hand_over, _LOOK_FOR_EVENTS),
            (self._run_jobs, _LOOK_AT_TIMETABLE),
            *((partial(self._go, errand), _LOOK_FOR_ERRAND) for errand in errands_of(self._app)),
        ]
        threads = [Thread(target=self._repeat, args=turn, daemon=True) for turn in turns]
        for thread in threads:
            thread.start()
        self._repeat(self._beat, _BEAT)
        last = time.monotonic() + _TO_FINISH
        for thread in threads:
            thread.join(max(0.0, last - time.monotonic()))
        unfinished = any(thread.is_alive() for thread in threads)
        log.info("worker stopped", worker=self.name, unfinished=unfinished)

    def stop(self, *_signal: object) -> None:
        """Begin nothing new; what is under way is finished. Fit to be a signal's handler."""
        self._stopping.set()

    def _repeat(self, turn: Callable[[], None], every: float) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            try:
                with self._app.app_context():
                    turn()
                wait = every
            except Exception as error:
                wait = min(max(wait * 2, every), max(_LONGEST_WAIT, every))
                _say(error, wait)

    def _hand_over(self) -> None:
        while not self._stopping.is_set() and events_are_due(utc_now()):
            relay_some(utc_now(), self.name, self._stopping.is_set)

    def _go(self, errand: Errand) -> None:
        while not self._stopping.is_set() and errand.is_due(utc_now()):
            errand.run(utc_now(), self.name, self._stopping.is_set)

    def _run_jobs(self) -> None:
        while not self._stopping.is_set() and run_next(utc_now(), self.name):
            pass

    def _beat(self) -> None:
        beat(self.name, self._began_at, utc_now())


def _say(error: Exception, wait: float) -> None:
    if will_pass(error):
        log.warning("storage is away", error=str(error).splitlines()[0], again_in=wait)
    else:
        log.error("turn failed", exc_info=error, again_in=wait)
