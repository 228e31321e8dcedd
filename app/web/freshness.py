"""Answers 304 before anything is rendered, when the reader's copy is still what we would send."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf

from app.web.identity import STRANGER, current_reader
from app.web.templating import THEME_COOKIE
from app.web.unread import unread, unread_notices


def unchanged(*facts: object) -> Response | None:
    """Return a 304 when the reader holds this page as ``facts`` make it, else None.

    The tag also follows all that any page depends on: the address, templates, assets,
    theme, language, who is reading and the form token of the session. A page that was
    not unchanged gets the tag for the next time.
    """
    if "_flashes" in session:
        return None
    tag = _tag(*facts)
    if not current_app.debug and request.if_none_match.contains_weak(tag):
        answer = Response(status=304)
        answer.set_etag(tag, weak=True)
        return answer
    g.page_tag = tag
    return None


def tag_page(response: Response) -> Response:
    """Put the tag that ``unchanged`` made on the page; an after-request hook."""
    if response.status_code == 200 and "page_tag" in g:
        response.set_etag(g.page_tag, weak=True)
        response.headers["Cache-Control"] = "private, no-cache" if _is_for_everybody() else "no-store"
    return response


def _is_for_everybody() -> bool:
    """Say whether the page holds nothing that only some may read (security 21)."""
    return current_reader().audiences == STRANGER.audiences


def _tag(*facts: object) -> str:
    generate_csrf()  # the first page of a session makes the token that its forms carry
    reader = current_reader()
    everything = (
        request.full_path,
        g.get("page_language"),
        request.cookies.get(THEME_COOKIE),
        session.get("csrf_token"),
        reader.person_id,
        reader.name,
        sorted(reader.audiences),
        sorted(reader.permissions),
        reader.is_staff,
        unread(),
        unread_notices(),
        _look(),
        *facts,
    )
    return hashlib.sha256(repr(everything).encode()).hexdigest()[:24]


def _look() -> str:
    """Return a hash of templates, translations, assets and code; read once per process."""
    look = current_app.extensions.get("look")
    if look is None:
        asset: Any = current_app.jinja_env.globals["asset"]
        app = current_app.root_path
        digest = hashlib.sha256(asset("ui.css").encode())
        for folder, pattern in ((current_app.template_folder, "*.html"), (app, "*.mo"), (app, "*.py")):
            for file in sorted(Path(str(folder)).rglob(pattern)):
                digest.update(file.read_bytes())
        look = current_app.extensions["look"] = digest.hexdigest()
    return str(look)


def public_document(media_type: str, write: Callable[[], bytes], *facts: object) -> Response:
    """Return a document that is the same for everybody, or 304 before it is written."""
    answer = Response(mimetype=media_type)
    answer.set_etag(hashlib.sha256(repr((_look(), *facts)).encode()).hexdigest()[:24], weak=True)
    answer.headers["Cache-Control"] = "public, max-age=300"
    if request.if_none_match.contains_weak(answer.get_etag()[0] or ""):
        answer.status_code = 304
    else:
        answer.set_data(write())
    return answer
