"""A small engine in plain Python with the same behaviour, for tests: it keeps all documents in one file."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.kernel.terms import Audience, Language
from app.search.documents import Passage, SearchDocument
from app.search.engine import IndexUnusable
from app.search.manifest import check_manifest, write_manifest
from app.search.memory_reader import MemoryReader
from app.search.synonym_file import read_synonyms, write_synonyms
from app.search.synonyms import Synonyms

_DOCUMENTS = "documents.json"


class MemoryEngine:
    """Keeps the documents as one JSON file."""

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
        kept: dict[str, SearchDocument] = {}
        if previous is not None:
            check_manifest(previous)
            kept = {document.key: document for document in _read(previous)}
        added = {document.key: document for document in documents}
        every = [document for key, document in kept.items() if key not in removed | added.keys()]
        rows = [_row(document) for document in (*every, *added.values())]
        (folder / _DOCUMENTS).write_text(json.dumps(rows), encoding="utf-8")
        write_synonyms(folder, synonyms)
        write_manifest(folder)

    def open(self, folder: Path) -> "MemoryReader":
        """Open a built index. Raises IndexUnusable when it is damaged or of another version."""
        check_manifest(folder)
        try:
            return MemoryReader(list(_read(folder)), read_synonyms(folder))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnusable(f"{folder}: {error}") from error


def _row(document: SearchDocument) -> dict[str, Any]:
    names = ("key", "article_id", "language", "category", "product_area", "audience", "title", "summary")
    row = {name: getattr(document, name) for name in names}
    passages = [(one.anchor, one.heading, one.text) for one in document.passages]
    updated = document.updated_at.isoformat() if document.updated_at else None
    return row | {"keywords": document.keywords, "passages": passages, "updated_at": updated}


def _read(folder: Path) -> Iterator[SearchDocument]:
    for row in json.loads((folder / _DOCUMENTS).read_text(encoding="utf-8")):
        updated = row.pop("updated_at")
        yield SearchDocument(
            **row
            | {
                "language": Language(row["language"]),
                "audience": Audience(row["audience"]),
                "keywords": tuple(row["keywords"]),
                "passages": tuple(Passage(*passage) for passage in row["passages"]),
                "updated_at": datetime.fromisoformat(updated).astimezone(UTC) if updated else None,
            }
        )
