"""What the worker does again and again besides events and jobs: look whether something is due, and do it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask

IsStopping = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Errand:
    """Work with a thread of its own, so that it holds nothing else up.

    ``is_due`` only reads. ``run`` is told the time, the worker and whether to stop; it does some of what is
    due, opens its own transactions, and any number of workers may run it at once.
    """

    name: str
    is_due: Callable[[datetime], bool]
    run: Callable[[datetime, str, IsStopping], int]


def supply_errand(app: Flask, errand: Errand) -> None:
    """Give the worker one errand more."""
    app.extensions.setdefault("errands", []).append(errand)


def errands_of(app: Flask) -> list[Errand]:
    """Return what ``supply_errand`` was given."""
    return cast(list[Errand], app.extensions.get("errands", []))
