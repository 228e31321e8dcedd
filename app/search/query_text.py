"""Turns what a person typed into words and phrases; every character is text, none an operator."""

import re
import unicodedata
from dataclasses import dataclass

from app.search.languages import Word, normalised, words_of

LONGEST = 200
_QUOTED = re.compile(r"[\"“”«»„‟](.+?)[\"“”«»„‟]|(?<!\w)['‘’](.+?)['‘’](?!\w)")
_CODE = re.compile(r"\b(?=[\w.:-]*\d)(?:[^\W_]+[-_.:])+[^\W_]+|\b[^\W\d_]+(?:_[^\W_]+)+")
_APOSTROPHES = ("'", "’")  # «don'» goes on


@dataclass(frozen=True, slots=True)
class QueryText:
    """A query cut into words.

    ``text`` is what was kept of the typing, ``words`` point into it; ``phrases``
    are runs of word positions that belong together: what was quoted, and error
    codes. ``open_ended`` tells that the last word may not be finished.
    """

    text: str
    words: tuple[Word, ...]
    phrases: tuple[range, ...]
    open_ended: bool


def parse_query(typed: str, longest: int = LONGEST) -> QueryText:
    """Read any text a person can type; keeps the first ``longest`` characters."""
    text = _clean(typed, longest)
    words = tuple(words_of(text))
    spans = [found.span() for pattern in (_QUOTED, _CODE) for found in pattern.finditer(text)]
    phrases = {span: _inside(words, *span) for span in spans}
    return QueryText(
        text=text,
        words=words,
        phrases=tuple(phrase for phrase in phrases.values() if len(phrase) > 1),
        open_ended=bool(words) and text[words[-1].end :] in ("", *(() if spans else _APOSTROPHES)),
    )


def _clean(typed: str, longest: int) -> str:
    # Cut first: normalising is slow on very long texts, and may lengthen them a little.
    text = normalised(typed[: 2 * longest])
    shown = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    return shown.lstrip()[:longest]


def _inside(words: tuple[Word, ...], start: int, end: int) -> range:
    places = [place for place, word in enumerate(words) if word.start >= start and word.end <= end]
    return range(places[0], places[-1] + 1) if places else range(0)
