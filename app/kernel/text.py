"""What may be left of text that people typed."""

import unicodedata

_TURNS_TEXT = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str | None) -> str:
    """Drop control characters and those that turn the direction of text (security 33); keep line breaks."""
    lines = (text or "").replace("\r\n", "\n").strip()
    return "".join(letter for letter in lines if letter == "\n" or _is_visible(letter)).strip()


def one_line(text: str | None) -> str:
    """Return what is visible of ``text`` with single spaces between words."""
    return visible(" ".join((text or "").split()))


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _TURNS_TEXT
