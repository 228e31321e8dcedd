"""The parts of some documents in one row, and how often each of them says what is wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.passage_parts import KINDS, PassageParts
from app.search.postings import Sequences, stretches

Bits = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Places:
    """For each part its document, by its place among those asked for, its passage, and its number in that.

    ``heading`` and ``length`` are those of ``PassageParts``; ``counts`` tells by kind of word and by
    part how often each thing wanted is said.
    """

    document: Numbers
    passage: Numbers
    number: Numbers
    heading: NDArray[np.int32]
    length: Table
    counts: Table


def places_of(
    parts: PassageParts, words: Sequences, documents: Sequence[Sequence[int]], meant: Bits, wanted: int
) -> Places:
    """Return the parts of the passages that are to be looked at of each document.

    ``words`` are the texts of all passages; ``meant`` gives for each word of the vocabulary which of
    the things wanted it says, as bits.
    """
    passages = np.array([passage for document in documents for passage in document], dtype=np.int64)
    owners = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
    row = stretches(parts.ends, passages)
    each = parts.ends[passages + 1] - parts.ends[passages]
    passage = np.repeat(passages, each)
    at = stretches(words.ends, passages)
    # The words of all these passages in one row: where in it each passage begins, and each part.
    begins = np.cumsum(words.ends[passages + 1] - words.ends[passages])
    begins = np.concatenate([[0], begins[:-1]])
    first_words = np.repeat(begins, each) + parts.first_words[row]
    bits = meant[words.terms[at]]
    found = np.flatnonzero(bits)
    said, thing = np.nonzero(bits[found, None] >> np.arange(wanted, dtype=np.uint64) & np.uint64(1))
    part = np.searchsorted(first_words, found, side="right") - 1
    kind = parts.kinds[at[found]].astype(np.int64)
    cell = (kind * len(row) + part)[said] * wanted + thing
    counts = np.bincount(cell, minlength=KINDS * len(row) * wanted).astype(np.float64)
    return Places(
        document=np.repeat(owners, each),
        passage=passage,
        number=row - parts.ends[passage],
        heading=parts.headings[row],
        length=parts.lengths[row].astype(np.float64),
        counts=counts.reshape(KINDS, len(row), wanted),
    )
