"""Refusals and failures as pages in the reader's language, with the request's id."""

from contextlib import suppress

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, NotReady, RuleBroken
from app.storage.database import db
from app.storage.trouble import will_pass
from app.web.identity import reader_is_in_doubt
from app.web.request_log import logged_path
from app.web.security import comes_from_our_pages
from app.web.typed import Typed, typed

log = structlog.get_logger("errors")
_NOTHING = Typed()
_RETRY_AFTER = 5  # seconds
_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (RuleBroken, 422),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (NotReady, 503),
)


def status_of(error: DomainError) -> int:
    """Return the status a refusal is answered with."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def explain_errors(app: Flask) -> None:
    """Answer every error with our own page; no trace, no SQL (security 26)."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, NotFound) and reader_is_in_doubt():
        return _try_again(_what_did_not_happen())  # it may be there for who they are
    message = _(error.message, **error.values)
    return _try_again(message) if status_of(error) == 503 else _page(status_of(error), message)


def _expired(_error: CSRFError) -> ResponseReturnValue:
    # What another site filled in a reader would send in good faith.
    kept = typed() if comes_from_our_pages() else _NOTHING
    if kept.fields:
        return _page(
            400, _("This page had expired, so nothing was sent. What you wrote is still here."), kept
        )
    return _page(400, _("This page had expired. Go back, reload it and try again: nothing was sent."))


def _unknown_host(_error: SecurityError) -> ResponseReturnValue:
    # Pages are full of addresses, and under a host that is not ours there are none.
    return _plain(400, _("We could not understand that request."))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if 300 <= status < 400:
        return error
    if status == 401:
        return _page(status, _("Your session ended, so nothing was sent."), typed())
    messages = {
        400: _("We could not understand that request."),
        404: _("This page does not exist."),
        405: _("That cannot be done here."),
        413: _("That is too large to send."),
        429: _("Too many requests. Wait a while and try again."),
    }
    return _page(status, messages.get(status, _("Something went wrong with that request.")))


def _failed(error: Exception) -> ResponseReturnValue:
    with suppress(Exception):  # a connection that broke has nothing left to undo
        db.session.rollback()
    if will_pass(error):
        log.error("storage is away", error=str(error).splitlines()[0], path=logged_path())
        return _try_again(_what_did_not_happen())
    log.error("failed", exc_info=error, path=logged_path())
    return _page(500, _("Something failed on our side. Try again in a minute."))


def _what_did_not_happen() -> str:
    if request.method == "POST":
        return _(
            "We could not save this right now, and nothing was half saved. Wait a moment and send it again."
        )
    return _("We cannot show this right now. Wait a moment and try again.")


def _try_again(message: str) -> ResponseReturnValue:
    """Answer 503 with a way to send again what was typed, as it was typed."""
    answer = make_response(_page(503, message, typed()))
    answer.headers["Retry-After"] = str(_RETRY_AFTER)
    return answer


def _page(status: int, message: str, kept: Typed = _NOTHING) -> ResponseReturnValue:
    code = g.get("request_id", "")
    if request.accept_mimetypes.best == "application/json":
        return jsonify(message=message, code=code), status
    try:
        page = render_template("errors/error.html", status=status, message=message, code=code, typed=kept)
        return page, status
    except Exception as error:  # the page itself is broken: say it plainly rather than not at all
        log.error("error page failed", exc_info=error, path=logged_path())
        return _plain(status, message)


def _plain(status: int, message: str) -> Response:
    return Response(f"{message} ({g.get('request_id', '')})\n", status, mimetype="text/plain")
