"""Keeps named arrays in one file that is opened memory-mapped."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGNMENT = 64
Arrays = dict[str, NDArray[Any]]


def write_arrays(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the arrays one behind the other, and beside them (``.json``) where each one stands."""
    places = {}
    with file.open("wb") as out:
        for name, array in arrays.items():
            out.write(b"\0" * (-out.tell() % _ALIGNMENT))
            places[name] = (out.tell(), array.dtype.str, len(array))
            out.write(np.ascontiguousarray(array).data)
        out.write(b"\0" * _ALIGNMENT)
    file.with_suffix(".json").write_text(json.dumps(places))


def open_arrays(file: Path) -> Arrays:
    """Map the arrays of a file; nothing is read before it is used.

    Raises OSError, ValueError or KeyError when the two files do not fit each other.
    """
    places = json.loads(file.with_suffix(".json").read_text())
    mapped = np.memmap(file, dtype=np.uint8, mode="r")
    return {name: _view(mapped, *place) for name, place in places.items()}


def _view(mapped: NDArray[np.uint8], start: int, dtype: str, length: int) -> NDArray[Any]:
    # A plain array over the map: slices of np.memmap itself cost ten times as much.
    return np.frombuffer(mapped, dtype=dtype, count=length, offset=start)
