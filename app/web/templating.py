"""What every template can call: icons, the reader, and addresses in the other language."""

from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lucide
from flask import Flask, request, url_for
from flask_babel import gettext as _
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from markupsafe import Markup

from app.kernel.terms import Language
from app.web.identity import current_reader
from app.web.moments import clock, deadline, moment

THEME_COOKIE = "theme"
_SLOTS = {
    "info": "info",
    "ok": "lightbulb",
    "warn": "triangle-alert",
    "bad": "octagon-alert",
    "video": "circle-play",
}


def equip_templates(app: Flask, data_folder: Path) -> None:
    """Register the globals of all templates; keep them compiled, so that a start costs less."""
    compiled = data_folder / "templates"
    compiled.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = _CompiledTemplates(str(compiled))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(icon=icon)
    app.jinja_env.filters.update(with_icons=with_icons, clock=clock, moment=moment, deadline=deadline)
    app.context_processor(_per_request)


class _CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder; where nothing can be written, they are compiled again."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template if there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def icon(name: str, classes: str = "", label: str = "") -> Markup:
    """Return a Lucide icon as inline SVG; decorative unless it has a ``label``."""
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    drawing = lucide._render_icon(
        name, None, **{"class": f"icon {classes}".strip(), "focusable": "false", **spoken}
    )
    return Markup(drawing)  # noqa: S704  # drawn by the icon package, attributes escaped by ElementTree


def with_icons(html: Markup) -> Markup:
    """Return an article's sanitised text with its icon slots filled; the text itself is not touched."""
    filled = str(html)
    for slot, name in _SLOTS.items():
        empty = f'<i class="slot slot--{slot}"></i>'
        if empty in filled:
            filled = filled.replace(empty, icon(name))
    filled = filled.replace('<i class="slot slot--copy"></i>', _copy_button())
    return Markup(filled)  # noqa: S704  # sanitised before; only our own icons and buttons were added


def _copy_button() -> Markup:
    button = Markup(
        '<button class="btn btn--ghost btn--sm" type="button" data-copy data-done="{}" hidden>{}{}</button>'
    )
    return button.format(_("Copied"), icon("copy"), _("Copy"))


def _per_request() -> dict[str, Any]:
    theme = request.cookies.get(THEME_COOKIE)
    return {
        "reader": current_reader(),
        "theme": theme if theme in {"light", "dark"} else None,
        "same_page_in": same_page_in,
    }


def same_page_in(language: Language) -> str:
    """Return the address of the present page in ``language``, or that language's home."""
    if request.endpoint and "language" in (request.view_args or {}):
        address = url_for(request.endpoint, **{**(request.view_args or {}), "language": language})
        asked = urlencode(list(request.args.items(multi=True)))  # any names, so never as arguments
        return f"{address}?{asked}" if asked else address
    return url_for("home.show", language=language)
