"""Finds what a word not in the index was meant to be, among the words of the index."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.search import spelling
from app.search.languages import without_tilde
from app.search.vocabulary import Vocabulary

SHORTEST = 4
_TWO_EDITS_FROM = 8
_SOUND_AND_EDIT_FROM = 6
_ONE_MORE_FROM, _SLIGHT = 6, 0.85
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
    typed: str,
    vocabulary: Vocabulary,
    frequency: NDArray[np.int64],
    *,
    prefix: bool = False,
    surely: bool = False,
) -> tuple[Correction, ...]:
    """Return the likeliest words for a folded word that is not in the vocabulary, best first.

    One edit is allowed, two from eight letters (product 2); where nothing is that near, a swap or a
    neighbouring key more, unless only what is ``surely`` meant is asked for. Letters that sound alike
    or lie beside each other cost less. With ``prefix`` the beginnings of words count as well. Only
    words of some ``frequency`` are offered: the reader may not see the texts of the others.
    """
    if len(typed) < SHORTEST or not typed.isalpha():
        return ()
    edits = 2 if len(typed) >= _TWO_EDITS_FROM else 1
    found = _within(edits, typed, vocabulary, frequency, prefix=prefix)
    if found or prefix or surely or len(typed) < _ONE_MORE_FROM:
        return found
    more = _within(edits + 1, typed, vocabulary, frequency, by_ear=False)
    return tuple(one for one in more if one.cost <= edits + _SLIGHT)


def _within(
    edits: int,
    typed: str,
    vocabulary: Vocabulary,
    frequency: NDArray[np.int64],
    *,
    prefix: bool = False,
    by_ear: bool = True,
) -> tuple[Correction, ...]:
    near = _near(typed, vocabulary, frequency > 0, edits, prefix)
    if not len(near):
        return ()
    spelt = _distances(without_tilde(typed), vocabulary.spelt[near], edits, prefix)
    sound = spelling.sound_of(typed)
    costs = spelt
    # «zzzz» sounds like «s», which says nothing.
    if by_ear and len(sound) >= len(typed) - edits - 1:
        heard = _distances(sound, vocabulary.sounds[near], edits, prefix)
        # Sounding alike and an edit on top leaves nothing certain of a short word.
        heard[heard > (edits if len(typed) >= _SOUND_AND_EDIT_FROM else _FIRST_LETTER)] = np.inf
        costs = np.minimum(spelt, heard + _OTHER_SOUND)
    allowed = np.flatnonzero(costs <= edits + _FIRST_LETTER)
    common = np.log1p(frequency[near[allowed]])
    best = allowed[np.argsort(costs[allowed] - _COMMON * common, kind="stable")[:_MOST]]
    return tuple(Correction(int(near[place]), float(costs[place])) for place in best)


def _near(
    typed: str, vocabulary: Vocabulary, readable: NDArray[np.bool_], edits: int, prefix: bool
) -> NDArray[np.int64]:
    """Return the words whose letters could be within ``edits`` of the typed ones."""
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
    long_enough = lengths >= len(typed) - edits
    return near[long_enough if prefix else long_enough & (lengths <= len(typed) + edits)]


def _distances(typed: str, words: NDArray[np.bytes_], edits: int, prefix: bool) -> NDArray[np.float32]:
    """Return the weighted edit distance of ``typed`` to each packed word (Damerau, alignment).

    Words that are certainly farther than ``edits`` get infinity.
    """
    own = np.frombuffer(typed[: spelling.WIDTH].encode("ascii", "replace"), dtype=np.uint8)
    width = min(len(own) + edits + 1, spelling.WIDTH)
    # Letters by place, so that every step below runs over neighbouring numbers.
    letters = np.ascontiguousarray(spelling.letters_of(words)[:, :width].T)
    lengths = np.minimum(np.count_nonzero(letters, axis=0), width)
    alive = np.arange(len(words))
    rows = [np.repeat(np.arange(width + 1, dtype=np.float32)[:, None], len(words), axis=1)]
    for place in range(len(own)):
        rows.append(_next_row(own, place, letters, rows))
        near = rows[-1].min(axis=0) <= edits + _FIRST_LETTER
        if np.count_nonzero(near) < len(near) // 2:
            rows, letters, alive = [row[:, near] for row in rows[-2:]], letters[:, near], alive[near]
    last = rows[-1].min(axis=0) if prefix else rows[-1][lengths[alive], np.arange(len(alive))]
    distances = np.full(len(words), np.inf, dtype=np.float32)
    distances[alive] = last + np.where(letters[0] == own[0], 0.0, _FIRST_LETTER)
    return distances


def _next_row(
    own: NDArray[np.uint8], place: int, letters: NDArray[np.uint8], rows: list[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Return the distances of one letter more of ``own`` to every beginning of every word."""
    before = rows[-1]
    row = np.empty_like(before)
    row[0] = place + 1
    doubled = place > 0 and own[place - 1] == own[place]
    replaced = before[:-1] + _substitutions()[own[place]][letters]
    np.minimum(before[1:] + np.float32(_DOUBLE if doubled else _INDEL), replaced, out=row[1:])
    if place > 0:
        swapped = (letters[:-1] == own[place]) & (letters[1:] == own[place - 1])
        swap = np.where(swapped, rows[-2][:-2] + np.float32(_SWAP), np.float32(np.inf))
        np.minimum(row[2:], swap, out=row[2:])
    for column in range(1, len(row)):
        np.minimum(row[column], row[column - 1] + np.float32(_INDEL), out=row[column])
    return row


@cache
def _substitutions() -> NDArray[np.float32]:
    """Return what it costs to have typed one letter for another; keys side by side cost less."""
    table = np.full((256, 256), _SUBSTITUTION, dtype=np.float32)
    np.fill_diagonal(table, 0.0)
    for number, row in enumerate(_NEIGHBOURS):
        for place, letter in enumerate(row):
            below = _NEIGHBOURS[number + 1][max(place - 1, 0) : place + 1] if number < 2 else ""
            for other in row[place + 1 : place + 2] + below:
                table[ord(letter), ord(other)] = table[ord(other), ord(letter)] = _NEIGHBOUR
    return table
