"""Render articles in child processes with limits of time and memory, so that no text stops a build."""

import gc
import multiprocessing
import os
import resource
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess

from app.knowledge.faults import fault
from app.knowledge.rendering import render
from app.knowledge.rendering_job import Rendered, RenderJob

SECONDS_PER_ARTICLE = 2.0
_MEMORY = 2 << 30
_START = 30.0
"""A child that must first import everything gets this much longer for its first article."""


def render_all(
    jobs: Iterable[RenderJob], workers: int = 1, seconds: float = SECONDS_PER_ARTICLE
) -> Iterator[tuple[RenderJob, Rendered]]:
    """Yield each job with its outcome, in no particular order; a job out of time is a fault."""
    waiting = deque(jobs)
    children = [_Child() for _ in range(min(workers, len(waiting)))]
    try:
        while waiting or any(child.job for child in children):
            for child in children:
                if child.job is None and waiting:
                    child.give(waiting.popleft(), seconds)
            yield from _finished(children, seconds)
    finally:
        for child in children:
            child.stop()


def _finished(children: list["_Child"], seconds: float) -> Iterator[tuple[RenderJob, Rendered]]:
    busy = [child for child in children if child.job]
    soonest = min(child.deadline for child in busy)
    ready = wait([child.pipe for child in busy], max(0.0, soonest - time.monotonic()))
    for child in busy:
        job = child.job
        if job is None:
            continue
        if child.pipe in ready:
            yield job, child.take() or _failed(job, "The article could not be rendered: the renderer gave up")
        elif time.monotonic() >= child.deadline:
            child.restart()
            yield job, _failed(job, "The article takes longer than %(seconds)s s to render", seconds=seconds)


def _failed(job: RenderJob, message: str, **values: float) -> Rendered:
    return Rendered(
        (fault(job.path, job.first_line, message, **{name: f"{value:g}" for name, value in values.items()}),)
    )


class _Child:
    """One rendering process and the job it has."""

    def __init__(self) -> None:
        self.job: RenderJob | None = None
        self.deadline = self._grace = 0.0
        self._start()

    def give(self, job: RenderJob, seconds: float) -> None:
        """Send a job and set its deadline."""
        self.pipe.send(job)
        self.job, self.deadline = job, time.monotonic() + seconds + self._grace
        self._grace = 0.0

    def take(self) -> Rendered | None:
        """Return the outcome of the job, or None when the process died of it."""
        self.job = None
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self.restart()
            return None
        return answer if isinstance(answer, Rendered) else None

    def restart(self) -> None:
        """Kill the process and start another."""
        self.stop()
        self._start()

    def stop(self) -> None:
        """Kill the process and wait for its end."""
        self._process.kill()
        self._process.join()
        self.pipe.close()

    def _start(self) -> None:
        # Forking is fast and safe as long as no other thread may hold a lock.
        forked = threading.active_count() == 1
        context: ForkContext | SpawnContext
        context = multiprocessing.get_context("fork") if forked else multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        self._process: BaseProcess = context.Process(target=_work, args=(far, forked), daemon=True)
        self._process.start()
        far.close()
        self.job, self._grace = None, 0.0 if forked else _START


@dataclass(frozen=True, slots=True)
class _Gone:
    """Sent when a job ended in an exception nobody foresaw."""

    reason: str


def _work(pipe: Connection, forked: bool) -> None:
    """Render what comes down the pipe until it closes."""
    if forked:
        _let_go_of_everything_but(pipe.fileno())
        gc.freeze()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    while True:
        try:
            job = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Rendered | _Gone = render(job)
        except (
            Exception,
            RecursionError,
        ) as error:  # hostile text finds faults of three parsers; the article pays
            answer = _Gone(type(error).__name__)
        pipe.send(answer)


def _let_go_of_everything_but(kept: int) -> None:
    """Close inherited files: a child must not keep the publisher's lock or another child's pipe alive."""
    os.closerange(3, kept)
    os.closerange(kept + 1, 1 << 16)
