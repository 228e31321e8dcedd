"""TuQR's help centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.knowledge.reading import Knowledge
    from app.settings import Settings


def create_app(settings: Settings | None = None, knowledge: Knowledge | None = None) -> Flask:
    """Return the WSGI application for ``settings`` (read from the environment unless given)."""
    # Imported here so that a git hook, which needs no web application, does not wait for one.
    from app import wiring

    return wiring.create_app(settings, knowledge)


__all__ = ["create_app"]
