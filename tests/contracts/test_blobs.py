"""Every store of files keeps them the same way."""

import io
import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from app.kernel.clock import utc_now
from app.kernel.errors import NotFound
from app.storage.blobs import BlobStore, FolderBlobs, MemoryBlobs, TooLarge

SOON = timedelta(minutes=1)


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    """One of the stores, empty."""
    return FolderBlobs(tmp_path / "files") if request.param == "folder" else MemoryBlobs()


def names(store: BlobStore) -> list[str]:
    return list(store.names_before(utc_now() + SOON))


class Broken(io.RawIOBase):
    """A line that breaks after the first piece."""

    def __init__(self) -> None:
        self._pieces = [b"half"]

    def read(self, size: int = -1) -> bytes:
        if self._pieces:
            return self._pieces.pop()[:size]
        raise ConnectionResetError


@pytest.mark.parametrize("content", [b"", b"x", os.urandom(700_000)], ids=["empty", "small", "large"])
def test_a_file_comes_back_byte_for_byte(store: BlobStore, content: bytes) -> None:
    blob = store.put(io.BytesIO(content), 700_000)
    assert blob.size == len(content)
    with store.open(blob.name) as kept:
        assert kept.read() == content
        kept.seek(0)
        assert kept.read(1) == content[:1]


def test_the_same_bytes_twice_are_two_files(store: BlobStore) -> None:
    first, second = (store.put(io.BytesIO(b"same"), 10) for _ in range(2))
    assert first.name != second.name
    assert first.sha256 == second.sha256
    store.delete(first.name)
    assert names(store) == [second.name]


def test_a_file_over_the_limit_leaves_nothing(store: BlobStore) -> None:
    assert store.put(io.BytesIO(b"x" * 10), 10).size == 10
    with pytest.raises(TooLarge):
        store.put(io.BytesIO(b"x" * 11), 10)
    assert len(names(store)) == 1


def test_a_line_that_breaks_leaves_nothing(store: BlobStore) -> None:
    broken: BinaryIO = Broken()  # type: ignore[assignment]  # reads as one
    with pytest.raises(ConnectionResetError):
        store.put(broken, 100)
    assert names(store) == []


def test_what_was_deleted_is_missing_and_deleting_again_is_no_mistake(store: BlobStore) -> None:
    blob = store.put(io.BytesIO(b"x"), 10)
    store.delete(blob.name)
    store.delete(blob.name)
    with pytest.raises(NotFound):
        store.open(blob.name)


@pytest.mark.parametrize(
    "name",
    ["", "..", "../../etc/passwd", "/etc/passwd", "A" * 32, "0" * 31, "0" * 32 + "\n", "0" * 31 + "\0"],
)
def test_no_path_is_made_of_a_name_we_never_gave(store: BlobStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.open(name)
    with pytest.raises(NotFound):
        store.delete(name)


def test_only_files_kept_before_an_instant_are_named_for_the_sweeper(store: BlobStore) -> None:
    blob = store.put(io.BytesIO(b"x"), 10)
    assert list(store.names_before(utc_now() - SOON)) == []
    assert names(store) == [blob.name]


def test_files_on_disk_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path / "files")
    blob = store.put(io.BytesIO(b"x"), 10)
    path = tmp_path / "files" / blob.name[:2] / blob.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_a_crash_left_unfinished_is_dropped_a_day_later(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path)
    part = tmp_path / "ab" / ("ab" * 16 + ".part")
    part.parent.mkdir()
    part.write_bytes(b"half")
    assert names(store) == []
    assert part.exists()
    assert list(store.names_before(utc_now() + timedelta(days=2))) == []
    assert not part.exists()
