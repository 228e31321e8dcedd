"""Finds where in a document to open it for a text: the part that tells most of it, not the loudest one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.passages import IndexedPassage, Part

OF_TITLE = 0.3
Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Opening:
    """A part of a passage, with the character ranges of the passage that answer and all they say."""

    passage: IndexedPassage
    part: Part
    marks: tuple[tuple[int, int], ...]
    said: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: IndexedPassage
    part: Part
    words: Bits


def best_opening(
    passages: Sequence[IndexedPassage], words: Sequence[Bits], worth: Sequence[float], in_title: int
) -> Opening:
    """Return the part that answers most of what is worth something, the earlier of equals.

    ``words`` gives for each word of each passage which of the wanted things it says, as bits of
    ``worth``; ``in_title`` those that the document's title says. What is said in the title or all
    over the document tells little about where to open it.
    """
    candidates = [
        _Candidate(passage, part, bits[_inside(passage, part)])
        for passage, bits in zip(passages, words, strict=True)
        for part in passage.parts
    ]
    said = [_said(candidate.words, len(worth)) for candidate in candidates]
    spread = np.maximum(np.sum(said, axis=0), 1)
    value = np.array(worth) / spread
    value *= np.where(_bits(in_title, len(worth)), OF_TITLE, 1.0)
    best = candidates[int(np.argmax([float(value[has].sum()) for has in said]))]
    inside = best.passage.places[_inside(best.passage, best.part)][best.words > 0].tolist()
    marks = tuple((start, end) for start, end in inside)
    return Opening(best.passage, best.part, marks, _together(best.words))


def _inside(passage: IndexedPassage, part: Part) -> slice:
    """Return which words of a passage lie in a part of it, its heading included."""
    first, last = np.searchsorted(passage.places[:, 0], (part.start, part.end))
    return slice(int(first), int(last))


def _said(words: Bits, count: int) -> NDArray[np.bool_]:
    return _bits(_together(words), count)


def _together(words: Bits) -> int:
    return int(np.bitwise_or.reduce(words, initial=np.uint64(0)))


def _bits(number: int, count: int) -> NDArray[np.bool_]:
    return np.array([number >> place & 1 for place in range(count)], dtype=bool)
