"""How much waits for the reader, as the header of every page says it: messages, and notices at the bell.

Tickets and notifications supply the numbers.
"""

from collections.abc import Callable

import structlog
from flask import Flask, current_app, g
from sqlalchemy.exc import OperationalError

from app.storage.database import db
from app.web.identity import Reader, current_reader

log = structlog.get_logger("unread")
_MESSAGES = "unread"
_NOTICES = "unread_notices"


def supply_unread(app: Flask, supplier: Callable[[Reader], int]) -> None:
    """Tell pages whom to ask for messages, and let templates call ``unread()``."""
    app.extensions[_MESSAGES] = supplier
    app.jinja_env.globals[_MESSAGES] = unread


def supply_unread_notices(app: Flask, supplier: Callable[[Reader], int]) -> None:
    """Tell pages whom to ask for notices, and let templates call ``unread_notices()``."""
    app.extensions[_NOTICES] = supplier
    app.jinja_env.globals[_NOTICES] = unread_notices


def unread() -> int:
    """Return the messages that wait for the reader of this request, asked once; 0 for strangers.

    While the database cannot be asked it is 0 too: a page is worth more than its menu.
    """
    return _once(_MESSAGES)


def unread_notices() -> int:
    """Return the notices that wait for the reader of this request, in the same way."""
    return _once(_NOTICES)


def discount_unread_notices(read: int) -> None:
    """Count ``read`` less on this page, which itself shows what they tell."""
    setattr(g, _NOTICES, max(0, unread_notices() - read))


def _once(what: str) -> int:
    if what not in g:
        setattr(g, what, _asked(what, current_reader()))
    count: int = g.get(what)
    return count


def _asked(what: str, reader: Reader) -> int:
    supplier = current_app.extensions.get(what)
    if supplier is None or not reader.is_known:
        return 0
    try:
        return int(supplier(reader))
    except OperationalError as error:
        db.session.rollback()
        log.error("not counted", what=what, error=type(error.orig).__name__)
        return 0
