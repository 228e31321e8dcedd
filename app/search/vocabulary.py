"""The words of an index: their stems, how they are spelt and how they sound."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.kernel.terms import Language
from app.search import spelling
from app.search.languages import is_stop_word, stem
from app.search.string_table import StringTable


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The folded words of an index, sorted.

    ``stem_of`` is below zero for stop words; the words of stem ``s`` are
    ``words_by_stem[first_of_stem[s]:first_of_stem[s + 1]]``.
    """

    words: StringTable
    stems: StringTable
    stem_of: NDArray[np.int32]
    words_by_stem: NDArray[np.int32]
    first_of_stem: NDArray[np.int64]
    spelt: NDArray[np.bytes_]
    sounds: NDArray[np.bytes_]
    spelt_letters: NDArray[np.uint32]
    sound_letters: NDArray[np.uint32]

    def words_of_stem(self, stem: int) -> NDArray[np.int32]:
        """Return the words that have a stem."""
        return self.words_by_stem[self.first_of_stem[stem] : self.first_of_stem[stem + 1]]


def vocabulary_of(
    words: list[str], language: Language, known_stems: Mapping[str, str] | None = None
) -> Vocabulary:
    """Return the vocabulary of sorted folded words; stems known before are not worked out again."""
    known = known_stems or {}
    stems = [
        "" if is_stop_word(word, language) else known.get(word) or stem(word, language) for word in words
    ]
    table = sorted(set(stems) - {""})
    number = {text: place for place, text in enumerate(table)}
    stem_of = np.array([number.get(text, -1) for text in stems], dtype=np.int32)
    by_stem = np.argsort(stem_of, kind="stable").astype(np.int32)
    spelt = spelling.packed(words)
    sounds = spelling.packed([spelling.sound_of(word) for word in words])
    return Vocabulary(
        words=StringTable.of(words),
        stems=StringTable.of(table),
        stem_of=stem_of,
        words_by_stem=by_stem,
        first_of_stem=np.searchsorted(stem_of[by_stem], np.arange(len(table) + 1)).astype(np.int64),
        spelt=spelt,
        sounds=sounds,
        spelt_letters=spelling.letter_sets(spelt),
        sound_letters=spelling.letter_sets(sounds),
    )
