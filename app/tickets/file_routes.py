"""Files of tickets on their way out: to those who may see them, as nothing that acts (security 38)."""

import unicodedata
from urllib.parse import quote

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from app.kernel.errors import NotFound
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.storage.blobs import current_blobs
from app.tickets.access import attachment_for, viewer_of
from app.tickets.attachments import INLINE, KINDS
from app.web.access import signed_in
from app.web.blueprint import Blueprint
from app.web.identity import current_reader

ticket_files = Blueprint("ticket_files", __name__)
_SERVED = frozenset(kind.media_type for kind in KINDS)
_ANYTHING = "application/octet-stream"
_GONE = N_("This file cannot be opened any more. Ask for it in a reply.")


@ticket_files.page("/<language:language>/tickets/files/<name>", access=signed_in)
def show(language: Language, name: str) -> ResponseReturnValue:
    """Send the file: a picture to be seen, anything else to be kept."""
    attachment = attachment_for(viewer_of(current_reader()), name)
    try:
        content = current_blobs().open(attachment.name)
    except NotFound as error:
        raise NotFound(_GONE) from error
    media_type = attachment.media_type if attachment.media_type in _SERVED else _ANYTHING
    answer = Response(wrap_file(request.environ, content), direct_passthrough=True)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Length"] = str(attachment.size)
    answer.headers["Content-Disposition"] = _disposition(attachment.file_name, media_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _disposition(file_name: str, media_type: str) -> str:
    """Say whether to show or keep it, and its name twice: for old programs, and as it is."""
    how = "inline" if media_type in INLINE else "attachment"
    plain = unicodedata.normalize("NFKD", file_name).encode("ascii", "ignore").decode()
    plain = "".join(letter if letter.isprintable() and letter not in '"\\' else "_" for letter in plain)
    return f"{how}; filename=\"{plain or 'file'}\"; filename*=UTF-8''{quote(file_name, safe='')}"
