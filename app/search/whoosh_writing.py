"""Writes the Whoosh index of one language: all of it, or a change on a copy of the one before."""

import os
import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from app.kernel.terms import Language
from app.search.documents import SearchDocument
from app.search.index_change import DocumentRow, NewTexts, changed_index
from app.search.language_index import LanguageIndex
from app.search.languages import normalised, words_of
from app.search.passage_parts import PassageParts
from app.search.passages import IndexedPassage, indexed_passages
from app.search.postings import Sequences
from app.search.whoosh_analysis import BODY, EXTRA, TITLE, WORD_FIELDS, passage_schema
from app.search.whoosh_store import (
    StoredDocument,
    fields_of,
    stored_document,
    stored_passage,
    texts_in_order,
)

_MEMORY_MB = 256
_MOST_SEGMENTS = 8
_SMALL_SHARE = 0.1


class WhooshChange:
    """One change of one language's index, by the only writer there is; commit it or cancel it."""

    def __init__(self, folder: Path, language: Language, before: LanguageIndex | None, source: Path) -> None:
        self._language = language
        self._before = before
        folder.mkdir()
        if before is not None:
            link_files(source, folder)
            self._storage = FileStorage(str(folder))
            self._index = FileIndex(self._storage)
        else:
            self._storage = FileStorage(str(folder))
            self._index = self._storage.create_index(passage_schema())
        self._writer = self._index.writer(limitmb=_MEMORY_MB)
        self._old_segments = list(self._writer.segments)
        self._keep = np.ones(len(before) if before else 0, dtype=bool)
        self._added: list[DocumentRow] = []
        self._passages: list[list[IndexedPassage]] = []

    def add(self, document: SearchDocument) -> None:
        """Index a document, cut into passages."""
        self._add(StoredDocument.of(document), indexed_passages(document.passages))

    def remove(self, keys: Iterable[str]) -> None:
        """Take out the documents of the index before that have one of these keys."""
        if self._before is None:
            return
        gone = set(keys)
        for number, key in enumerate(self._before.keys):
            if key in gone:
                self._drop(number)

    def commit(self) -> LanguageIndex:
        """Write everything and return the arrays of the new index."""
        self._gather_small_segments()
        kept_segments = [segment for segment in self._old_segments if segment.doc_count() > 0]
        self._writer.commit(mergetype=lambda *_: list(kept_segments))
        stored = np.concatenate([self._moved_numbers(), self._new_numbers(kept_segments)])
        new = self._new_texts()
        return changed_index(self._language, self._before, self._keep, stored.astype(np.int32), new)

    def cancel(self) -> None:
        """Give everything up; leaves no lock behind."""
        if not self._writer.is_closed:
            self._writer.cancel()

    def _add(self, document: StoredDocument, passages: list[IndexedPassage]) -> None:
        for place, passage in enumerate(passages):
            words = {BODY: passage.words()}
            if place == 0:
                words[TITLE] = _folded(document.title)
                words[EXTRA] = _folded("\n".join((document.summary, *document.keywords)))
            first = document if place == 0 else None
            self._writer.add_document(**fields_of(passage, words, first, document.key))
        self._added.append(document.row(len(passages)))
        self._passages.append(passages)

    def _drop(self, number: int) -> None:
        if self._before is not None and self._keep[number]:
            self._keep[number] = False
            for passage in self._before.passages_of(number):
                self._writer.delete_document(int(self._before.stored[passage]))

    def _gather_small_segments(self) -> None:
        """Write small and mostly deleted segments anew when there are too many to open quickly."""
        segments = self._old_segments
        if self._before is None or len(segments) < _MOST_SEGMENTS:
            return
        total = sum(segment.doc_count() for segment in segments)
        small = np.array(
            [
                segment.doc_count() < total * _SMALL_SHARE
                or segment.doc_count() < segment.doc_count_all() / 2
                for segment in segments
            ]
        )
        in_segment = self._segment_of(self._before.stored[self._before.first_passage[:-1]])
        with closing(self._index.reader()) as reader:
            for number in np.flatnonzero(self._keep & small[in_segment]).tolist():
                places = [int(self._before.stored[passage]) for passage in self._before.passages_of(number)]
                self._drop(number)
                passages = [stored_passage(reader, place) for place in places]
                self._add(stored_document(reader, places[0]), passages)

    def _segment_of(self, numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        ends = np.cumsum([segment.doc_count_all() for segment in self._old_segments])
        return np.asarray(np.searchsorted(ends, numbers, side="right"))

    def _moved_numbers(self) -> NDArray[np.int64]:
        """Return Whoosh's new numbers of the kept passages: emptied segments are gone."""
        if self._before is None:
            return np.zeros(0, dtype=np.int64)
        kept = np.repeat(self._keep, np.diff(self._before.first_passage))
        numbers = self._before.stored[kept]
        gone = [0 if segment.doc_count() else segment.doc_count_all() for segment in self._old_segments]
        gone_before: NDArray[np.int64] = np.concatenate([[0], np.cumsum(gone, dtype=np.int64)])
        shift: NDArray[np.int64] = gone_before[self._segment_of(numbers)]
        moved: NDArray[np.int64] = np.subtract(numbers, shift, dtype=np.int64)
        return moved

    def _new_numbers(self, kept_segments: list[Any]) -> NDArray[np.int64]:
        base = sum(int(segment.doc_count_all()) for segment in kept_segments)
        return base + np.arange(sum(row.passages for row in self._added))

    def _new_texts(self) -> NewTexts:
        """Read the postings of the segment just written."""
        passages = [row.passages for row in self._added]
        own = np.arange(sum(passages), dtype=np.int32)
        document = np.repeat(np.arange(len(passages), dtype=np.int32), passages)
        words: dict[str, list[str]] = {name: [] for name in WORD_FIELDS}
        empty = Sequences(np.zeros(0, np.int32), np.zeros(1, np.int64))
        texts = dict.fromkeys(WORD_FIELDS, empty)
        if self._added:
            segment = FileIndex(self._storage)._segments()[-1]
            with closing(SegmentReader(self._storage, self._index.schema, segment)) as reader:
                for name in WORD_FIELDS:
                    numbers, count = (own, len(own)) if name == BODY else (document, len(passages))
                    words[name], texts[name] = texts_in_order(reader, name, numbers, count)
        return NewTexts(self._added, words, texts, PassageParts.of(self._passages))


def link_files(source: Path, folder: Path) -> None:
    """Give ``folder`` the index files of ``source``; they are never written again, so links do."""
    for file in source.iterdir():
        if file.suffix not in (".seg", ".toc"):
            continue
        try:
            os.link(file, folder / file.name)
        except OSError:
            shutil.copyfile(file, folder / file.name)


def _folded(text: str) -> list[str]:
    return [word.text for word in words_of(normalised(text))]
