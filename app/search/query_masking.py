"""Takes out of a query whatever could tell who asked."""

import re
import unicodedata

from app.search.models import LONGEST_TEXT

_READ = 400  # characters looked at; more is no search
# Any word with an @ inside; then digits in a row or grouped as phones, cards and papers are
# (+58 412-555.12.34, 4111 1111 1111 1111, V-12.345.678, J-12345678-9), from six digits on.
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")
_NUMBER = re.compile(r"(?:\b[a-z]{1,3}[-. ]?)?[+(]{0,2}\d(?:[\s().\-/_]{0,3}\d){5,}")


def without_personal_data(typed: str) -> str:
    """Return the query as it is kept: one line, small letters, at most 120 characters.

    Mail addresses become ``[mail]`` and phones, papers, cards and other long runs of
    digits ``[number]``. Short codes such as ``e-409`` stay.
    """
    text = unicodedata.normalize("NFKC", typed[:_READ]).casefold()
    line = " ".join("".join(_shown(letter) for letter in text).split())
    masked = _NUMBER.sub("[number]", _MAIL.sub("[mail]", line))
    return masked[:LONGEST_TEXT].rstrip()


def _shown(letter: str) -> str:
    if unicodedata.category(letter) == "Cf":  # joiners would hide an address from the masks
        return ""
    return letter if letter.isprintable() else " "
