"""Scores the documents of a scope for a reading of a query: BM25 over fields, then proximity."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from app.search.interpretation import Alternative, Group, Reading
from app.search.language_index import BODY, EXTRA, TITLE
from app.search.postings import TextField
from app.search.scope import Scope, Weighted

EXACT = 0.4
FIELD_WEIGHTS = {BODY: 1.0, TITLE: 1.0, EXTRA: 0.5}
PROXIMITY = 0.5
PROXIMITY_TOP = 50
_FARTHEST = 12
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document that answers, with the number of its best passage."""

    document: int
    passage: int
    score: float


def document_scores(scope: Scope, groups: Sequence[Group]) -> tuple[Scores, Scores]:
    """Return the score of every document, and of every passage without its title.

    A document scores as its best passage, never as their sum; fields are added.
    """
    body = np.zeros(scope.texts(BODY), dtype=np.float32)
    whole = np.zeros(scope.texts(TITLE), dtype=np.float32)
    for group in groups:
        body += _group_scores(scope, BODY, group)
        for field in (TITLE, EXTRA):
            whole += np.float32(FIELD_WEIGHTS[field]) * _group_scores(scope, field, group)
    best = np.maximum.reduceat(body, scope.index.first_passage[:-1]) if len(whole) else whole
    return best + whole, body


def best_documents(
    scope: Scope,
    reading: Reading,
    scores: Scores,
    body: Scores,
    allowed: NDArray[np.bool_],
    most: int,
    nearness: float = 1.0,
) -> list[Ranked]:
    """Return the best ``most`` of the allowed documents, best first; ties go to the fresher one.

    The first fifty are ordered by nearness of the query's words as well;
    ``nearness`` scales it as ``scores`` were scaled.
    """
    looked_at = max(most, PROXIMITY_TOP)
    candidates = np.flatnonzero(allowed)
    if len(candidates) > looked_at:
        least = np.partition(scores[candidates], -looked_at)[-looked_at]
        candidates = candidates[scores[candidates] >= least]
        fresher_first = np.lexsort((-scope.index.updated[candidates], -scores[candidates]))
        candidates = candidates[fresher_first[:looked_at]]
    passages = [_best_passage(scope, body, document) for document in candidates.tolist()]
    final = scores[candidates].astype(np.float64)
    top = np.argsort(-final, kind="stable")[:PROXIMITY_TOP]
    near = Nearness(scope, reading.groups)
    for place in top.tolist():
        final[place] += PROXIMITY * nearness * near.score(int(candidates[place]), passages[place])
    ranked = [Ranked(*one) for one in zip(candidates.tolist(), passages, final.tolist(), strict=True)]
    index = scope.index
    ranked.sort(
        key=lambda one: (-round(one.score, 4), -index.updated[one.document], index.keys[one.document])
    )
    return ranked[:most]


class Nearness:
    """Tells how close a query's words stand to each other in a passage or a title."""

    def __init__(self, scope: Scope, groups: Sequence[Group]) -> None:
        self._fields = scope.index.fields
        self._group_of = np.full(len(scope.index.vocabulary.words), -1, dtype=np.int16)
        self._rarity = [0.0] * len(groups)
        self._places = [group.place for group in groups]
        for number, group in enumerate(groups):
            words = words_meant(scope, group)
            self._group_of[words] = number
            if len(words):
                texts = self._fields[BODY].words
                frequency = int((texts.starts[words + 1] - texts.starts[words]).max())
                self._rarity[number] = scope.idf(BODY, min(frequency, scope.texts(BODY)))

    def score(self, document: int, passage: int) -> float:
        """Return the sum over neighbouring query words of their rarity by their distance."""
        best: dict[tuple[int, int], float] = {}
        for field, text in ((TITLE, document), (BODY, passage)):
            self._score_text(self._group_of[self._fields[field].sequences.of(text)], best)
        return sum(best.values())

    def _score_text(self, groups: NDArray[np.int16], best: dict[tuple[int, int], float]) -> None:
        found = np.flatnonzero(groups >= 0).tolist()
        numbers = groups[found].tolist()
        for index in range(len(found) - 1):
            for other in range(index + 1, min(index + 3, len(found))):
                pair = (numbers[index], numbers[other])
                gap = found[other] - found[index]
                if gap > _FARTHEST:
                    break
                if pair[0] == pair[1]:
                    continue
                wanted = self._places[pair[1]] - self._places[pair[0]]
                if wanted < 0:
                    pair, wanted, gap = (pair[1], pair[0]), -wanted, gap + 1
                value = min(self._rarity[pair[0]], self._rarity[pair[1]]) / (
                    wanted * max(gap - wanted + 1, 1)
                )
                best[pair] = max(best.get(pair, 0.0), value)


