"""Where files of a form arrive, one at a time while people write or together with the form."""

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO, cast
from urllib.parse import urlsplit

import structlog
from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.storage.blobs import current_blobs
from app.storage.database import transaction
from app.tickets.access import Viewer, viewer_of
from app.tickets.attachments import checked_file_name
from app.tickets.models import TicketAttachment
from app.tickets.queries import file_view
from app.tickets.scanning import current_scanner
from app.tickets.uploads import attach_file, current_limits, receive_file, remove_file
from app.web.access import signed_in
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.web.receiving import takes_files
from app.web.redirects import safe_path

log = structlog.get_logger("uploads")
ticket_uploads = Blueprint("ticket_uploads", __name__)


@ticket_uploads.page("/<language:language>/tickets/files", access=signed_in, methods=("POST",))
@takes_files
def receive(language: Language) -> ResponseReturnValue:
    """Put ``file`` into the form ``form_key``; answer its row of the list."""
    viewer, now = viewer_of(current_reader()), utc_now()
    file = request.files.get("file")
    if file is None or not file.filename:
        raise RuleBroken(N_("Choose a file."), field="attachments")
    kept = _take(viewer, request.form.get("form_key", ""), file, now)
    return render_template("tickets/file.html", file=file_view(kept)), 201


@ticket_uploads.page("/<language:language>/tickets/files/<name>/removal", access=signed_in, methods=("POST",))
@takes_files
def remove(language: Language, name: str) -> ResponseReturnValue:
    """Take a file out of the form ``form_key``, and go back to the form."""
    with transaction():
        remove_file(viewer_of(current_reader()), request.form.get("form_key", ""), name)
    if "X-Fragment" in request.headers:
        return Response(status=204)
    return redirect(f"{safe_path(urlsplit(request.referrer or '').path)}#attachments", 303)


def take_files(viewer: Viewer, form_key: str, files: Iterable[FileStorage], now: datetime) -> None:
    """Put the files that came with a form into it; outside of any transaction.

    Raises RuleBroken (field ``attachments``) for the first that cannot be taken; the others are in
    the form all the same, so that nobody sends them twice.
    """
    refused: RuleBroken | None = None
    for file in files:
        if not file.filename:  # a file field left empty
            continue
        try:
            _take(viewer, form_key, file, now)
        except RuleBroken as refusal:
            refused = refused or refusal
    if refused is not None:
        raise refused


def _take(viewer: Viewer, form_key: str, file: FileStorage, now: datetime) -> TicketAttachment:
    limits = current_limits()
    try:
        stream, scanner = cast(BinaryIO, file.stream), current_scanner()
        received = receive_file(current_blobs(), file.filename or "", stream, limits, scanner)
    except OSError as error:  # a full disk; nothing of the file stays
        log.error("file not kept", error=type(error).__name__, number=error.errno)
        name = checked_file_name(file.filename or "")
        raise RuleBroken(
            N_("We could not keep «%(name)s». Try again in a minute."), name=name, field="attachments"
        ) from error
    with transaction():
        return attach_file(viewer, form_key, received, now, limits)
