"""A small engine in plain Python with the same behaviour, for tests; reads every document each time."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from app.kernel.terms import Audience, Language
from app.search.documents import (
    Completion,
    DraftText,
    Excerpt,
    Passage,
    SearchDocument,
    SearchHit,
    SearchQuery,
    SearchResults,
    Suggestion,
)
from app.search.draft_text import DraftWords, read_draft
from app.search.engine import IndexUnusable
from app.search.excerpts import excerpt_of
from app.search.expansion import SynonymTable
from app.search.languages import is_stop_word, normalised, stem, without_tilde, words_of
from app.search.manifest import check_manifest, write_manifest
from app.search.query_text import QueryText, parse_query
from app.search.synonym_file import read_synonyms, write_synonyms
from app.search.synonyms import Synonyms

_DOCUMENTS = "documents.json"
_EXACT, _BEGINNING, _SYNONYM = 1.2, 0.6, 0.7
_TITLE, _EXTRA, _BODY = 2.0, 1.0, 1.0
_OTHER_LANGUAGE = 0.5
_MOST_REASONS = 4


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


@dataclass(frozen=True, slots=True)
class _Found:
    document: SearchDocument
    passage: Passage
    score: float


class MemoryReader:
    """Scores every visible document for every query."""

    def __init__(self, documents: Sequence[SearchDocument], synonyms: Synonyms) -> None:
        self._documents = documents
        self._synonyms = {language: SynonymTable(synonyms, language) for language in Language}

    def search(self, query: SearchQuery) -> SearchResults:
        """Answer any text a person can type; never raises for its content."""
        text = parse_query(query.text)
        visible = self._visible(query)
        corrected = self._corrected(text, visible)
        text = parse_query(corrected) if corrected else text
        found = self._found(text, query, visible)
        shown = [one for one in found if query.category in (None, one.document.category)]
        start = max(query.offset, 0)
        return SearchResults(
            hits=tuple(_hit(one, text) for one in shown[start : start + max(query.limit, 0)]),
            total=len(shown),
            by_category=dict(Counter(one.document.category for one in found)),
            corrected=corrected if found else None,
        )

    def complete(self, query: SearchQuery) -> tuple[Completion, ...]:
        """Answer a half-typed query with at most ``query.limit`` documents."""
        text = parse_query(query.text)
        typed = [without_tilde(word.text) for word in text.words]
        telling = [word for word in typed if not is_stop_word(word, query.language)] or typed
        matching = []
        for document in self._visible(query):
            in_title = _begun(_folded(document.title), telling)
            anywhere = _begun([word for passage in _texts(document) for word in _folded(passage)], telling)
            if telling and len(anywhere) == len(telling) and query.category in (None, document.category):
                own = document.language is query.language
                matching.append(((not own, -len(in_title), document.title), document))
        matching.sort(key=lambda pair: pair[0])
        return tuple(_completion(document, telling) for _, document in matching[: max(query.limit, 0)])

    def suggest(self, draft: DraftText) -> tuple[Suggestion, ...]:
        """Return the documents that have most of a draft's words, best first (see the port)."""
        words = read_draft(draft.title, draft.description)
        best: dict[str, Suggestion] = {}
        for document in self._documents:
            if document.audience in draft.audiences:
                factor = 1.0 if document.language is draft.language else _OTHER_LANGUAGE
                one = _suggestion(document, words, self._synonyms[document.language], factor)
                known = best.get(document.article_id)
                if one.reasons and (known is None or known.score < one.score):
                    best[document.article_id] = one
        ranked = sorted(best.values(), key=lambda one: (-round(one.score, 4), one.key))
        return tuple(ranked[: max(draft.limit, 0)])

    def close(self) -> None:
        """Forget the documents."""
        self._documents = ()

    def _visible(self, query: SearchQuery) -> list[SearchDocument]:
        return [
            document
            for document in self._documents
            if document.audience in query.audiences and query.product_area in (None, document.product_area)
        ]

    def _found(self, text: QueryText, query: SearchQuery, visible: list[SearchDocument]) -> list[_Found]:
        """Return what answers, best first; of two translations only the better one."""
        best: dict[str, _Found] = {}
        for document in visible:
            found = self._scored(document, text)
            factor = 1.0 if document.language is query.language else _OTHER_LANGUAGE
            found = _Found(document, found.passage, found.score * factor)
            known = best.get(document.article_id)
            if found.score > 0 and (known is None or known.score < found.score):
                best[document.article_id] = found
        return sorted(
            best.values(),
            key=lambda one: (-round(one.score, 4), -_freshness(one.document), one.document.key),
        )

    def _corrected(self, text: QueryText, visible: Sequence[SearchDocument]) -> str | None:
        """Return the text with its unknown words changed to the closest known ones, if any is."""
        known = {
            (word, stem(word, document.language))
            for document in visible
            for passage in _texts(document)
            for word in _folded(passage)
        }
        words, stems = {word for word, _ in known}, {stem for _, stem in known}
        typed_words = [without_tilde(word.text) for word in text.words]
        meant = {
            typed_words[place]
            for language in Language
            for meaning in self._synonyms[language].meanings(typed_words)
            for place in meaning.places
        }
        better = text.text
        for word, typed in reversed(list(zip(text.words, typed_words, strict=True))):
            understood = typed in meant or any(
                stem(typed, language) in stems or is_stop_word(typed, language) for language in Language
            )
            if not understood and not any(one.startswith(typed) for one in words):
                close = get_close_matches(typed, words, n=1, cutoff=0.75)
                better = better[: word.start] + "".join(close or [word.text]) + better[word.end :]
        return better if better != text.text else None

    def _scored(self, document: SearchDocument, text: QueryText) -> _Found:
        language = document.language
        words = [without_tilde(word.text) for word in text.words]
        telling = [word for word in words if not is_stop_word(word, language)] or words
        meanings = list(self._synonyms[language].meanings(words))
        others = [other for meaning in meanings for other in meaning.others]
        about = f"{document.summary} {' '.join(document.keywords)}"
        common = _TITLE * _score(document.title, telling, others, language, text.open_ended)
        common += _EXTRA * _score(about, telling, others, language, text.open_ended)
        passages = document.passages or (Passage("", "", ""),)
        scores = [
            _BODY * _score(f"{one.heading} {one.text}", telling, others, language, text.open_ended)
            for one in passages
        ]
        best = max(range(len(scores)), key=scores.__getitem__)
        whole = [_folded(passage) for passage in _texts(document)]
        phrases = [words[phrase.start : phrase.stop] for phrase in text.phrases]
        held = all(any(_runs_through(words, phrase) for words in whole) for phrase in phrases)
        return _Found(document, passages[best], common + scores[best] if held else 0.0)


