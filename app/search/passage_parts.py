"""Which part of its passage each word stands in, as arrays: what deciding where to open needs of a text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.array_store import Arrays
from app.search.passages import IndexedPassage
from app.search.postings import ends_of

TEXT, LINK, HEADING = range(KINDS := 3)


@dataclass(frozen=True, slots=True)
class PassageParts:
    """The parts of passage ``p`` are those from ``ends[p]`` to the next.

    Of each part: the number of its first word in the passage, its heading, which is 0 where there
    is none and otherwise alike for alike headings of a document, and its length in characters.
    ``kinds`` tells of each word of the body whether it is text, link or heading.
    """

    ends: NDArray[np.int64]
    first_words: NDArray[np.int32]
    headings: NDArray[np.int32]
    lengths: NDArray[np.int32]
    kinds: NDArray[np.uint8]

    @classmethod
    def of(cls, documents: Sequence[Sequence[IndexedPassage]]) -> "PassageParts":
        """Count the parts of all passages of some documents."""
        passages = [passage for document in documents for passage in document]
        kinds = [_kinds(passage) for passage in passages]
        first_words = [_first_words(passage) for passage in passages]
        headings = [number for document in documents for number in _headings(document)]
        lengths = [part.end - part.start for passage in passages for part in passage.parts]
        return cls(
            ends=ends_of([len(passage.parts) for passage in passages]),
            first_words=np.concatenate([np.zeros(0, np.int32), *first_words]).astype(np.int32),
            headings=np.array(headings, dtype=np.int32),
            lengths=np.array(lengths, dtype=np.int32),
            kinds=np.concatenate([np.zeros(0, np.uint8), *kinds]),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> "PassageParts":
        """Read what ``to_arrays`` stored."""
        return cls(**{name: arrays[f"parts.{name}"] for name in cls.__slots__})

    def to_arrays(self) -> Arrays:
        """Return the arrays to store."""
        return {f"parts.{name}": getattr(self, name) for name in self.__slots__}

    def words_between(self, passage: int, first: int, last: int) -> slice:
        """Return which words of a passage stand in its parts from ``first`` to ``last``."""
        begins = self.first_words[self.ends[passage] : self.ends[passage + 1]]
        return slice(int(begins[first]), int(begins[last + 1]) if last + 1 < len(begins) else None)

    def kept(self, keep: NDArray[np.bool_], words: NDArray[np.int64]) -> "PassageParts":
        """Return those of the passages marked in ``keep``; ``words`` counts the words of each passage."""
        counts = np.diff(self.ends)
        parts = np.repeat(keep, counts)
        return PassageParts(
            ends=ends_of(counts[keep]),
            first_words=self.first_words[parts],
            headings=self.headings[parts],
            lengths=self.lengths[parts],
            kinds=self.kinds[np.repeat(keep, words)],
        )

    def followed_by(self, other: "PassageParts") -> "PassageParts":
        """Return these passages' parts and behind them the other ones'."""
        counts = np.concatenate([np.diff(self.ends), np.diff(other.ends)])
        return PassageParts(
            ends=ends_of(counts),
            first_words=np.concatenate([self.first_words, other.first_words]),
            headings=np.concatenate([self.headings, other.headings]),
            lengths=np.concatenate([self.lengths, other.lengths]),
            kinds=np.concatenate([self.kinds, other.kinds]),
        )


def _first_words(passage: IndexedPassage) -> NDArray[np.int32]:
    starts = [part.start for part in passage.parts]
    return np.searchsorted(passage.places[:, 0], starts).astype(np.int32)


def _kinds(passage: IndexedPassage) -> NDArray[np.uint8]:
    at = passage.places[:, 0]
    part = np.searchsorted([part.start for part in passage.parts], at, side="right") - 1
    text_starts = np.array([part.text_start for part in passage.parts])
    opened, closed = (np.searchsorted(ends, at, side="right") for ends in passage.links.T)
    return np.where(at < text_starts[part], HEADING, np.where(opened > closed, LINK, TEXT)).astype(np.uint8)


def _headings(document: Sequence[IndexedPassage]) -> list[int]:
    numbers = {"": 0}
    headings = [part.heading for passage in document for part in passage.parts]
    return [numbers.setdefault(heading, len(numbers)) for heading in headings]
