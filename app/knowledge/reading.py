"""The way from a request to what is published."""

from typing import Protocol

from flask import current_app

from app.kernel.errors import NotReady
from app.kernel.wording import N_
from app.knowledge.catalogue import Generation


class Knowledge(Protocol):
    """What is live now; may differ from one call to the next."""

    def current(self) -> Generation:
        """Return the live generation. Raises NothingPublished before the first one."""


class NothingPublished(NotReady):
    """No generation has been published yet."""

    def __init__(self) -> None:
        super().__init__(N_("The articles are being prepared. Try again in a minute."))


def current_generation() -> Generation:
    """Return the live generation; keep it for the length of one request."""
    knowledge: Knowledge = current_app.extensions["knowledge"]
    return knowledge.current()
