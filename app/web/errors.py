"""Refusals and failures as pages in the reader's language, with the request's id."""

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.kernel.errors import Conflict, DomainError, NotAllowed, NotFound, NotReady, RuleBroken
from app.storage.database import db

log = structlog.get_logger("errors")
_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (RuleBroken, 422),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (NotReady, 503),
)


def explain_errors(app: Flask) -> None:
    """Answer every error with our own page; no trace, no SQL (security 26)."""
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    return _page(status, _(error.message, **error.values))


def _expired(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, _("This page had expired. Go back, reload it and try again: nothing was sent."))


def _unknown_host(_error: SecurityError) -> ResponseReturnValue:
    # Pages are full of addresses, and under a host that is not ours there are none.
    return _plain(400, _("We could not understand that request."))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if 300 <= status < 400:
        return error
    messages = {
        400: _("We could not understand that request."),
        404: _("This page does not exist."),
        405: _("That cannot be done here."),
        413: _("That is too large to send."),
        429: _("Too many requests. Wait a while and try again."),
    }
    return _page(status, messages.get(status, _("Something went wrong with that request.")))


def _failed(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.error("failed", exc_info=error, path=request.path)
    return _page(500, _("Something failed on our side. Try again in a minute."))


def _page(status: int, message: str) -> ResponseReturnValue:
    code = g.get("request_id", "")
    if request.accept_mimetypes.best == "application/json":
        return jsonify(message=message, code=code), status
    try:
        return render_template("errors/error.html", status=status, message=message, code=code), status
    except Exception as error:  # the page itself is broken: say it plainly rather than not at all
        log.error("error page failed", exc_info=error, path=request.path)
        return _plain(status, message)


def _plain(status: int, message: str) -> Response:
    return Response(f"{message} ({g.get('request_id', '')})\n", status, mimetype="text/plain")
