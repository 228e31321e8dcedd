"""The searchable arrays of all articles in one language, and under which names they are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.kernel.terms import Audience, Language
from app.search.array_store import Arrays
from app.search.passage_parts import PassageParts
from app.search.postings import TextField, stretches
from app.search.string_table import StringTable
from app.search.vocabulary import Vocabulary

BODY, TITLE, EXTRA = "body", "title", "extra"
FIELDS = (BODY, TITLE, EXTRA)
AUDIENCES = (Audience.EVERYONE, Audience.VIP, Audience.STAFF)


@dataclass(frozen=True, slots=True)
class LanguageIndex:
    """Documents in their order; document ``d`` has the passages ``first_passage[d]`` up to the next.

    ``body`` has a text for each passage, ``title`` and ``extra`` (summary and
    keywords) one for each document; ``titles`` and ``summaries`` are as they are
    shown. ``freshness`` is their rank by age, the newest first. ``stored`` says where Whoosh keeps a passage.
    """

    language: Language
    vocabulary: Vocabulary
    fields: Mapping[str, TextField]
    parts: PassageParts
    keys: StringTable
    article_ids: StringTable
    titles: StringTable
    summaries: StringTable
    categories: StringTable
    areas: StringTable
    first_passage: NDArray[np.int32]
    category: NDArray[np.int32]
    area: NDArray[np.int32]
    audience: NDArray[np.uint8]
    updated: NDArray[np.float64]
    freshness: NDArray[np.int32]
    stored: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.keys)

    def passages_of(self, document: int) -> range:
        """Return the numbers of a document's passages."""
        return range(self.first_passage[document], self.first_passage[document + 1])

    def best_passages(
        self, scores: NDArray[np.float32], documents: NDArray[np.integer[Any]]
    ) -> NDArray[np.int64]:
        """Return for each of some documents its passage of the highest score, of equal ones the first."""
        if not len(documents):
            return np.zeros(0, dtype=np.int64)
        passages = stretches(self.first_passage, documents)
        lengths = self.first_passage[documents + 1] - self.first_passage[documents]
        starts = np.cumsum(lengths) - lengths
        own = scores[passages]
        highest = np.flatnonzero(own == np.repeat(np.maximum.reduceat(own, starts), lengths))
        first: NDArray[np.int64] = passages[highest[np.searchsorted(highest, starts)]]
        return first

    def document_of_passage(self) -> NDArray[np.int32]:
        """Return for each passage the number of its document."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.first_passage))


def to_arrays(index: LanguageIndex) -> Arrays:
    """Return everything of an index as named arrays."""
    vocabulary = index.vocabulary
    arrays = index.parts.to_arrays()
    for name, field in index.fields.items():
        arrays |= field.to_arrays(name)
    for name, table in _tables(index).items():
        arrays |= table.to_arrays(name)
    for name in _VOCABULARY_ARRAYS:
        arrays[f"vocabulary.{name}"] = getattr(vocabulary, name)
    for name in _DOCUMENT_ARRAYS:
        arrays[f"documents.{name}"] = getattr(index, name)
    return arrays


def from_arrays(language: Language, arrays: Arrays) -> LanguageIndex:
    """Read an index back. Raises KeyError when an array is missing."""
    tables: dict[str, Any] = {name: StringTable.from_arrays(arrays, name) for name in _TABLES}
    columns: dict[str, Any] = {name: arrays[f"documents.{name}"] for name in _DOCUMENT_ARRAYS}
    return LanguageIndex(
        language=language,
        vocabulary=Vocabulary(
            words=tables.pop("words"),
            stems=tables.pop("stems"),
            **{name: arrays[f"vocabulary.{name}"] for name in _VOCABULARY_ARRAYS},
        ),
        fields={name: TextField.from_arrays(arrays, name) for name in FIELDS},
        parts=PassageParts.from_arrays(arrays),
        **tables,
        **columns,
    )


_TABLES = ("words", "stems", "keys", "article_ids", "titles", "summaries", "categories", "areas")
_VOCABULARY_ARRAYS = (
    "stem_of",
    "words_by_stem",
    "first_of_stem",
    "spelt",
    "sounds",
    "spelt_letters",
    "sound_letters",
)
_DOCUMENT_ARRAYS = ("first_passage", "category", "area", "audience", "updated", "freshness", "stored")


def _tables(index: LanguageIndex) -> dict[str, StringTable]:
    vocabulary = index.vocabulary
    return {
        "words": vocabulary.words,
        "stems": vocabulary.stems,
        "keys": index.keys,
        "article_ids": index.article_ids,
        "titles": index.titles,
        "summaries": index.summaries,
        "categories": index.categories,
        "areas": index.areas,
    }
