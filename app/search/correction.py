"""Finds what a word not in the index was meant to be, among the words of the index."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.search import spelling
from app.search.language_index import Vocabulary
from app.search.languages import without_tilde

SHORTEST = 4
_TWO_EDITS_FROM = 8
_MOST = 3
_NEIGHBOURS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SUBSTITUTION, _NEIGHBOUR, _SWAP, _INDEL, _DOUBLE = 1.0, 0.8, 0.8, 1.0, 0.6
_FIRST_LETTER = 0.3
_OTHER_SOUND = 0.2
_COMMON = 0.08


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the vocabulary and how far it is from what was typed, in edits."""

    word: int
    cost: float


def corrections(
    typed: str, vocabulary: Vocabulary, audiences: int, *, prefix: bool = False
) -> tuple[Correction, ...]:
    """Return the likeliest words for a folded word that is not in the vocabulary, best first.

    One edit is allowed, two from eight letters (product 2); letters that sound
    alike or lie beside each other cost less. With ``prefix`` the beginnings of
    words count as well. Only words the ``audiences`` may read are offered.
    """
    if len(typed) < SHORTEST or not typed.isalpha():
        return ()
    edits = 2 if len(typed) >= _TWO_EDITS_FROM else 1
    near = _near(typed, vocabulary, audiences, edits, prefix)
    if not len(near):
        return ()
    spelt = _distances(without_tilde(typed), vocabulary.spelt[near], prefix)
    sound = spelling.sound_of(typed)
    costs = spelt
    # «zzzz» sounds like «s», which says nothing.
    if len(sound) >= len(typed) - edits - 1:
        costs = np.minimum(spelt, _distances(sound, vocabulary.sounds[near], prefix) + _OTHER_SOUND)
    allowed = np.flatnonzero(costs <= edits + _FIRST_LETTER)
    common = np.log1p(vocabulary.frequency[near[allowed]])
    best = allowed[np.argsort(costs[allowed] - _COMMON * common, kind="stable")[:_MOST]]
    return tuple(Correction(int(near[place]), float(costs[place])) for place in best)


def _near(typed: str, vocabulary: Vocabulary, audiences: int, edits: int, prefix: bool) -> NDArray[np.int64]:
    """Return the words whose letters could be within ``edits`` of the typed ones."""
    readable = (vocabulary.audiences & audiences) != 0
    alike = np.zeros(len(readable), dtype=bool)
    forms = (
        (without_tilde(typed), vocabulary.spelt_letters),
        (spelling.sound_of(typed), vocabulary.sound_letters),
    )
    for form, sets in forms:
        letters = spelling.letter_sets(spelling.packed([form]))[0]
        # In a beginning, the letters behind it say nothing; those missing still do.
        different = letters & ~sets if prefix else letters ^ sets
        alike |= np.bitwise_count(different) <= (edits if prefix else 2 * edits)
    near = np.flatnonzero(readable & alike)
    lengths = np.char.str_len(vocabulary.spelt[near])
    slack = edits + 1
    long_enough = lengths >= len(typed) - slack
    return near[long_enough if prefix else long_enough & (lengths <= len(typed) + slack)]


def _distances(typed: str, words: NDArray[np.bytes_], prefix: bool) -> NDArray[np.float64]:
    """Return the weighted edit distance of ``typed`` to each packed word (Damerau, alignment)."""
    typed = typed[: spelling.WIDTH]
    own = np.frombuffer(typed.encode("ascii", "replace"), dtype=np.uint8)
    letters = spelling.letters_of(words)
    table = _substitutions()
    rows = [np.tile(np.arange(spelling.WIDTH + 1, dtype=np.float64), (len(words), 1))]
    for place, letter in enumerate(own):
        row = np.empty_like(rows[0])
        row[:, 0] = place + 1
        doubled = place > 0 and own[place - 1] == letter
        deleted = rows[-1] + (_DOUBLE if doubled else _INDEL)
        replaced = rows[-1][:, :-1] + table[letter][letters]
        np.minimum(deleted[:, 1:], replaced, out=row[:, 1:])
        if place > 0:
            swapped = (letters[:, :-1] == letter) & (letters[:, 1:] == own[place - 1])
            np.minimum(row[:, 2:], np.where(swapped, rows[-2][:, :-2] + _SWAP, np.inf), out=row[:, 2:])
        for column in range(1, row.shape[1]):
            np.minimum(row[:, column], row[:, column - 1] + _INDEL, out=row[:, column])
        rows.append(row)
    if prefix:
        costs = rows[-1].min(axis=1)
    else:
        lengths = np.char.str_len(words)
        costs = rows[-1][np.arange(len(words)), lengths]
    return np.asarray(costs + np.where(letters[:, 0] == own[0], 0.0, _FIRST_LETTER))


@cache
def _substitutions() -> NDArray[np.float64]:
    """Return what it costs to have typed one letter for another; keys side by side cost less."""
    table = np.full((256, 256), _SUBSTITUTION)
    np.fill_diagonal(table, 0.0)
    for number, row in enumerate(_NEIGHBOURS):
        for place, letter in enumerate(row):
            below = _NEIGHBOURS[number + 1][max(place - 1, 0) : place + 1] if number < 2 else ""
            for other in row[place + 1 : place + 2] + below:
                table[ord(letter), ord(other)] = table[ord(other), ord(letter)] = _NEIGHBOUR
    return table
