"""Answers queries and drafts from documents held in memory, by looking at every one of them each time."""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from app.kernel.terms import Language
from app.search.documents import (
    Completion,
    DraftText,
    Excerpt,
    SearchDocument,
    SearchHit,
    SearchQuery,
    SearchResults,
    Suggestion,
)
from app.search.draft_text import read_draft
from app.search.excerpts import excerpt_of
from app.search.expansion import SynonymTable
from app.search.languages import is_stop_word, normalised, stem, without_tilde, words_of
from app.search.memory_scoring import Found, begun, folded, scored, suggestion_of, texts_of
from app.search.query_text import QueryText, parse_query
from app.search.synonyms import Synonyms

_OTHER_LANGUAGE = 0.5


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
            in_title = begun(folded(document.title), telling)
            anywhere = begun([word for passage in texts_of(document) for word in folded(passage)], telling)
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
                one = suggestion_of(document, words, self._synonyms[document.language], factor)
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

    def _found(self, text: QueryText, query: SearchQuery, visible: list[SearchDocument]) -> list[Found]:
        """Return what answers, best first; of two translations only the better one."""
        best: dict[str, Found] = {}
        for document in visible:
            found = scored(document, text, self._synonyms[document.language])
            factor = 1.0 if document.language is query.language else _OTHER_LANGUAGE
            found = Found(document, found.passage, found.score * factor)
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
            for passage in texts_of(document)
            for word in folded(passage)
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


def _hit(found: Found, text: QueryText) -> SearchHit:
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


def _freshness(document: SearchDocument) -> float:
    return document.updated_at.timestamp() if document.updated_at else 0.0
