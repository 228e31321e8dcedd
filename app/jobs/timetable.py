"""What happens by itself, and how often: the shape of a timetable."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app


@dataclass(frozen=True, slots=True)
class Job:
    """Something that happens by itself once in ``every``; ``run`` is told the time and counts what it did.

    It runs inside an application context, opens its own transactions, and is safe to run twice.
    """

    name: str
    every: timedelta
    run: Callable[[datetime], int]


def supply_timetable(app: Flask, jobs: Iterable[Job]) -> None:
    """Tell the application what happens by itself. Raises ValueError for two jobs of one name."""
    jobs = tuple(jobs)
    timetable = {job.name: job for job in jobs}
    if len(timetable) < len(jobs):
        raise ValueError("two jobs have the same name")
    app.extensions["timetable"] = timetable


def current_timetable() -> Mapping[str, Job]:
    """Return what ``supply_timetable`` was given, by name."""
    return cast(Mapping[str, Job], current_app.extensions.get("timetable", {}))
