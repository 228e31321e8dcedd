"""What every template can call: icons, the reader, and addresses in the other language."""

from typing import Any

import lucide
from flask import Flask, request, url_for
from markupsafe import Markup

from app.kernel.terms import Language
from app.web.identity import current_reader

THEME_COOKIE = "theme"


def equip_templates(app: Flask) -> None:
    """Register the globals of all templates; unknown names fail loudly."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(icon=icon)
    app.context_processor(_per_request)


def icon(name: str, classes: str = "", label: str = "") -> Markup:
    """Return a Lucide icon as inline SVG; decorative unless it has a ``label``."""
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    drawing = lucide._render_icon(name, None, **{"class": f"icon {classes}".strip(), "focusable": "false", **spoken})
    return Markup(drawing)  # noqa: S704  # drawn by the icon package, attributes escaped by ElementTree


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
        values = {**(request.view_args or {}), **request.args.to_dict(flat=False), "language": language}
        return url_for(request.endpoint, **values)
    return url_for("home.show", language=language)
