"""The folder of generations: one live at a time, swapped in one step, never changed once written.

::

    CURRENT              name of the live generation; a second line «pinned» after a rollback
    LOCK                 held by the publisher at work; the kernel lets go when it dies
    <commit>/            one generation: catalogue.json, outlines.json, history.json, report.json,
                         references (what it needs of store/), index/
    store/<ab>/<key>     rendered articles and pictures, shared by generations, named by content
    .building-…/         a generation being written; worthless once its publisher is gone
"""

import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.kernel.errors import Conflict

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{3,100}", re.ASCII)
_PINNED = "pinned"
_BUILDING = ".building-"
_REFERENCES = "references"
_FEW = 64
_LOCK_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Current:
    """What ``CURRENT`` says."""

    name: str
    pinned: bool


class GenerationStore:
    """Generations under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Current | None:
        """Return what is live, or None before the first publication."""
        try:
            name, _, rest = (self.folder / "CURRENT").read_text(encoding="ascii").partition("\n")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        if not _NAME.fullmatch(name) or not (self.folder / name).is_dir():
            return None
        return Current(name, rest.strip() == _PINNED)

    def path(self, name: str) -> Path:
        """Return the folder of a generation."""
        return self.folder / name

    def names(self) -> list[str]:
        """Return all complete generations, newest first."""
        found = [
            entry
            for entry in self._entries()
            if _NAME.fullmatch(entry.name) and (entry / "catalogue.json").is_file()
        ]
        return [
            entry.name for entry in sorted(found, key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
        ]

    @contextmanager
    def publishing(self, patience: float = _LOCK_PATIENCE) -> Iterator[None]:
        """Be the only publisher. Waits ``patience`` seconds for another; raises Conflict after that."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / "LOCK", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _wait_for(lock, patience)
            self._sweep()
            yield
        finally:
            os.close(lock)

    def new_folder(self) -> Path:
        """Return an empty folder to build a generation in."""
        return Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.folder))

    def has(self, key: str) -> bool:
        """Say whether the store holds ``key``."""
        return self._place(key).is_file()

    def put(self, key: str, content: bytes) -> None:
        """Keep ``content``; it counts only once a generation that names it is complete."""
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name(f".{key}.new")
        unfinished.write_bytes(content)
        unfinished.replace(place)

    def get(self, key: str) -> bytes:
        """Return what ``put`` kept. Raises FileNotFoundError."""
        return self._place(key).read_bytes()

    def complete(self, folder: Path, commit: str, references: Iterable[str], written: Iterable[str]) -> str:
        """Make a built folder a generation that survives a power cut, and return its name."""
        (folder / _REFERENCES).write_text("\n".join(sorted(set(references))), encoding="ascii")
        new = [self._place(key) for key in written]
        files = [file for file in folder.rglob("*") if file.is_file()]
        if len(new) > _FEW:
            os.sync()
        else:
            for file in {*files, *new, *(file.parent for file in new), folder}:
                _flush(file)
        folder.chmod(0o755)
        name = self._free_name(commit)
        folder.rename(self.folder / name)
        _flush(self.folder)
        return name

    def make_current(self, name: str, *, pinned: bool = False) -> None:
        """Make a generation live, in one step."""
        unfinished = self.folder / ".CURRENT.new"
        unfinished.write_text(f"{name}\n{_PINNED}\n" if pinned else f"{name}\n", encoding="ascii")
        _flush(unfinished)
        unfinished.replace(self.folder / "CURRENT")
        _flush(self.folder)

    def prune(self, keep: int) -> None:
        """Remove all but the live and the ``keep`` newest other generations, and what only they needed."""
        current = self.current()
        others = [name for name in self.names() if current is None or name != current.name]
        if not others[keep:]:
            return
        for name in others[keep:]:
            shutil.rmtree(self.folder / name)
        kept = [current.name] if current else []
        needed = {key for name in [*kept, *others[:keep]] for key in self._references(name)}
        for file in (self.folder / "store").glob("*/*"):
            if file.name not in needed:
                file.unlink()

    def _references(self, name: str) -> list[str]:
        return (self.folder / name / _REFERENCES).read_text(encoding="ascii").split("\n")

    def _place(self, key: str) -> Path:
        return self.folder / "store" / key[:2] / key

    def _free_name(self, commit: str) -> str:
        name, number = commit, 1
        while (self.folder / name).exists():
            number += 1
            name = f"{commit}.{number}"
        return name

    def _sweep(self) -> None:
        """Remove what publishers that died left behind; the lock says there is none at work."""
        for entry in self._entries():
            if entry.name.startswith(_BUILDING):
                shutil.rmtree(entry, ignore_errors=True)

    def _entries(self) -> list[Path]:
        return list(self.folder.iterdir()) if self.folder.is_dir() else []


def _wait_for(lock: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Conflict("Another publication has been at work for more than %(seconds)s seconds",
                               seconds=int(patience)) from None  # fmt: skip
            time.sleep(0.05)


def _flush(path: Path) -> None:
    """Wait until a file or folder has reached the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
