"""The language the command line answers in: that of the terminal (``LANG``), English where it has none."""

import gettext
from functools import lru_cache

from app.settings import ROOT


@lru_cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("messages", ROOT / "app" / "translations", fallback=True)


def say(message: str, **values: object) -> str:
    """Return ``message`` in the terminal's language, filled in."""
    text = translate(message)
    return text % values if values else text


def translate(message: str) -> str:
    """Return ``message`` in the terminal's language, its placeholders untouched."""
    return _catalogue().gettext(message) if message else ""