def words_meant(scope: Scope, group: Group) -> NDArray[np.int64]:
    """Return the vocabulary's words that any alternative of a group stands for."""
    stem_of = scope.index.vocabulary.stem_of
    terms = [term for alternative in group.alternatives for term in alternative.terms]
    stems = np.array([term.stem for term in terms if term.stem >= 0], dtype=np.int32)
    exact = np.array([word for term in terms for word in term.words], dtype=np.int64)
    spans = [np.array(alternative.words, dtype=np.int64) for alternative in group.alternatives]
    return np.unique(np.concatenate([np.flatnonzero(np.isin(stem_of, stems)), exact, *spans]))


def documents_with_phrase(scope: Scope, phrase: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """Return which documents of the scope have the words of a phrase one behind the other.

    Each word of the phrase is given by its spellings in the vocabulary.
    """
    held = np.zeros(len(scope.documents), dtype=bool)
    for name, field in scope.index.fields.items():
        texts = reduce(np.intersect1d, (_texts_with_any(field, spellings) for spellings in phrase))
        running = [text for text in texts.tolist() if _runs_through(field.sequences.of(text), phrase)]
        held[scope.document_of[running] if name == BODY else running] = True
    return held & scope.documents


def _texts_with_any(field: TextField, words: Sequence[int]) -> NDArray[np.int32]:
    found = [field.words.of(word)[0] for word in words]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int32)


def _runs_through(text: NDArray[np.int32], phrase: Sequence[Sequence[int]]) -> bool:
    last = len(text) - len(phrase) + 1
    return any(
        all(text[start + offset] in spellings for offset, spellings in enumerate(phrase))
        for start in np.flatnonzero(np.isin(text, phrase[0])).tolist()
        if start < last
    )


def _best_passage(scope: Scope, body: Scores, document: int) -> int:
    passages = scope.index.passages_of(document)
    return passages.start + int(np.argmax(body[passages.start : passages.stop]))


def _group_scores(scope: Scope, field: str, group: Group) -> Scores:
    """Return what a group adds to each text: its best alternative there."""
    scores = np.zeros(scope.texts(field), dtype=np.float32)
    for alternative in group.alternatives:
        texts, weights = _alternative_weights(scope, field, alternative)
        scores[texts] = np.maximum(scores[texts], np.float32(alternative.weight) * weights)
    return scores


def _alternative_weights(scope: Scope, field: str, alternative: Alternative) -> Weighted:
    """Return the texts that have all terms of an alternative, with the mean of their weights."""
    if alternative.words:
        texts = scope.texts_with_any(field, alternative.words)
        return texts, np.full(len(texts), alternative.cap, dtype=np.float32)
    total = np.zeros(scope.texts(field), dtype=np.float32)
    present = np.zeros(scope.texts(field), dtype=np.uint8)
    for term in alternative.terms:
        once = np.zeros(scope.texts(field), dtype=bool)
        if term.stem >= 0:
            texts, weights = scope.stem_weights(field, term.stem, alternative.cap)
            total[texts] += weights
            once[texts] = True
        for word in term.words:
            texts, weights = scope.word_weights(field, word, alternative.cap)
            total[texts] += np.float32(EXACT) * weights
            once[texts] = True
        present += once
    texts = np.flatnonzero(present == len(alternative.terms)).astype(np.int32)
    return texts, total[texts] / np.float32(len(alternative.terms))
