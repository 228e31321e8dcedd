"""Writes what may be written later once the reader has the whole answer; never in its way."""

from collections.abc import Callable

import structlog
from flask import Flask, Response, current_app

from app.storage.database import transaction

log = structlog.get_logger("afterwards")


def write_after(response: Response, write: Callable[[], None], on_failure: str) -> None:
    """Run ``write`` in its own transaction when ``response`` has been sent.

    A failure is logged as ``on_failure`` and hurts nobody: only our records are poorer.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy dies with the request

    def later() -> None:
        with app.app_context():
            try:
                with transaction():
                    write()
            except Exception as error:
                log.error(on_failure, exc_info=error)

    response.call_on_close(later)
