"""The port: what an engine must be able to do, whatever stands behind it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from app.search.documents import (
    Completion,
    DraftText,
    SearchDocument,
    SearchQuery,
    SearchResults,
    Suggestion,
)
from app.search.synonyms import Synonyms


class SearchReader(Protocol):
    """An open, immutable index; safe to use from several threads at once."""

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer any text a person can type; never raises for its content."""

    def complete(self, query: SearchQuery) -> tuple[Completion, ...]:
        """Answer a half-typed query with at most ``query.limit`` documents."""

    def suggest(self, draft: DraftText) -> tuple[Suggestion, ...]:
        """Return at most ``draft.limit`` documents that may solve a draft, best first, however unlikely.

        Never raises for the draft's content.
        """

    def close(self) -> None:
        """Let go of files and memory maps."""


class SearchEngine(Protocol):
    """Builds and opens indexes; an index is a folder that never changes once built."""

    def build(
        self,
        folder: Path,
        documents: Iterable[SearchDocument],
        synonyms: Synonyms,
        *,
        previous: Path | None = None,
        removed: frozenset[str] = frozenset(),
    ) -> None:
        """Write an index into ``folder`` (created empty by the caller).

        With ``previous`` (a folder this engine built), the new index holds
        everything of it but the keys in ``removed`` and the keys of
        ``documents``, plus ``documents``: cost follows the change. Raises
        IndexUnusable when ``previous`` cannot be read or is of another
        version; the caller then builds from everything.
        """

    def open(self, folder: Path) -> SearchReader:
        """Open a built index. Raises IndexUnusable when it is damaged or of another version."""


class IndexUnusable(Exception):
    """An index folder is missing, damaged, or written by another version of the engine."""
