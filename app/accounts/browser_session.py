"""Tie a browser's cookie to the sign-in row that decides: enter, recognise, leave."""

from datetime import datetime

import structlog
from flask import Response, after_this_request, g, request, session
from sqlalchemy.exc import OperationalError

from app.accounts.models import EndReason, Person
from app.accounts.roles import are_staff
from app.accounts.sign_ins import (
    begin_sign_in,
    end_sign_in,
    is_due_for_a_note,
    live_sign_in,
    note_presence,
)
from app.kernel.clock import utc_now
from app.storage.database import db, transaction
from app.web.afterwards import write_after
from app.web.identity import doubt_reader

log = structlog.get_logger("accounts")
_SECRET = "sign_in"  # noqa: S105  # the key in the session, not a secret
_LOGIN_KEYS = (_SECRET, "_user_id", "_fresh", "_id", "identity.name", "identity.auth_type", "fs_paa")


def recognise() -> None:
    """Find who signed in with this browser; a sign-in that is over is forgotten at once.

    While the database cannot be asked, everybody is a stranger: fewer rights, not more.
    """
    secret = session.get(_SECRET)
    if secret is None:
        return
    try:
        _recognise(secret, utc_now())
    except OperationalError as error:
        db.session.rollback()
        g.pop("sign_in", None)
        doubt_reader()
        log.error("sign-in not checked", error=type(error.orig).__name__)


def _recognise(secret: str, now: datetime) -> None:
    sign_in = live_sign_in(secret, now)
    if sign_in is None:
        forget()
        return
    g.sign_in = sign_in
    if is_due_for_a_note(sign_in, now):
        _note_presence_after(sign_in.id, now)
        session.modified = True  # renews the cookie together with the row


def _note_presence_after(sign_in_id: int, now: datetime) -> None:
    """Write the note when the page has been sent: a database that is busy keeps nobody waiting for it."""

    @after_this_request
    def later(response: Response) -> Response:
        write_after(response, lambda: note_presence(sign_in_id, now), "presence not noted")
        return response


def enter(person: Person) -> None:
    """Begin a sign-in in this browser with a new id and a new form token; an earlier one ends.

    Customers stay signed in when they close the browser, staff do not. Belongs in a transaction.
    """
    now = utc_now()
    earlier = session.get(_SECRET)
    if earlier is not None:
        end_sign_in(earlier, EndReason.REPLACED, now)
    session[_SECRET] = begin_sign_in(person, request.remote_addr or "", request.user_agent.string, now)
    session["_user_id"] = person.get_id()
    session.permanent = not are_staff(person.role_set)
    _renew_form_token()


def leave() -> None:
    """End this browser's sign-in, on the server and here."""
    secret = session.get(_SECRET)
    if secret is not None:
        with transaction():
            end_sign_in(secret, EndReason.SIGNED_OUT, utc_now())
    forget()


def forget() -> None:
    """Drop what the cookie says about a person."""
    for key in _LOGIN_KEYS:
        session.pop(key, None)
    g.pop("sign_in", None)
    session.permanent = False
    _renew_form_token()


def _renew_form_token() -> None:
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
