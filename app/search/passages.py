"""Cuts an article's passages to the size that answers best: tiny ones joined, long ones parted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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

    The heading stands at ``start``, once above all its steps, the text behind it from
    ``text_start`` to ``end``.
    """

    anchor: str
    heading: str
    start: int
    text_start: int
    end: int


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """The text that is indexed and scored as one, headings included.

    ``places`` are the character ranges of its words, one row a word, ``links`` those
    of texts that lead elsewhere.
    """

    text: str
    parts: tuple[Part, ...]
    places: NDArray[np.uint32]
    links: NDArray[np.uint32]

    def words(self) -> list[str]:
        """Return its folded words in order."""
        return [fold(self.text[start:end]) for start, end in self.places.tolist()]


def indexed_passages(passages: Sequence[Passage]) -> list[IndexedPassage]:
    """Return passages of about 150 to 250 words; at least one, be it empty."""
    pieces = [(piece.heading, [piece], words) for piece, words in _pieces(passages or [Passage("", "", "")])]
    sections = _gathered(pieces, lambda group, following: group[0] == following[0])
    return [_joined(texts) for _, texts, _ in _gathered(sections, lambda group, following: True)]


_Group = tuple[str, list[Passage], int]


def _gathered(groups: Iterable[_Group], fits: Callable[[_Group, _Group], bool]) -> list[_Group]:
    """Join neighbours that fit, each with its heading, texts and words, to groups of the best size."""
    gathered: list[_Group] = []
    for group in groups:
        if gathered and fits(gathered[-1], group):
            heading, texts, words = gathered[-1]
            if words < FEWEST and words + group[2] <= MOST:
                gathered[-1] = heading, texts + group[1], words + group[2]
                continue
        gathered.append(group)
    return gathered


def _pieces(passages: Iterable[Passage]) -> Iterator[tuple[Passage, int]]:
    """Yield passages with their length in words, the long ones parted between sentences."""
    for passage in passages:
        text = normalised(passage.text)
        links = _moved(passage.links, passage.text, text)
        cut = Passage(passage.anchor, normalised(passage.heading), text, links)
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
            inside = [(max(low, start) - start, min(high, end) - start) for low, high in links]
            kept = tuple((low, high) for low, high in inside if low < high)
            yield Passage(cut.anchor, cut.heading, text[start:end], kept), last - first
            first, start = last, end


def _moved(links: tuple[tuple[int, int], ...], typed: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return where ranges of a text stand in its composed form."""
    if typed == text:
        return links
    return tuple((len(normalised(typed[:start])), len(normalised(typed[:end]))) for start, end in links)


def _sentence_end(text: str, low: int, high: int) -> int:
    """Return the first end of a sentence within 200 characters behind ``low``, else ``high``."""
    found = [place + 1 for end in _SENTENCE_ENDS if (place := text.find(end, low, low + 200)) >= 0]
    return min((place for place in found if place >= high), default=high)


def _joined(pieces: Sequence[Passage]) -> IndexedPassage:
    parts: list[Part] = []
    links: list[tuple[int, int]] = []
    text = ""
    for piece in pieces:
        start = len(text)
        above = parts[-1].heading if parts else ""
        text += f"{piece.heading}\n" if piece.heading and piece.heading != above else ""
        text_start = len(text)
        links += [(text_start + low, text_start + high) for low, high in piece.links]
        text += f"{piece.text}\n" if piece.text else ""
        parts.append(Part(piece.anchor, piece.heading, start, text_start, len(text)))
    words = [(word.start, word.end) for word in words_of(text)]
    return IndexedPassage(text, tuple(parts), _ranges(words), _ranges(links))


def _ranges(pairs: list[tuple[int, int]]) -> NDArray[np.uint32]:
    return np.array(pairs, dtype=np.uint32).reshape(-1, 2)
