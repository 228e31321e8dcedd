"""Answers a query from the index of one language: which documents, how good, opened where."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.kernel.terms import Audience
from app.search.completion import Completer
from app.search.documents import SearchQuery
from app.search.draft_text import DraftWords
from app.search.expansion import SynonymTable
from app.search.interpretation import Group, Interpreter, Reading
from app.search.language_index import BODY, EXTRA, TITLE, LanguageIndex
from app.search.meaning import rarity, words_meant
from app.search.places import Bits
from app.search.query_text import QueryText
from app.search.ranking import (
    Ranked,
    best_documents,
    document_scores,
    documents_with_phrase,
)
from app.search.scope import Scope

# Title and keywords say what an article is good for, which is what a story of a problem looks for.
DRAFT_WEIGHTS = {BODY: 1.0, TITLE: 1.4, EXTRA: 1.8}
PHRASE = 2.0
MOST_WANTED = 63
MOST_READ, NEARLY_BEST = 3, 0.2
_QUOTED = np.uint64(1 << MOST_WANTED)


@dataclass(frozen=True)
class Answer:
    """What one language says to a query: the score of every document and passage."""

    scope: Scope
    reading: Reading
    scores: NDArray[np.float32]
    passage_scores: NDArray[np.float32]
    answering: NDArray[np.bool_]

    def ranked(
        self, scores: NDArray[np.float32], allowed: NDArray[np.bool_], most: int, nearness: float
    ) -> list[Ranked]:
        """Return the best ``most`` of the allowed documents by ``scores`` and nearness of words."""
        return best_documents(self.scope, self.reading, scores, self.passage_scores, allowed, most, nearness)

    @property
    def known_share(self) -> float:
        """Return the share of the query's words the language knows as they were typed."""
        groups = self.reading.groups
        known = sum(bool(group.alternatives) and not group.corrected for group in groups)
        return known / len(groups) if groups else 0.0

    @cached_property
    def meant(self) -> Bits:
        """For each word of the vocabulary, which of the query's words it answers to."""
        bits = np.zeros(len(self.scope.index.vocabulary.words), dtype=np.uint64)
        for number, group in enumerate(self.reading.groups[:MOST_WANTED]):
            bits[words_meant(self.scope, group)] |= np.uint64(1 << number)
        for phrase in self.reading.phrases:
            # Stop words have no group, but within a quoted text they were meant.
            bits[[word for spellings in phrase for word in spellings]] |= _QUOTED
        return bits

    @cached_property
    def worth(self) -> list[float]:
        """What each of the query's words says, by how rare it is."""
        unknown = self.scope.idf(BODY, 0)
        groups = self.reading.groups[:MOST_WANTED]
        return [group.weight * (rarity(self.scope, group) or unknown) for group in groups]

    def best_passages(self, document: int) -> list[int]:
        """Return the few passages of a document that answer best, in their order."""
        passages = self.scope.index.passages_of(document)
        scores = self.passage_scores[passages.start : passages.stop].tolist()
        best = sorted(range(len(scores)), key=lambda place: -scores[place])[:MOST_READ]
        near = [place for place in best if scores[place] >= NEARLY_BEST * scores[best[0]]]
        return [passages.start + place for place in sorted(near)]

    def correction(self, group: Group, best: int | None) -> str | None:
        """Return what a mistyped word was meant to be: of the candidates, one the best document has."""
        if group.corrected is None or best is None:
            return group.corrected
        index = self.scope.index
        passages = index.passages_of(best)
        body = index.fields[BODY].sequences
        texts = [index.fields[TITLE].sequences.of(best), *(body.of(passage) for passage in passages)]
        used = set(np.concatenate(texts).tolist())
        for candidate in group.candidates:
            if candidate in used:
                return index.vocabulary.words[candidate]
        return group.corrected


class LanguageReader:
    """The index of one language for readers of some audiences."""

    def __init__(
        self,
        index: LanguageIndex,
        audiences: frozenset[Audience],
        synonyms: SynonymTable,
        known_elsewhere: Callable[[str], bool],
    ) -> None:
        self.scope = Scope(index, audiences)
        self._interpreter = Interpreter(self.scope, synonyms, known_elsewhere)
        self._completer = Completer(self.scope, self._interpreter)

    def answer(self, query: QueryText) -> Answer:
        """Score every document for a query."""
        reading = self._interpreter.read(query)
        scores, passage_scores = document_scores(self.scope, reading.groups)
        answering = self.scope.documents & (scores > 0)
        for phrase in reading.phrases:
            held = answering & documents_with_phrase(self.scope, phrase)
            # A quoted text nobody wrote: its words are still the best that can be offered.
            answering = held if held.any() else answering
        return Answer(self.scope, reading, scores, passage_scores, answering)

    def answer_draft(self, draft: DraftWords) -> Answer:
        """Score every document for a draft; a quoted text or an error code counts for itself as well."""
        reading = self._interpreter.read_draft(draft)
        scores, passage_scores = document_scores(self.scope, reading.groups, DRAFT_WEIGHTS)
        for phrase in reading.phrases:
            held = documents_with_phrase(self.scope, phrase)
            scores[held] += np.float32(PHRASE * self.scope.idf(BODY, int(held.sum())))
        return Answer(self.scope, reading, scores, passage_scores, self.scope.documents & (scores > 0))

    def complete(self, query: QueryText, allowed: NDArray[np.bool_], most: int) -> list[int]:
        """Return documents for a half-typed query, best first."""
        return self._completer.complete(query, allowed, most)

    def allowed(self, query: SearchQuery, *, any_category: bool = False) -> NDArray[np.bool_]:
        """Return the documents that the reader's filters let through."""
        index = self.scope.index
        allowed = self.scope.documents
        if query.category is not None and not any_category:
            allowed = allowed & (index.category == index.categories.find(query.category))
        if query.product_area is not None:
            allowed = allowed & (index.area == index.areas.find(query.product_area))
        return allowed

    def knows(self, word: str) -> bool:
        """Tell whether a folded word or its stem stands in a readable document."""
        return self._interpreter.term(word) is not None
