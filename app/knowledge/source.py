"""The port: where article files come from, whatever keeps them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.kernel.errors import DomainError
from app.knowledge.history import History


class FileKind(StrEnum):
    """What stands at a path; only plain files are ever read."""

    FILE = "file"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file under the articles folder; ``blob`` names its content, ``size`` is in bytes."""

    path: str
    blob: str
    kind: FileKind
    size: int


class Snapshot(Protocol):
    """One immutable state of the articles folder. Paths are relative to it, with ``/``."""

    @property
    def name(self) -> str:
        """The commit, or a hash over a folder; names the generation made from it."""

    @property
    def files(self) -> Mapping[str, SourceFile]:
        """All files, by path."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What an editor should know about the source (English message ids)."""

    def read(self, files: Iterable[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield the content of each file, in the order given."""

    def texts_at(self, places: Sequence[tuple[str, str]]) -> Sequence[bytes]:
        """Return what stood at each commit and path; empty where nothing did, or nothing is known."""

    def history(self, known: History | None) -> History:
        """Return who changed which file when, walking on from ``known`` where that is possible."""


class Source(Protocol):
    """A place that can be asked for its present state."""

    def snapshot(self) -> Snapshot:
        """Return the present state. Raises SourceUnusable, in words, when there is none."""


class SourceUnusable(DomainError):
    """The articles cannot be read from where the settings say they are."""
