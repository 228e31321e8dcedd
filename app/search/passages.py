"""Cuts an article's passages to the size that answers best: tiny ones joined, long ones parted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.documents import Passage
from app.search.languages import fold, normalised, words_of

FEWEST, MOST = 150, 250
_SENTENCE_ENDS = (". ", "? ", "! ", ": ", "\n")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an indexed passage with a place of its own in the page.

    The heading stands at ``start``, the text behind it from ``text_start`` to ``end``.
    """

    anchor: str
    heading: str
    start: int
    text_start: int
    end: int


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """The text that is indexed and scored as one, headings included.

    ``places`` are the character ranges of its words, one row a word.
    """

    text: str
    parts: tuple[Part, ...]
    places: NDArray[np.uint32]

    def words(self) -> list[str]:
        """Return its folded words in order."""
        return [fold(self.text[start:end]) for start, end in self.places.tolist()]


def indexed_passages(passages: Sequence[Passage]) -> list[IndexedPassage]:
    """Return passages of about 150 to 250 words; at least one, be it empty."""
    joined: list[IndexedPassage] = []
    open_parts: list[tuple[Passage, int]] = []
    length = 0
    for piece in _pieces(passages or [Passage("", "", "")]):
        if open_parts and (length >= FEWEST or length + piece[1] > MOST):
            joined.append(_joined(open_parts))
            open_parts, length = [], 0
        open_parts.append(piece)
        length += piece[1]
    if open_parts:
        joined.append(_joined(open_parts))
    return joined


def _pieces(passages: Iterable[Passage]) -> Iterator[tuple[Passage, int]]:
    """Yield passages with their length in words, the long ones parted between sentences."""
    for passage in passages:
        text = normalised(passage.text)
        heading = normalised(passage.heading)
        cut = Passage(passage.anchor, heading, text)
        words = words_of(text)
        if len(words) <= MOST:
            yield cut, len(words)
            continue
        starts = [word.start for word in words]
        first, start = 0, 0
        count = -(-len(words) // ((FEWEST + MOST) // 2))
        for number in range(1, count + 1):
            last = len(words) * number // count
            end = len(text) if number == count else _sentence_end(text, starts[last - 1], starts[last])
            while number < count and last < len(words) and starts[last] < end:
                last += 1
            yield Passage(passage.anchor, heading, text[start:end]), last - first
            first, start = last, end


def _sentence_end(text: str, low: int, high: int) -> int:
    """Return the first end of a sentence within 200 characters behind ``low``, else ``high``."""
    found = [place + 1 for end in _SENTENCE_ENDS if (place := text.find(end, low, low + 200)) >= 0]
    return min((place for place in found if place >= high), default=high)


def _joined(pieces: list[tuple[Passage, int]]) -> IndexedPassage:
    parts: list[Part] = []
    text = ""
    for passage, _ in pieces:
        start = len(text)
        text += f"{passage.heading}\n" if passage.heading else ""
        text_start = len(text)
        text += f"{passage.text}\n"
        parts.append(Part(passage.anchor, passage.heading, start, text_start, len(text)))
    places = np.array([(word.start, word.end) for word in words_of(text)], dtype=np.uint32)
    return IndexedPassage(text, tuple(parts), places.reshape(-1, 2))
