"""Many short strings in two arrays, so that they can be memory-mapped and shared."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray


class StringTable(Sequence[str]):
    """An immutable list of strings; ``find`` and ``starting_with`` need it sorted as UTF-8."""

    def __init__(self, letters: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._letters = letters
        self._ends = ends
        # Views of the same memory, of which a piece costs a fifth of a piece of an array.
        self._bytes = letters.data
        self._places = ends.data

    @classmethod
    def of(cls, strings: Iterable[str]) -> "StringTable":
        """Pack strings in the order given."""
        packed = [string.encode() for string in strings]
        ends = np.cumsum([0, *map(len, packed)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(packed), dtype=np.uint8), ends)

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]], name: str) -> "StringTable":
        """Read the table stored under ``name``."""
        return cls(arrays[f"{name}.letters"], arrays[f"{name}.ends"])

    def to_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays to store under ``name``."""
        return {f"{name}.letters": self._letters, f"{name}.ends": self._ends}

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(len(self)))]
        return self._packed(range(len(self))[place]).decode()

    def __iter__(self) -> Iterator[str]:
        letters, ends = self._letters.tobytes(), self._ends.tolist()
        return (letters[start:end].decode() for start, end in pairwise(ends))

    def find(self, string: str) -> int:
        """Return the place of ``string``, or -1."""
        wanted = string.encode()
        place = self._first_from(wanted)
        return place if place < len(self) and self._packed(place) == wanted else -1

    def starting_with(self, prefix: str) -> range:
        """Return the places of the strings that begin with ``prefix``."""
        wanted = prefix.encode()
        # No UTF-8 byte is 0xFF, so this sorts behind every string with the prefix.
        return range(self._first_from(wanted), self._first_from(wanted + b"\xff"))

    def _first_from(self, wanted: bytes) -> int:
        return bisect_left(range(len(self)), wanted, key=self._packed)

    def _packed(self, place: int) -> bytes:
        return bytes(self._bytes[self._places[place] : self._places[place + 1]])