def _score(
    text: str,
    words: Sequence[str],
    others: Sequence[tuple[str, ...]],
    language: Language,
    open_ended: bool,
) -> float:
    own = _folded(text)
    stems = {stem(word, language) for word in own}
    score = 0.0
    for place, word in enumerate(words):
        if word in own:
            score += _EXACT
        elif stem(word, language) in stems:
            score += 1.0
        elif open_ended and place == len(words) - 1 and len(word) > 1:
            score += _BEGINNING * any(one.startswith(word) for one in own)
    for phrase in others:
        score += _SYNONYM * all(stem(word, language) in stems for word in phrase)
    return score


def _hit(found: _Found, text: QueryText) -> SearchHit:
    document, passage = found.document, found.passage
    body = normalised(passage.text)
    wanted = {stem(word.text, document.language) for word in text.words}
    matching = [word for word in words_of(body) if stem(word.text, document.language) in wanted]
    return SearchHit(
        key=document.key,
        article_id=document.article_id,
        language=document.language,
        score=found.score,
        anchor=passage.anchor,
        heading=passage.heading,
        title=Excerpt(document.title),
        excerpt=excerpt_of(body, [(word.start, word.end) for word in matching]),
        matched_words=tuple(dict.fromkeys(word.text for word in matching)),
    )


def _suggestion(
    document: SearchDocument, draft: DraftWords, synonyms: SynonymTable, factor: float
) -> Suggestion:
    """Score a document by the share of the draft's telling words it has, those of the title twice."""
    language = document.language
    words = [without_tilde(word.text) for word in draft.query.words]
    others: dict[int, set[str]] = {place: {stem(word, language)} for place, word in enumerate(words)}
    for meaning in synonyms.meanings(words):
        for place in meaning.places:
            others[place] |= {stem(phrase[0], language) for phrase in meaning.others if len(phrase) == 1}
    telling = {
        stem(word, language): place
        for place, word in reversed(list(enumerate(words)))
        if not any(is_stop_word(word, either) for either in Language)
    }.values()
    in_title = _stems(document.title, language)
    everywhere = set().union(*(_stems(text, language) for text in _texts(document)))
    held = sorted(
        (place for place in telling if others[place] & everywhere),
        key=lambda place: (not others[place] & in_title, place),
    )
    passages = document.passages or (Passage("", "", ""),)
    wanted = set().union(*(others[place] for place in held))
    passage = max(passages, key=lambda one: len(wanted & _stems(f"{one.heading} {one.text}", language)))
    weights = {place: 2.0 if place < draft.in_title else 1.0 for place in telling}
    body = normalised(passage.text)
    marks = [(word.start, word.end) for word in words_of(body) if stem(word.text, language) in wanted]
    return Suggestion(
        key=document.key,
        article_id=document.article_id,
        language=language,
        score=factor * sum(weights[place] for place in held) / max(sum(weights.values()), 1.0),
        anchor=passage.anchor,
        heading=passage.heading,
        title=Excerpt(document.title),
        excerpt=excerpt_of(body, marks),
        reasons=tuple(dict.fromkeys(draft.typed(place) for place in held))[:_MOST_REASONS],
    )


def _stems(text: str, language: Language) -> set[str]:
    return {stem(word, language) for word in _folded(text)}


def _completion(document: SearchDocument, typed: Sequence[str]) -> Completion:
    marks = []
    for word in words_of(document.title):
        lengths = [len(one) for one in typed if word.text.startswith(one)]
        if lengths:
            marks.append((word.start, word.start + max(lengths)))
    return Completion(
        key=document.key,
        article_id=document.article_id,
        language=document.language,
        title=Excerpt(document.title, tuple(marks)),
        summary=document.summary,
        category=document.category,
    )


def _begun(words: Sequence[str], typed: Sequence[str]) -> list[str]:
    return [one for one in typed if any(word.startswith(one) for word in words)]


def _runs_through(words: Sequence[str], phrase: Sequence[str]) -> bool:
    length = len(phrase)
    return any(list(words[start : start + length]) == list(phrase) for start in range(len(words)))


def _texts(document: SearchDocument) -> Iterator[str]:
    yield from (document.title, document.summary, *document.keywords)
    for passage in document.passages:
        yield f"{passage.heading} {passage.text}"


def _folded(text: str) -> list[str]:
    return [without_tilde(word.text) for word in words_of(normalised(text))]


def _freshness(document: SearchDocument) -> float:
    return document.updated_at.timestamp() if document.updated_at else 0.0


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
