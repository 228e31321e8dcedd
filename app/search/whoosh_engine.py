"""The engine: Whoosh keeps the index, arrays read from its postings answer."""

import threading
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from app.kernel.terms import Audience, Language
from app.search.array_store import open_arrays, write_arrays
from app.search.documents import (
    Completion,
    DraftText,
    SearchDocument,
    SearchQuery,
    SearchResults,
    Suggestion,
)
from app.search.engine import IndexUnusable
from app.search.expansion import SynonymTable
from app.search.language_index import LanguageIndex, from_arrays, to_arrays
from app.search.manifest import check_manifest, write_manifest
from app.search.results import Library, complete, search
from app.search.suggestions import suggest
from app.search.synonym_file import read_synonyms, write_synonyms
from app.search.synonyms import Synonyms
from app.search.whoosh_store import WhooshStore
from app.search.whoosh_writing import WhooshChange

_ARRAYS = "arrays.bin"


class WhooshEngine:
    """Builds and opens indexes of Spanish and English documents on Whoosh."""

    def build(
        self,
        folder: Path,
        documents: Iterable[SearchDocument],
        synonyms: Synonyms,
        *,
        previous: Path | None = None,
        removed: frozenset[str] = frozenset(),
    ) -> None:
        """Write an index, anew or from ``previous`` and a change (see the port)."""
        if previous is not None:
            check_manifest(previous)
        with ExitStack() as undo:
            changes = {}
            for language in Language:
                before = _opened(previous / language.value, language) if previous else None
                source = (previous or folder) / language.value
                change = WhooshChange(folder / language.value, language, before, source)
                undo.callback(change.cancel)
                changes[language] = change
            gone = set(removed)
            for document in documents:
                changes[document.language].add(document)
                gone.add(document.key)
            for language, change in changes.items():
                change.remove(gone)
                write_arrays(folder / language.value / _ARRAYS, to_arrays(change.commit()))
        write_synonyms(folder, synonyms)
        write_manifest(folder)

    def open(self, folder: Path) -> "WhooshReader":
        """Open a built index. Raises IndexUnusable when it is damaged or of another version."""
        check_manifest(folder)
        try:
            return WhooshReader(folder)
        except IndexUnusable:
            raise
        except Exception as error:
            # Whoosh raises bare Exceptions for files it cannot read.
            raise IndexUnusable(f"{folder}: {error}") from error


class WhooshReader:
    """An open index; arrays are memory-mapped, texts are fetched from Whoosh for hits only."""

    def __init__(self, folder: Path) -> None:
        self._indexes = {language: _opened(folder / language.value, language) for language in Language}
        self._stores = {language: WhooshStore(folder / language.value) for language in Language}
        synonyms = read_synonyms(folder)
        self._synonyms = {language: SynonymTable(synonyms, language) for language in Language}
        self._libraries: dict[frozenset[Audience], Library] = {}
        self._lock = threading.Lock()
        self.library(frozenset({Audience.EVERYONE})).prepare()

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer any text a person can type; never raises for its content."""
        return search(self.library(query.audiences), query)

    def complete(self, query: SearchQuery) -> tuple[Completion, ...]:
        """Answer a half-typed query with at most ``query.limit`` documents."""
        return complete(self.library(query.audiences), query)

    def suggest(self, draft: DraftText) -> tuple[Suggestion, ...]:
        """Return the documents that may solve a draft, best first (see the port)."""
        return suggest(self.library(draft.audiences), draft)

    def close(self) -> None:
        """Let go of files and memory maps."""
        self._libraries.clear()
        self._indexes.clear()
        for store in self._stores.values():
            store.close()

    def library(self, audiences: frozenset[Audience]) -> Library:
        """Return both languages' indexes as readers of these audiences see them."""
        with self._lock:
            if audiences not in self._libraries:
                self._libraries[audiences] = Library(self._indexes, self._stores, self._synonyms, audiences)
            return self._libraries[audiences]


def _opened(folder: Path, language: Language) -> LanguageIndex:
    return from_arrays(language, open_arrays(folder / _ARRAYS))
