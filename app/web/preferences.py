"""What a person prefers on every page: theme and language, kept in their browser."""

from datetime import timedelta

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.settings import Settings
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.i18n import COOKIE as LANGUAGE_COOKIE
from app.web.redirects import safe_path
from app.web.templating import THEME_COOKIE

preferences = Blueprint("preferences", __name__, url_prefix="/preferences")
_THEMES = frozenset({"light", "dark", "system"})
_KEPT = timedelta(days=365)


@preferences.page("/theme", access=anyone, methods=("POST",))
def set_theme() -> ResponseReturnValue:
    """Paint pages ``theme`` light, dark, or as the system does, and go back to ``next``."""
    theme = request.form.get("theme", "")
    if theme not in _THEMES:
        raise RuleBroken("There is no such theme.")
    return _remembering(THEME_COOKIE, "" if theme == "system" else theme)


@preferences.page("/language", access=anyone, methods=("POST",))
def set_language() -> ResponseReturnValue:
    """Speak ``language`` where the address does not say which, and go to ``next``."""
    language = request.form.get("language", "")
    if language not in set(Language):
        raise RuleBroken("There is no such language.")
    return _remembering(LANGUAGE_COOKIE, language)


def _remembering(cookie: str, choice: str) -> Response:
    """Return the way back, with ``choice`` in ``cookie`` for a year; "" forgets it.

    Scripts may read it: it says nothing about the person, and pages kept in the
    browser's memory are repainted from it.
    """
    answer = redirect(safe_path(request.form.get("next")), 303)
    settings: Settings = current_app.extensions["settings"]
    answer.set_cookie(
        cookie,
        choice,
        max_age=_KEPT if choice else 0,
        secure=settings.is_production,
        samesite="Lax",
    )
    return answer
