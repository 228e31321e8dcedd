"""Follows the working tree for a preview: publishes and judges it again whenever a file was saved."""

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.kernel.errors import DomainError
from app.kernel.terms import Language
from app.knowledge.article_path import ArticlePath
from app.knowledge.checking import judge
from app.knowledge.faults import Fault
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.live import LiveKnowledge
from app.knowledge.manuscripts import Manuscript
from app.knowledge.publishing import Publication, Publisher
from app.knowledge.source import Snapshot, Source
from app.search.whoosh_engine import WhooshEngine

_LOOK_EVERY = 0.25
_STILL_WRITING = 0.05


@dataclass(frozen=True, slots=True)
class Judgement:
    """The working tree as it was last read; ``version`` is another one whenever pages may differ.

    ``texts`` are the files with faults as they are; ``trouble`` is why the tree could not be read.
    """

    version: str
    faults: tuple[Fault, ...] = ()
    manuscripts: Mapping[str, Manuscript] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    trouble: DomainError | None = None

    def of(self, path: str, article_id: str, language: Language) -> tuple[Fault, ...]:
        """Return the faults of an article's file, also where that was renamed."""
        paths = {path} | {
            other
            for other, manuscript in self.manuscripts.items()
            if manuscript.front and (manuscript.front.id, manuscript.place.language) == (article_id, language)
        }
        return tuple(fault for fault in self.faults if fault.path in paths)

    def at(self, language: Language, slug: str) -> Manuscript | None:
        """Return the file behind an address, that of the other language where there is no translation."""
        for asked in (language, language.other):
            for path, manuscript in self.manuscripts.items():
                place = ArticlePath.parse(path)
                if place and (place.language, place.slug) == (asked, slug):
                    return manuscript
        return None


class WorkingTree:
    """The working tree, live in a folder of generations of its own."""

    def __init__(self, tree: Path, generations: Path, committed: Source | None = None) -> None:
        """Publish what is ``committed`` first: its articles stand in for those with faults now.

        Raises SourceUnusable when there is no working tree.
        """
        self._tree, self._source = tree, FolderSource(tree)
        self._store = GenerationStore(generations)
        self.knowledge = LiveKnowledge(generations, WhooshEngine())
        self._changed = threading.Condition()
        self._looks = 0
        self._seen = _signature(tree)
        if committed:
            with suppress(DomainError):  # nothing is committed yet: then nothing stands in
                self._publisher(committed).publish()
        self.publication = self._publisher(self._source).publish()
        self.judgement = self._judged()

    def look(self) -> Publication | None:
        """Publish and judge again if a file was saved since the last look; return what came of it."""
        signature = _signature(self._tree)
        if signature == self._seen:
            return None
        while (later := _signature_after(self._tree, _STILL_WRITING)) != signature:
            signature = later
        self._seen = signature
        publication = None
        try:
            publication = self._publisher(self._source).publish()
            judgement = self._judged()
        except DomainError as trouble:
            judgement = Judgement(self._version(), trouble=trouble)
        except FileNotFoundError:  # a file went while it was read: the next look sees the tree without it
            self._seen = frozenset()
            return None
        self.knowledge.refresh()
        with self._changed:
            self.judgement = judgement
            self._changed.notify_all()
        return publication

    def follow(self, ended: threading.Event) -> None:
        """Look until ``ended``."""
        while not ended.wait(_LOOK_EVERY):
            self.look()

    def after(self, version: str, seconds: float) -> str:
        """Return the version once it is another than ``version``, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.judgement.version != version, seconds)
            return self.judgement.version

    def _publisher(self, source: Source) -> Publisher:
        return Publisher(source, self._store, WhooshEngine(), keep=1, show_drafts=True)

    def _judged(self) -> Judgement:
        snapshot = self._source.snapshot()
        judged = judge(snapshot, self._store)
        faulty = {fault.path for fault in judged.faults}
        return Judgement(
            self._version(),
            judged.faults,
            {manuscript.place.path: manuscript for manuscript in judged.manuscripts},
            _texts(snapshot, faulty),
        )

    def _version(self) -> str:
        self._looks += 1
        return f"{os.getpid()}-{self._looks}"


def _texts(snapshot: Snapshot, paths: set[str]) -> dict[str, str]:
    files = [file for path, file in snapshot.files.items() if path in paths and path.endswith(".md")]
    return {file.path: content[:200_000].decode("utf-8", "replace") for file, content in snapshot.read(files)}


def _signature_after(tree: Path, seconds: float) -> frozenset[tuple[str, int, int]]:
    threading.Event().wait(seconds)
    return _signature(tree)


def _signature(tree: Path) -> frozenset[tuple[str, int, int]]:
    """Return every file with its size and the time of its last change; cheaper than reading them."""
    found = []
    for root, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            try:
                facts = (Path(root) / name).lstat()
            except OSError:  # gone between two looks
                continue
            found.append((f"{root}/{name}", facts.st_mtime_ns, facts.st_size))
    return frozenset(found)
