"""The Whoosh index of one language for reading: stored passages and postings."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

from app.kernel.terms import Audience
from app.search.documents import SearchDocument
from app.search.index_change import DocumentRow
from app.search.languages import normalised
from app.search.passages import IndexedPassage, Part
from app.search.postings import Sequences


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What the index keeps of a document besides its passages."""

    key: str
    article_id: str
    category: str
    product_area: str
    audience: str
    updated: float
    title: str
    summary: str
    keywords: tuple[str, ...]

    @classmethod
    def of(cls, document: SearchDocument) -> "StoredDocument":
        """Take over what is to be kept."""
        return cls(
            key=document.key,
            article_id=document.article_id,
            category=document.category,
            product_area=document.product_area,
            audience=document.audience.value,
            updated=document.updated_at.timestamp() if document.updated_at else 0.0,
            title=document.title,
            summary=document.summary,
            keywords=document.keywords,
        )

    def row(self, passages: int) -> DocumentRow:
        """Return what the arrays keep of the document."""
        return DocumentRow(
            key=self.key,
            article_id=self.article_id,
            category=self.category,
            product_area=self.product_area,
            audience=Audience(self.audience),
            updated_at=datetime.fromtimestamp(self.updated, UTC) if self.updated else None,
            title=normalised(self.title),
            summary=self.summary,
            passages=passages,
        )


class WhooshStore:
    """An open Whoosh index; passages go by Whoosh's document numbers."""

    def __init__(self, folder: Path) -> None:
        self._storage = FileStorage(str(folder), readonly=True)
        self._reader: IndexReader = FileIndex(self._storage).reader()

    def passage(self, number: int) -> IndexedPassage:
        """Return a passage as it was indexed."""
        return stored_passage(self._reader, number)

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()
        self._storage.close()


def stored_passage(reader: IndexReader, number: int) -> IndexedPassage:
    """Return a passage as it was indexed."""
    text, parts, *packed = reader.stored_fields(number)["passage"]
    places, links = (np.frombuffer(ranges, dtype=np.uint32).reshape(-1, 2) for ranges in packed)
    return IndexedPassage(text, tuple(Part(*part) for part in parts), places, links)


def stored_document(reader: IndexReader, number: int) -> StoredDocument:
    """Return the document whose first passage has this number."""
    return StoredDocument(*reader.stored_fields(number)["document"])


def fields_of(
    passage: IndexedPassage, words: Mapping[str, list[str]], first: StoredDocument | None, key: str
) -> dict[str, object]:
    """Return the Whoosh fields of a passage; the first one of a document carries it."""
    parts = [astuple(part) for part in passage.parts]
    stored = (passage.text, parts, passage.places.tobytes(), passage.links.tobytes())
    fields: dict[str, object] = {"key": key, "passage": stored, **words}
    return fields | {"document": astuple(first)} if first else fields


def texts_in_order(
    reader: IndexReader, field: str, text_of: NDArray[np.int32], texts: int
) -> tuple[list[str], Sequences]:
    """Read a field's postings back into texts of word numbers, and the words they number.

    ``text_of`` gives for each of Whoosh's documents the number of its text.
    """
    words: list[str] = []
    numbers: list[list[int]] = []
    places: list[list[bytes]] = []
    for term in reader.lexicon(field):
        matcher = reader.postings(field, term)
        found, packed = [], []
        while matcher.is_active():
            found.append(matcher.id())
            packed.append(matcher.value())
            matcher.next()
        words.append(term.decode())
        numbers.append(found)
        places.append(packed)
    return words, _ordered(numbers, places, text_of, texts)


def _ordered(
    numbers: list[list[int]], places: list[list[bytes]], text_of: NDArray[np.int32], texts: int
) -> Sequences:
    postings_per_word = np.array([len(found) for found in numbers], dtype=np.int64)
    packed = list(chain.from_iterable(places))
    counts = np.array([len(value) // 2 for value in packed], dtype=np.int64)
    positions = np.frombuffer(b"".join(packed), dtype=np.uint16)
    word_of_posting = np.repeat(np.arange(len(numbers), dtype=np.int32), postings_per_word)
    documents = np.fromiter(chain.from_iterable(numbers), dtype=np.int64, count=len(packed))
    text = np.repeat(text_of[documents], counts).astype(np.int64)
    order = np.argsort(text << 16 | positions, kind="stable")
    lengths = np.bincount(text, minlength=texts)
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Sequences(np.repeat(word_of_posting, counts)[order], ends)
