"""The way from a request to articles: the shelf of whoever is asking."""

from typing import Protocol

from flask import current_app

from app.knowledge.catalogue import Generation, Shelf
from app.web.identity import current_reader


class Knowledge(Protocol):
    """What is live now; may differ from one call to the next."""

    def current(self) -> Generation:
        """Return the live generation. Raises NothingPublished before the first one."""


class NothingPublished(Exception):
    """No generation has been published yet."""


def current_generation() -> Generation:
    """Return the live generation; keep it for the length of one request."""
    knowledge: Knowledge = current_app.extensions["knowledge"]
    return knowledge.current()


def current_shelf() -> Shelf:
    """Return the live articles the present reader may see, and no others."""
    return current_generation().shelf(current_reader().audiences)
