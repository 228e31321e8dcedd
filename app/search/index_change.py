"""How a change makes the arrays of one language anew: what is kept of the old ones, and what is added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from app.kernel.terms import Audience, Language
from app.search.language_index import AUDIENCES, BODY, FIELDS, LanguageIndex
from app.search.passage_parts import PassageParts
from app.search.postings import Sequences, TextField
from app.search.string_table import StringTable
from app.search.vocabulary import vocabulary_of


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What the arrays keep of a document; ``passages`` counts its indexed passages."""

    key: str
    article_id: str
    category: str
    product_area: str
    audience: Audience
    updated_at: datetime | None
    title: str
    summary: str
    passages: int


@dataclass(frozen=True, slots=True)
class NewTexts:
    """What a change adds: documents, each field's words (sorted), texts of word numbers, passages' parts."""

    documents: Sequence[DocumentRow]
    words: Mapping[str, Sequence[str]]
    texts: Mapping[str, Sequences]
    parts: PassageParts


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
    parts = _kept_parts(previous, keep).followed_by(new.parts) if previous else new.parts
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
        parts=parts,
        keys=StringTable.of(row.key for row in rows),
        article_ids=StringTable.of(row.article_id for row in rows),
        titles=StringTable.of(row.title for row in rows),
        summaries=StringTable.of(row.summary for row in rows),
        categories=categories,
        areas=areas,
        first_passage=first,
        category=category,
        area=area,
        audience=audience,
        updated=np.array([_seconds(row.updated_at) for row in rows], dtype=np.float64),
        freshness=_freshness(rows),
        stored=stored,
    )


def _kept_parts(previous: LanguageIndex, keep: NDArray[np.bool_]) -> PassageParts:
    words = np.diff(previous.fields[BODY].sequences.ends)
    return previous.parts.kept(_of_passages(previous, keep), words)


def _of_passages(previous: LanguageIndex, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.repeat(keep, np.diff(previous.first_passage))


def _texts(
    previous: LanguageIndex | None, keep: NDArray[np.bool_], new: NewTexts
) -> tuple[dict[str, Sequences], list[str]]:
    """Bring old and new texts to one list of words, which holds no word that is gone."""
    kept: dict[str, Sequences] = {}
    old_words: list[str] = []
    if previous is not None:
        in_body = _of_passages(previous, keep)
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
        previous.titles,
        previous.summaries,
        np.diff(previous.first_passage).tolist(),
        keep.tolist(),
        strict=True,
    )
    categories, areas = list(previous.categories), list(previous.areas)
    return [
        DocumentRow(
            key,
            article,
            categories[category],
            areas[area],
            AUDIENCES[audience],
            _instant(updated),
            title,
            summary,
            passages,
        )
        for key, article, category, area, audience, updated, title, summary, passages, kept in columns
        if kept
    ]


def _coded(values: list[str]) -> tuple[StringTable, NDArray[np.int32]]:
    table = sorted(set(values))
    number = {value: place for place, value in enumerate(table)}
    return StringTable.of(table), np.array([number[value] for value in values], dtype=np.int32)


def _freshness(rows: Sequence[DocumentRow]) -> NDArray[np.int32]:
    """Return the rank of each document: the newest first, of equally new ones in the order of their keys."""
    order = sorted(range(len(rows)), key=lambda place: (-_seconds(rows[place].updated_at), rows[place].key))
    rank = np.empty(len(rows), dtype=np.int32)
    rank[order] = np.arange(len(rows), dtype=np.int32)
    return rank


def _seconds(instant: datetime | None) -> float:
    return instant.timestamp() if instant else 0.0


def _instant(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
