"""Render articles in child processes with limits of time and memory, so that no text stops a build."""

import gc
import multiprocessing
import os
import resource
import signal
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
_PATIENCE = 30.0
"""Seconds of real time beyond which a child counts as stuck, however busy the machine is."""


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
            answer, late = child.take()
        elif time.monotonic() >= child.deadline:
            child.restart()
            answer, late = None, True
        else:
            continue
        yield job, answer or _failed(job, seconds, late=late)


def _failed(job: RenderJob, seconds: float, *, late: bool) -> Rendered:
    """Return the fault of an article that took too long, or that the renderer could not bear."""
    message = "The article could not be rendered: the renderer gave up"
    if late:
        message = "The article takes longer than %(seconds)s s to render"
    return Rendered((fault(job.path, job.first_line, message, seconds=f"{seconds:g}"),))


class _Child:
    """One rendering process and the job it has."""

    def __init__(self) -> None:
        self.job: RenderJob | None = None
        self.deadline = 0.0
        self._start()

    def give(self, job: RenderJob, seconds: float) -> None:
        """Send a job and set its deadline."""
        self.pipe.send((job, seconds))
        self.job, self.deadline = job, time.monotonic() + seconds + _PATIENCE

    def take(self) -> tuple[Rendered | None, bool]:
        """Return the outcome of the job, None when there is none, and whether its time ran out."""
        self.job = None
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            late = self._process.exitcode == -signal.SIGPROF
            self.restart()
            return None, late
        return (answer if isinstance(answer, Rendered) else None), False

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
        self.job = None


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
            job, seconds = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds)  # at its end the kernel ends this process
            answer: Rendered | _Gone = render(job)
        except (
            Exception,
            RecursionError,
        ) as error:  # hostile text finds faults of three parsers; the article pays
            answer = _Gone(type(error).__name__)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        pipe.send(answer)


def _let_go_of_everything_but(kept: int) -> None:
    """Close inherited files: a child must not keep the publisher's lock or another child's pipe alive."""
    os.closerange(3, kept)
    os.closerange(kept + 1, 1 << 16)
