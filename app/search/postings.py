"""Which texts a term stands in and how often, as arrays read from the index's postings."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.search.array_store import Arrays


def ends_of(lengths: ArrayLike) -> NDArray[np.int64]:
    """Return where stretches of these lengths end when they stand one behind the other, from 0 on."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def stretches(ends: NDArray[np.integer[Any]], chosen: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Return the places of some stretches, one behind the other, as ``ends_of`` gave their ends."""
    starts = ends[chosen]
    lengths = ends[chosen + 1] - starts
    behind = np.cumsum(lengths, dtype=np.int64)
    places: NDArray[np.int64] = np.repeat(starts - behind + lengths, lengths)
    places += np.arange(len(places))
    return places


@dataclass(frozen=True, slots=True)
class Sequences:
    """The terms of each text in their order: text ``n`` is ``terms[ends[n]:ends[n + 1]]``."""

    terms: NDArray[np.int32]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends) - 1

    def of(self, text: int) -> NDArray[np.int32]:
        """Return the terms of one text."""
        return self.terms[self.ends[text] : self.ends[text + 1]]

    def texts(self) -> NDArray[np.int32]:
        """Return the number of the text each term stands in."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.ends))

    def of_all(self, texts: NDArray[np.integer[Any]]) -> NDArray[np.int32]:
        """Return the terms of several texts, one behind the other."""
        return self.terms[stretches(self.ends, texts)]

    def kept(self, keep: NDArray[np.bool_]) -> "Sequences":
        """Return only the texts marked in ``keep``."""
        lengths = np.diff(self.ends)
        return Sequences(self.terms[np.repeat(keep, lengths)], ends_of(lengths[keep]))

    def followed_by(self, other: "Sequences") -> "Sequences":
        """Return these texts and behind them the other ones."""
        terms = np.concatenate([self.terms, other.terms])
        return Sequences(terms, ends_of(np.concatenate([np.diff(self.ends), np.diff(other.ends)])))

    def renumbered(self, numbers: NDArray[np.int32]) -> "Sequences":
        """Return the same texts with term ``t`` called ``numbers[t]``; below zero is left out."""
        terms = numbers[self.terms]
        present = terms >= 0
        if present.all():
            return Sequences(terms, self.ends)
        counted = np.concatenate([[0], np.cumsum(present)])
        return Sequences(terms[present], counted[self.ends])


@dataclass(frozen=True, slots=True)
class Postings:
    """Term ``t`` stands in ``texts[starts[t]:starts[t + 1]]``, ``counts`` times in each."""

    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    counts: NDArray[np.uint16]

    def of(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """Return the texts of a term, ascending, and how often it stands in each."""
        span = slice(self.starts[term], self.starts[term + 1])
        return self.texts[span], self.counts[span]

    def of_range(self, terms: range) -> NDArray[np.int32]:
        """Return the texts of neighbouring terms; a text may come several times."""
        return self.texts[self.starts[terms.start] : self.starts[terms.stop]]


@dataclass(frozen=True, slots=True)
class TextField:
    """A field: its texts as words, and the postings of words and of stems."""

    sequences: Sequences
    words: Postings
    stems: Postings
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, sequences: Sequences, word_stems: NDArray[np.int32], stems: int) -> "TextField":
        """Invert the texts. ``word_stems`` is below zero for words without a stem (stop words)."""
        stemmed = sequences.renumbered(word_stems)
        return cls(
            sequences=sequences,
            words=_inverted(sequences, len(word_stems)),
            stems=_inverted(stemmed, stems),
            lengths=np.diff(stemmed.ends).astype(np.int32),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays, name: str) -> "TextField":
        """Read the field stored under ``name``."""
        return cls(
            sequences=Sequences(arrays[f"{name}.terms"], arrays[f"{name}.ends"]),
            words=_stored(arrays, f"{name}.words"),
            stems=_stored(arrays, f"{name}.stems"),
            lengths=arrays[f"{name}.lengths"],
        )

    def to_arrays(self, name: str) -> Arrays:
        """Return the arrays to store under ``name``."""
        arrays: Arrays = {
            f"{name}.terms": self.sequences.terms,
            f"{name}.ends": self.sequences.ends,
            f"{name}.lengths": self.lengths,
        }
        for part, postings in (("words", self.words), ("stems", self.stems)):
            arrays[f"{name}.{part}.starts"] = postings.starts
            arrays[f"{name}.{part}.texts"] = postings.texts
            arrays[f"{name}.{part}.counts"] = postings.counts
        return arrays


def _stored(arrays: Arrays, name: str) -> Postings:
    return Postings(arrays[f"{name}.starts"], arrays[f"{name}.texts"], arrays[f"{name}.counts"])


def _inverted(sequences: Sequences, terms: int) -> Postings:
    """Sort the occurrences by term; texts stay ascending because the sort is stable."""
    order = _stable_order(sequences.terms)
    sorted_terms, texts = sequences.terms[order], sequences.texts()[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(sorted_terms) != 0) | (np.diff(texts) != 0)
    places = np.flatnonzero(first)
    counts = np.diff(np.append(places, len(order)))
    starts = np.searchsorted(sorted_terms[places], np.arange(terms + 1))
    return Postings(starts.astype(np.int64), texts[places], np.minimum(counts, 65535).astype(np.uint16))


def _stable_order(terms: NDArray[np.int32]) -> NDArray[np.int64]:
    # Two passes over 16 bits each: numpy sorts those by radix, five times faster than 32 bits.
    order = np.argsort((terms & 0xFFFF).astype(np.uint16), kind="stable")
    high = (terms >> 16).astype(np.uint16)
    return order[np.argsort(high[order], kind="stable")] if high.any() else order
