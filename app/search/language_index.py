"""The searchable arrays of all articles in one language, and how a change makes new ones of old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.kernel.terms import Audience, Language
from app.search import spelling
from app.search.array_store import Arrays
from app.search.languages import is_stop_word, stem
from app.search.postings import Sequences, TextField
from app.search.string_table import StringTable

BODY, TITLE, EXTRA = "body", "title", "extra"
FIELDS = (BODY, TITLE, EXTRA)
AUDIENCES = (Audience.EVERYONE, Audience.VIP, Audience.STAFF)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What the arrays keep of a document; ``passages`` counts its indexed passages."""

    key: str
    article_id: str
    category: str
    product_area: str
    audience: Audience
    updated_at: datetime | None
    passages: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The folded words of an index, sorted.

    ``stem_of`` is below zero for stop words; the words of stem ``s`` are
    ``words_by_stem[first_of_stem[s]:first_of_stem[s + 1]]``.
    """

    words: StringTable
    stems: StringTable
    stem_of: NDArray[np.int32]
    words_by_stem: NDArray[np.int32]
    first_of_stem: NDArray[np.int64]
    spelt: NDArray[np.bytes_]
    sounds: NDArray[np.bytes_]
    spelt_letters: NDArray[np.uint32]
    sound_letters: NDArray[np.uint32]

    def words_of_stem(self, stem: int) -> NDArray[np.int32]:
        """Return the words that have a stem."""
        return self.words_by_stem[self.first_of_stem[stem] : self.first_of_stem[stem + 1]]


@dataclass(frozen=True, slots=True)
class LanguageIndex:
    """Documents in their order; document ``d`` has the passages ``first_passage[d]`` up to the next.

    ``body`` has a text for each passage, ``title`` and ``extra`` (summary and
    keywords) one for each document. ``stored`` says where Whoosh keeps a passage.
    """

    language: Language
    vocabulary: Vocabulary
    fields: Mapping[str, TextField]
    keys: StringTable
    article_ids: StringTable
    categories: StringTable
    areas: StringTable
    first_passage: NDArray[np.int32]
    category: NDArray[np.int32]
    area: NDArray[np.int32]
    audience: NDArray[np.uint8]
    updated: NDArray[np.float64]
    stored: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.keys)

    def passages_of(self, document: int) -> range:
        """Return the numbers of a document's passages."""
        return range(self.first_passage[document], self.first_passage[document + 1])

    def document_of_passage(self) -> NDArray[np.int32]:
        """Return for each passage the number of its document."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.first_passage))


@dataclass(frozen=True, slots=True)
class NewTexts:
    """What a change adds: documents, each field's words (sorted) and texts of word numbers."""

    documents: Sequence[DocumentRow]
    words: Mapping[str, Sequence[str]]
    texts: Mapping[str, Sequences]


def changed_index(
    language: Language,
    previous: LanguageIndex | None,
    keep: NDArray[np.bool_],
    stored: NDArray[np.int32],
    new: NewTexts,
) -> LanguageIndex:
    """Return the index of the kept documents of ``previous`` followed by the new ones.

    The result depends on the documents and their order only, not on the steps
    that led to it: everything counted is counted again.
    """
    texts, words = _texts(previous, keep, new)
    rows = (_document_rows(previous, keep) if previous else []) + list(new.documents)
    vocabulary = vocabulary_of(words, language, _known_stems(previous) if previous else {})
    fields = {name: TextField.of(texts[name], vocabulary.stem_of, len(vocabulary.stems)) for name in FIELDS}
    first = np.cumsum([0, *(row.passages for row in rows)], dtype=np.int32)
    audience = np.array([AUDIENCES.index(row.audience) for row in rows], dtype=np.uint8)
    categories, category = _coded([row.category for row in rows])
    areas, area = _coded([row.product_area for row in rows])
    return LanguageIndex(
        language=language,
        vocabulary=vocabulary,
        fields=fields,
        keys=StringTable.of(row.key for row in rows),
        article_ids=StringTable.of(row.article_id for row in rows),
        categories=categories,
        areas=areas,
        first_passage=first,
        category=category,
        area=area,
        audience=audience,
        updated=np.array([_seconds(row.updated_at) for row in rows], dtype=np.float64),
        stored=stored,
    )


