"""Chooses what of a passage to show for a query, and marks the words that answer."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from app.search.documents import Excerpt
from app.search.opening import Opening

LONGEST = 240
_ELLIPSIS = "…"
_SENTENCE_END = re.compile(r"[.?!]\s+|\n+")


def opening_excerpt(opening: Opening) -> Excerpt | None:
    """Return what to show of where a document opens, or nothing when no text stands there."""
    shown = opening.passage.text[opening.start : opening.end]
    if not shown.strip():
        return None
    inside = [(start - opening.start, end - opening.start) for start, end in opening.marks]
    return excerpt_of(shown, [mark for mark in inside if mark[0] >= 0])


def excerpt_of(text: str, marks: Sequence[tuple[int, int]], longest: int = LONGEST) -> Excerpt:
    """Return about ``longest`` characters of ``text`` around the densest marks."""
    if len(text) <= longest:
        return _cut(text, marks, 0, len(text))
    start = _densest(text, marks, longest)
    end = _word_end(text, min(start + longest, len(text)))
    return _cut(text, marks, start, end)


def _densest(text: str, marks: Sequence[tuple[int, int]], longest: int) -> int:
    """Return where to start: at a sentence, else at a word, so that most marks are inside."""
    starts, ends = [start for start, _ in marks], [end for _, end in marks]
    sentences = [0, *(found.end() for found in _SENTENCE_END.finditer(text))]
    best, most = 0, bisect_right(ends, longest)
    for start in starts:
        opened = sentences[bisect_right(sentences, start) - 1]
        if start - opened > longest // 2:
            opened = text.rfind(" ", 0, max(start - longest // 4, 1)) + 1
        inside = bisect_right(ends, opened + longest) - bisect_left(starts, opened)
        if inside > most:
            best, most = opened, inside
    return best


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", 0, place + 1)
    return space if space > place - 40 else place


def _cut(text: str, marks: Sequence[tuple[int, int]], start: int, end: int) -> Excerpt:
    shown = text[start:end]
    lead = len(shown) - len(shown.lstrip())
    shown = shown.strip()
    before = _ELLIPSIS if text[:start].strip() and text[start - 1] not in "\n" and start else ""
    after = _ELLIPSIS if text[start + lead + len(shown) :].strip() else ""
    offset = len(before) - start - lead
    inside = [(first + offset, last + offset) for first, last in marks if first >= start and last <= end]
    # Lines of a passage run on in the excerpt; a space is as long as the break it stands for.
    return Excerpt(before + shown.replace("\n", " ") + after, tuple(inside))
