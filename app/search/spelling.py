"""How words are spelt and how they sound in Spanish, packed for fast comparison."""

import re

import numpy as np
from numpy.typing import NDArray

from app.search.languages import without_tilde

WIDTH = 20
_SOUNDS = (
    (r"ph", "f"),
    (r"qu(?=[ei])|q|ck", "k"),
    (r"ch", "x"),
    (r"gu(?=[ei])", "G"),
    (r"g(?=[ei])", "j"),
    (r"c(?=[ei])|z", "s"),
    (r"c", "k"),
    (r"ll|y(?=[aeiou])", "Y"),
    (r"v|w", "b"),
    (r"h", ""),
    (r"y", "i"),
    (r"G", "g"),
    (r"Y", "y"),
    (r"(.)\1+", r"\1"),
)
_RULES = tuple((re.compile(pattern), sound) for pattern, sound in _SOUNDS)


def sound_of(word: str) -> str:
    """Return how a folded word sounds: b and v, s, c and z, ll and y, h and none are the same."""
    sound = without_tilde(word)
    for pattern, letters in _RULES:
        sound = pattern.sub(letters, sound)
    return sound or word


def packed(words: list[str]) -> NDArray[np.bytes_]:
    """Return words as rows of ``WIDTH`` ASCII letters, cut or padded with zero bytes."""
    spelt = [without_tilde(word).encode("ascii", "replace")[:WIDTH] for word in words]
    return np.array(spelt, dtype=f"S{WIDTH}")


def letters_of(rows: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """Return packed words as a matrix of letters, one row a word."""
    return np.frombuffer(rows.tobytes(), dtype=np.uint8).reshape(len(rows), WIDTH)


def letter_sets(rows: NDArray[np.bytes_]) -> NDArray[np.uint32]:
    """Return for each packed word the set of its letters as bits."""
    letters = letters_of(rows)
    bits = np.where(letters > 0, np.uint32(1) << (letters & 31).astype(np.uint32), np.uint32(0))
    return np.asarray(np.bitwise_or.reduce(bits, axis=1, initial=np.uint32(0)), dtype=np.uint32)
