"""Serves the articles' pictures; an address names its content, so it never changes."""

from flask import Response, request

from app.kernel.errors import NotFound
from app.kernel.wording import N_
from app.knowledge.reading import current_generation
from app.web.access import anyone
from app.web.blueprint import Blueprint

media = Blueprint("media", __name__)
_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
# An SVG opened by itself is a document in our origin: it may draw, and nothing else (security 38).
_SANDBOX = "sandbox; default-src 'none'"
_FOREVER = "public, max-age=31536000, immutable"


@media.page("/media/<digest>/<name>", access=anyone)
def picture(digest: str, name: str) -> Response:
    """Send a picture of this generation or the one before; 404 when the content is not at hand."""
    media_type = _TYPES.get(name.rpartition(".")[2].lower())
    found = current_generation().media(name, digest) if media_type else None
    if found is None:
        raise NotFound(N_("This page does not exist."))
    answer = Response(mimetype=media_type)
    answer.set_etag(digest)
    answer.headers["Cache-Control"] = _FOREVER
    answer.headers["Content-Security-Policy"] = _SANDBOX
    if request.if_none_match.contains_weak(digest):
        answer.status_code = 304
    else:
        answer.set_data(found[0])
    return answer
