"""What web processes hold: the live generation, exchanged behind their back when a new one appears."""

import logging
import os
import threading
import time
import weakref
from contextlib import suppress
from pathlib import Path

from app.knowledge.catalogue_file import GenerationUnusable
from app.knowledge.generation import StoredGeneration
from app.knowledge.generation_store import GenerationStore
from app.knowledge.reading import NothingPublished
from app.search.engine import IndexUnusable, SearchEngine

_LOOK_EVERY = 0.5
_TRY_AGAIN_AFTER = 30.0
_log = logging.getLogger(__name__)


class LiveKnowledge:
    """The live generation of a folder.

    A thread of each process looks twice a second and opens a new generation while requests go on
    with the old one; nobody waits for it (brief of publishing: seen within 2 seconds). A generation
    that cannot be opened is logged and the old one stays.
    """

    def __init__(self, folder: Path, engine: SearchEngine) -> None:
        self._store, self._engine = GenerationStore(folder), engine
        self._live: StoredGeneration | None = None
        self._refused: tuple[str, float] = ("", 0.0)
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None
        myself = weakref.ref(self)
        os.register_at_fork(after_in_child=lambda: _after_fork(myself))

    def current(self) -> StoredGeneration:
        """Return the live generation. Raises NothingPublished before the first one."""
        live = self._live
        if live is None:
            self.refresh()
            self._watch()
            live = self._live
        if live is None:
            raise NothingPublished
        return live

    def refresh(self) -> None:
        """Open the live generation now if it is not the one held."""
        with self._lock:
            current = self._store.current()
            held = self._live.name if self._live else ""
            if current is None or current.name == held or self._is_refused(current.name):
                return
            try:
                self._live = StoredGeneration(self._store, current.name, self._engine)
            except (GenerationUnusable, IndexUnusable, OSError) as error:
                self._refused = (current.name, time.monotonic())
                _log.error(
                    "Generation %s cannot be opened, %s stays live: %s",
                    current.name,
                    held or "nothing",
                    error,
                )

    def _is_refused(self, name: str) -> bool:
        """Say whether a generation could not be opened lately; now and then it is worth another try."""
        refused, at = self._refused
        return name == refused and time.monotonic() - at < _TRY_AGAIN_AFTER

    def _watch(self) -> None:
        with self._lock:
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(
                    target=_look, args=(weakref.ref(self),), name="live-knowledge", daemon=True
                )
                self._watcher.start()

    def _forked(self) -> None:
        """Begin anew in a child process: threads and open files are the parent's."""
        had = self._live is not None
        self._lock, self._watcher, self._live = threading.Lock(), None, None
        if had:
            self.refresh()
            self._watch()


def _after_fork(myself: "weakref.ref[LiveKnowledge]") -> None:
    knowledge = myself()
    if knowledge is not None:
        knowledge._forked()


def _look(myself: "weakref.ref[LiveKnowledge]") -> None:
    """Look for a new generation until nobody holds the knowledge any more."""
    pause = threading.Event()
    while not pause.wait(_LOOK_EVERY):
        knowledge = myself()
        if knowledge is None:
            return
        with suppress(Exception):  # whatever happens to one look, there must be a next one
            knowledge.refresh()
        del knowledge
