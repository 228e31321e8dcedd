"""How many messages wait for the reader, as the menu of every page says it; tickets supply it."""

from collections.abc import Callable

import structlog
from flask import Flask, current_app, g
from sqlalchemy.exc import OperationalError

from app.storage.database import db
from app.web.identity import Reader, current_reader

log = structlog.get_logger("unread")


def supply_unread(app: Flask, supplier: Callable[[Reader], int]) -> None:
    """Tell pages whom to ask, and let templates call ``unread()``."""
    app.extensions["unread"] = supplier
    app.jinja_env.globals["unread"] = unread


def unread() -> int:
    """Return the number for the reader of this request, asked once; 0 for strangers.

    While the database cannot be asked it is 0 too: a page is worth more than its menu.
    """
    if "unread" not in g:
        g.unread = _asked(current_reader())
    count: int = g.unread
    return count


def _asked(reader: Reader) -> int:
    supplier = current_app.extensions.get("unread")
    if supplier is None or not reader.is_known:
        return 0
    try:
        return int(supplier(reader))
    except OperationalError as error:
        db.session.rollback()
        log.error("unread messages not counted", error=type(error.orig).__name__)
        return 0