def _texts(
    previous: LanguageIndex | None, keep: NDArray[np.bool_], new: NewTexts
) -> tuple[dict[str, Sequences], list[str]]:
    """Bring old and new texts to one list of words, which holds no word that is gone."""
    kept: dict[str, Sequences] = {}
    old_words: list[str] = []
    if previous is not None:
        in_body = np.repeat(keep, np.diff(previous.first_passage))
        kept = {
            name: field.sequences.kept(in_body if name == BODY else keep)
            for name, field in previous.fields.items()
        }
        old_words = list(previous.vocabulary.words)
    used = np.zeros(len(old_words), dtype=bool)
    for sequences in kept.values():
        used[sequences.terms] = True
    still = {old_words[place] for place in np.flatnonzero(used)}
    # UTF-8 sorts as code points do, which is how Python compares strings.
    words = sorted(still.union(*new.words.values()))
    number = {word: place for place, word in enumerate(words)}
    old_numbers = np.array([number.get(word, -1) for word in old_words], dtype=np.int32)
    merged = {}
    for name in FIELDS:
        numbers = np.array([number[word] for word in new.words[name]], dtype=np.int32)
        fresh = new.texts[name].renumbered(numbers)
        merged[name] = kept[name].renumbered(old_numbers).followed_by(fresh) if kept else fresh
    return merged, words


def vocabulary_of(
    words: list[str], language: Language, known_stems: Mapping[str, str] | None = None
) -> Vocabulary:
    """Return the vocabulary of sorted folded words; stems known before are not worked out again."""
    known = known_stems or {}
    stems = [
        "" if is_stop_word(word, language) else known.get(word) or stem(word, language) for word in words
    ]
    table = sorted(set(stems) - {""})
    number = {text: place for place, text in enumerate(table)}
    stem_of = np.array([number.get(text, -1) for text in stems], dtype=np.int32)
    by_stem = np.argsort(stem_of, kind="stable").astype(np.int32)
    spelt = spelling.packed(words)
    sounds = spelling.packed([spelling.sound_of(word) for word in words])
    return Vocabulary(
        words=StringTable.of(words),
        stems=StringTable.of(table),
        stem_of=stem_of,
        words_by_stem=by_stem,
        first_of_stem=np.searchsorted(stem_of[by_stem], np.arange(len(table) + 1)).astype(np.int64),
        spelt=spelt,
        sounds=sounds,
        spelt_letters=spelling.letter_sets(spelt),
        sound_letters=spelling.letter_sets(sounds),
    )


def _known_stems(previous: LanguageIndex) -> dict[str, str]:
    stems = list(previous.vocabulary.stems)
    pairs = zip(previous.vocabulary.words, previous.vocabulary.stem_of.tolist(), strict=True)
    return {word: stems[number] for word, number in pairs if number >= 0}


def _document_rows(previous: LanguageIndex, keep: NDArray[np.bool_]) -> list[DocumentRow]:
    columns = zip(
        previous.keys,
        previous.article_ids,
        previous.category.tolist(),
        previous.area.tolist(),
        previous.audience.tolist(),
        previous.updated.tolist(),
        np.diff(previous.first_passage).tolist(),
        keep.tolist(),
        strict=True,
    )
    categories, areas = list(previous.categories), list(previous.areas)
    return [
        DocumentRow(
            key, article, categories[category], areas[area], AUDIENCES[audience], _instant(updated), passages
        )
        for key, article, category, area, audience, updated, passages, kept in columns
        if kept
    ]


def _coded(values: list[str]) -> tuple[StringTable, NDArray[np.int32]]:
    table = sorted(set(values))
    number = {value: place for place, value in enumerate(table)}
    return StringTable.of(table), np.array([number[value] for value in values], dtype=np.int32)


def _seconds(instant: datetime | None) -> float:
    return instant.timestamp() if instant else 0.0


def _instant(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def to_arrays(index: LanguageIndex) -> Arrays:
    """Return everything of an index as named arrays."""
    vocabulary = index.vocabulary
    arrays: Arrays = {}
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
        **tables,
        **columns,
    )


_TABLES = ("words", "stems", "keys", "article_ids", "categories", "areas")
_VOCABULARY_ARRAYS = (
    "stem_of",
    "words_by_stem",
    "first_of_stem",
    "spelt",
    "sounds",
    "spelt_letters",
    "sound_letters",
)
_DOCUMENT_ARRAYS = ("first_passage", "category", "area", "audience", "updated", "stored")


def _tables(index: LanguageIndex) -> dict[str, StringTable]:
    vocabulary = index.vocabulary
    return {
        "words": vocabulary.words,
        "stems": vocabulary.stems,
        "keys": index.keys,
        "article_ids": index.article_ids,
        "categories": index.categories,
        "areas": index.areas,
    }
