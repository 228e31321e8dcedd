"""Ranks documents for a half-typed query: every word typed may be the beginning of one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.search.correction import corrections
from app.search.interpretation import Interpreter
from app.search.language_index import BODY, EXTRA, TITLE
from app.search.languages import is_stop_word
from app.search.query_text import QueryText
from app.search.ranking import document_scores
from app.search.scope import Scope

FIELD_WORTH = {TITLE: 3.0, EXTRA: 1.2, BODY: 0.6}
WHOLE_WORD = 0.5
OTHER_FORM = 0.8
CORRECTED = 0.7
RELEVANCE = 2.0
SHORTEST_IN_TEXT = 3
_LOOKED_AT = 40
_OPENING, _IN_ORDER, _TITLE_WORD = 0.6, 0.3, 0.04


class Completer:
    """Finds the documents a reader is about to ask for in one scope."""

    def __init__(self, scope: Scope, interpreter: Interpreter) -> None:
        self._scope = scope
        self._interpreter = interpreter
        self._vocabulary = scope.index.vocabulary

    def complete(self, query: QueryText, allowed: NDArray[np.bool_], most: int) -> list[int]:
        """Return at most ``most`` documents that have all words typed, best first."""
        words = self._telling(query)
        found = [worth for word in words if (worth := self._worth(word)).any()]
        if not found:
            return []
        has = np.sum([worth > 0 for worth in found], axis=0)
        has[~allowed] = 0
        if not has.max(initial=0):
            return []
        scores, _ = document_scores(self._scope, self._interpreter.read(query).groups)
        total = np.sum(found, axis=0) + RELEVANCE * scores / max(float(scores.max()), 1e-6)
        candidates = np.flatnonzero(has == has.max())
        order = np.lexsort((-self._scope.index.updated[candidates], -total[candidates]))
        candidates = candidates[order[:_LOOKED_AT]]
        ranked = [
            (number, float(total[number]) + self._title_fit(number, words)) for number in candidates.tolist()
        ]
        index = self._scope.index
        ranked.sort(key=lambda pair: (-round(pair[1], 4), -index.updated[pair[0]], index.keys[pair[0]]))
        return [number for number, _ in ranked[:most]]

    def _telling(self, query: QueryText) -> list[str]:
        words = [word.text for word in query.words]
        language = self._scope.index.language
        last = len(words) - 1 if query.open_ended else -1
        telling = [
            word
            for place, word in enumerate(words)
            if not is_stop_word(word, language) or (place == last and len(words) == 1)
        ]
        return telling or words

    def _worth(self, word: str) -> NDArray[np.float32]:
        """Return what each document is worth for one word typed: its best field."""
        worth = np.zeros(len(self._scope.index), dtype=np.float32)
        for span in self._interpreter.prefix_ranges(word):
            self._add_words(worth, word, span, 1.0)
        term = self._interpreter.term(word)
        if term and term.stem >= 0:
            for name, field in self._scope.index.fields.items():
                self._raise(worth, name, field.stems.of(term.stem)[0], OTHER_FORM * FIELD_WORTH[name])
        for exact in term.words if term else ():
            texts, _ = self._scope.index.fields[TITLE].words.of(exact)
            self._raise(worth, TITLE, texts, FIELD_WORTH[TITLE] + WHOLE_WORD)
        if not worth.any():
            for found in corrections(word, self._vocabulary, self._scope.frequency, prefix=True):
                self._add_words(worth, word, range(found.word, found.word + 1), CORRECTED)
        return worth

    def _add_words(self, worth: NDArray[np.float32], word: str, span: range, share: float) -> None:
        for name, field in self._scope.index.fields.items():
            if len(span) and (name == TITLE or len(word) >= SHORTEST_IN_TEXT):
                self._raise(worth, name, field.words.of_range(span), share * FIELD_WORTH[name])

    def _raise(self, worth: NDArray[np.float32], field: str, texts: NDArray[np.int32], value: float) -> None:
        documents = self._scope.document_of[texts] if field == BODY else texts
        documents = documents[self._scope.documents[documents]]
        worth[documents] = np.maximum(worth[documents], np.float32(value))

    def _title_fit(self, number: int, words: Sequence[str]) -> float:
        """Return a little more for titles that begin with what was typed, keep its order, are short."""
        terms = self._scope.index.fields[TITLE].sequences.of(number).tolist()
        title = [self._vocabulary.words[term] for term in terms]
        places = [
            next((place for place, own in enumerate(title) if own.startswith(word)), None) for word in words
        ]
        found = [place for place in places if place is not None]
        opening = _OPENING if found and places[0] == 0 else 0.0
        in_order = _IN_ORDER if len(found) > 1 and found == sorted(found) else 0.0
        return opening + in_order - _TITLE_WORD * len(title)
