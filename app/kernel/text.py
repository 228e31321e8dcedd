"""What people type, freed of what cannot be seen (security 33)."""

import unicodedata

_TURNS_TEXT = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def readable(text: str | None) -> str:
    """Drop control characters and those that turn the direction of text; keep tabs and line breaks.

    Lines end in ``\\n``; the text is in Unicode's composed form and without space around it.
    """
    lines = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or _is_visible(letter)).strip()


def one_line(text: str | None) -> str:
    """Return readable text in one line with single spaces, for subjects and names of files."""
    return " ".join(readable(text).split())


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"} and letter not in _TURNS_TEXT
