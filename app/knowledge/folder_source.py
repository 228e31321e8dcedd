"""Articles as they lie in a folder: for images without a repository, and for previews."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.knowledge.history import History
from app.knowledge.source import FileKind, SourceFile, SourceUnusable


class FolderSource:
    """The files of a folder; a state's name is a hash over all of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def snapshot(self) -> "FolderSnapshot":
        """Return what the folder holds now. Raises SourceUnusable."""
        if not self._folder.is_dir():
            raise SourceUnusable("There is no folder %(folder)s", folder=str(self._folder))
        files = {file.path: file for file in sorted(self._files(), key=lambda file: file.path)}
        if not files:
            raise SourceUnusable("The folder %(folder)s is empty", folder=str(self._folder))
        whole = hashlib.sha256("\n".join(f"{file.path}\0{file.blob}" for file in files.values()).encode())
        return FolderSnapshot(self._folder, f"folder-{whole.hexdigest()[:32]}", files)

    def _files(self) -> Iterator[SourceFile]:
        for root, folders, names in os.walk(self._folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            links = [name for name in folders if (Path(root) / name).is_symlink()]
            for name in [*names, *links]:
                if not name.startswith("."):
                    yield self._file(Path(root) / name)

    def _file(self, file: Path) -> SourceFile:
        path = (
            file.relative_to(self._folder)
            .as_posix()
            .encode("utf-8", "surrogateescape")
            .decode("utf-8", "backslashreplace")
        )
        if file.is_symlink() or not file.is_file():
            return SourceFile(
                path, hashlib.sha1(path.encode(), usedforsecurity=False).hexdigest(), FileKind.SYMLINK, 0
            )
        content = file.read_bytes()
        return SourceFile(path, git_blob_id(content), FileKind.FILE, len(content))


@dataclass(frozen=True, slots=True)
class FolderSnapshot:
    """The files of a folder at one moment; read again when asked for, so keep it short."""

    _folder: Path
    name: str
    files: Mapping[str, SourceFile]
    warnings: tuple[str, ...] = ()

    def read(self, files: Iterable[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file with its content; a file gone since then is empty."""
        for file in files:
            place = self._folder / file.path
            yield file, place.read_bytes() if place.is_file() and not place.is_symlink() else b""

    def texts_at(self, places: Sequence[tuple[str, str]]) -> Sequence[bytes]:
        """Return nothing: a folder does not know what stood in it."""
        return [b""] * len(places)

    def history(self, known: History | None) -> History:
        """Return an empty history: a folder does not know who wrote it."""
        return History()


def git_blob_id(content: bytes) -> str:
    """Return the id git would give to the content, so that both sources name revisions alike."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
