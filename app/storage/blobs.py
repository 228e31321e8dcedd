"""Files that people send, kept under random names outside every served folder (security 36)."""

import hashlib
import io
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from flask import Flask, current_app

from app.kernel.clock import utc_now
from app.kernel.errors import NotFound

_NAME = re.compile(r"[0-9a-f]{32}")
_PIECE = 256 * 1024  # bytes
_UNFINISHED = ".part"


def supply_blobs(app: Flask, store: "BlobStore") -> None:
    """Tell the application where files are kept."""
    app.extensions["blobs"] = store


def current_blobs() -> "BlobStore":
    """Return what ``supply_blobs`` was given."""
    return cast(BlobStore, current_app.extensions["blobs"])


class TooLarge(Exception):
    """A file is larger than it may be; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A kept file: its random name, its size in bytes and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


class BlobStore(Protocol):
    """Keeps bytes; knows nothing of what they mean."""

    def put(self, stream: BinaryIO, limit: int) -> StoredBlob:
        """Keep ``stream`` to its end, safely on disk when this returns.

        Raises TooLarge beyond ``limit`` bytes and OSError when it cannot be written.
        """

    def open(self, name: str) -> BinaryIO:
        """Return the file from its beginning, seekable. Raises NotFound."""

    def delete(self, name: str) -> None:
        """Forget the file; nothing happens when there is none."""

    def names_before(self, instant: datetime) -> Iterator[str]:
        """Yield the names of files kept before ``instant``, for the sweeper."""


class FolderBlobs:
    """A folder readable by its owner only; two levels, so that no folder grows too long."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, stream: BinaryIO, limit: int) -> StoredBlob:
        """Write under a name no reader knows, sync, then rename: a crash leaves no half file."""
        name = secrets.token_hex(16)
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(_UNFINISHED)
        try:
            with open(part, "xb", opener=_owner_only) as file:
                size, digest = _copy(stream, file, limit)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
            _sync_folder(path.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return StoredBlob(name, size, digest)

    def open(self, name: str) -> BinaryIO:
        """Return the file from its beginning. Raises NotFound."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError as error:
            raise NotFound("This file does not exist.") from error

    def delete(self, name: str) -> None:
        """Remove the file; nothing happens when there is none."""
        self._path(name).unlink(missing_ok=True)

    def names_before(self, instant: datetime) -> Iterator[str]:
        """Yield names of files kept before ``instant``; drop what was not finished for a day."""
        for path in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):
                kept = path.stat().st_mtime
                if path.suffix == _UNFINISHED and kept < (instant - timedelta(days=1)).timestamp():
                    path.unlink()
                elif _NAME.fullmatch(path.name) and kept < instant.timestamp():
                    yield path.name

    def _path(self, name: str) -> Path:
        return self._folder / checked(name)[:2] / name


class MemoryBlobs:
    """Files in memory, for tests."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, datetime]] = {}

    def put(self, stream: BinaryIO, limit: int) -> StoredBlob:
        """Keep the bytes."""
        buffer = io.BytesIO()
        size, digest = _copy(stream, buffer, limit)
        name = secrets.token_hex(16)
        self._kept[name] = (buffer.getvalue(), utc_now())
        return StoredBlob(name, size, digest)

    def open(self, name: str) -> BinaryIO:
        """Return the bytes as a file. Raises NotFound."""
        if checked(name) not in self._kept:
            raise NotFound("This file does not exist.")
        return io.BytesIO(self._kept[name][0])

    def delete(self, name: str) -> None:
        """Forget the bytes."""
        self._kept.pop(checked(name), None)

    def names_before(self, instant: datetime) -> Iterator[str]:
        """Yield the names of bytes kept before ``instant``."""
        yield from [name for name, (_, kept_at) in self._kept.items() if kept_at < instant]


def checked(name: str) -> str:
    """Return ``name`` if a store can have given it; no path is made of anything else. Raises NotFound."""
    if not _NAME.fullmatch(name):
        raise NotFound("This file does not exist.")
    return name


def _copy(source: BinaryIO, target: BinaryIO, limit: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while piece := source.read(_PIECE):
        size += len(piece)
        if size > limit:
            raise TooLarge
        digest.update(piece)
        target.write(piece)
    return size, digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
