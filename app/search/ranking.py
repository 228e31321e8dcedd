"""Scores the documents of a scope for a reading of a query: BM25 over fields, then proximity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import sub
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.search.interpretation import Alternative, Group, Reading, Term
from app.search.language_index import BODY, EXTRA, TITLE
from app.search.postings import TextField
from app.search.scope import Scope, Weighted

EXACT = 0.4
FIELD_WEIGHTS = {BODY: 1.0, TITLE: 1.0, EXTRA: 0.5}
PROXIMITY = 1.5
PROXIMITY_TOP = 50
_FARTHEST = 12
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document that answers, with the number of its best passage."""

    document: int
    passage: int
    score: float


def document_scores(
    scope: Scope, groups: Sequence[Group], weights: Mapping[str, float] = FIELD_WEIGHTS
) -> tuple[Scores, Scores]:
    """Return the score of every document, and of every passage without its title.

    A document scores as its best passage, never as their sum; fields are added.
    """
    body = np.zeros(scope.texts(BODY), dtype=np.float32)
    whole = np.zeros(scope.texts(TITLE), dtype=np.float32)
    for group in groups:
        _add_group(body, scope, BODY, group, weights[BODY])
        for field in (TITLE, EXTRA):
            _add_group(whole, scope, field, group, weights[field])
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
    nearest = Nearness(scope, reading.groups).scores(
        candidates[top].tolist(), [passages[place] for place in top.tolist()]
    )
    final[top] += PROXIMITY * nearness * np.array(nearest)
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
            self._group_of[words_meant(scope, group)] = number
            self._rarity[number] = rarity(scope, group)

    def scores(self, documents: Sequence[int], passages: Sequence[int]) -> list[float]:
        """Return for each document and passage how near to each other the query's words stand."""
        body, title = self._fields[BODY].sequences, self._fields[TITLE].sequences
        texts = [body.of(passage) for passage in passages] + [title.of(document) for document in documents]
        if not texts or len(self._places) < 2:
            return [0.0] * len(documents)
        groups = self._group_of[np.concatenate(texts)]
        found = np.flatnonzero(groups >= 0)
        owner = np.repeat(np.arange(len(texts)) % len(documents), [len(text) for text in texts])[found]
        return self._summed(found.tolist(), groups[found].tolist(), owner.tolist(), len(documents))

    def _summed(self, found: list[int], groups: list[int], owner: list[int], count: int) -> list[float]:
        """Sum over neighbouring query words their rarity by their distance, the best once a pair."""
        best: list[dict[tuple[int, int], float]] = [{} for _ in range(count)]
        for step in (1, 2):
            for place, first, second, gap, text, other in zip(
                owner, groups, groups[step:], map(sub, found[step:], found), owner, owner[step:], strict=False
            ):
                if first == second or gap > _FARTHEST or text != other:
                    continue
                pair = (first, second) if first < second else (second, first)
                value = self._value(first, second, gap)
                if value > best[place].get(pair, 0.0):
                    best[place][pair] = value
        return [sum(pairs.values()) for pairs in best]

    def _value(self, first: int, second: int, gap: int) -> float:
        wanted = self._places[second] - self._places[first]
        # Turned round, the words stand one place farther apart.
        farther = gap + wanted + 2 if wanted < 0 else gap - wanted + 1
        return min(self._rarity[first], self._rarity[second]) / (abs(wanted) * max(farther, 1))


def rarity(scope: Scope, group: Group) -> float:
    """Return how much a group's commonest meaning says; nothing when the index does not know it."""
    frequencies = [0]
    for alternative in group.alternatives:
        for term in alternative.terms:
            frequencies += [scope.stem_frequency(term.stem)] if term.stem >= 0 else []
            frequencies += [int(scope.frequency[word]) for word in term.words]
    commonest = min(max(frequencies), scope.texts(BODY))
    return scope.idf(BODY, commonest) if commonest else 0.0


def words_meant(scope: Scope, group: Group) -> NDArray[np.int64]:
    """Return the vocabulary's words that any alternative of a group stands for."""
    vocabulary = scope.index.vocabulary
    meant: list[NDArray[np.integer[Any]]] = [np.zeros(0, dtype=np.int64)]
    for alternative in group.alternatives:
        meant.append(np.array(alternative.words, dtype=np.int64))
        for term in alternative.terms:
            meant.append(np.array(term.words, dtype=np.int64))
            meant += [vocabulary.words_of_stem(term.stem)] if term.stem >= 0 else []
    return np.concatenate(meant).astype(np.int64)


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


def _add_group(total: Scores, scope: Scope, field: str, group: Group, worth: float) -> None:
    """Add to each text's score what a group says there: its best alternative."""
    found = [
        (texts, np.float32(alternative.weight) * weights)
        for alternative in group.alternatives
        for texts, weights in (_alternative_weights(scope, field, alternative),)
        if len(texts)
    ]
    factor = np.float32(group.weight * worth)
    if len(found) == 1:
        texts, weights = found[0]
        total[texts] += factor * weights
    elif found:
        best = np.zeros(len(total), dtype=np.float32)
        for texts, weights in found:
            best[texts] = np.maximum(best[texts], weights)
        total += factor * best


def _alternative_weights(scope: Scope, field: str, alternative: Alternative) -> Weighted:
    """Return the texts that have all terms of an alternative, with the mean of their weights."""
    if alternative.words:
        texts = scope.texts_with_any(field, alternative.words)
        return texts, np.full(len(texts), alternative.cap, dtype=np.float32)
    texts, total = _term_weights(scope, field, alternative.terms[0], alternative.cap)
    for term in alternative.terms[1:]:
        others, weights = _term_weights(scope, field, term, alternative.cap)
        texts, here, there = np.intersect1d(texts, others, assume_unique=True, return_indices=True)
        total = total[here] + weights[there]
    return texts, total / np.float32(len(alternative.terms))


def _term_weights(scope: Scope, field: str, term: Term, cap: float) -> Weighted:
    """Return the texts that have a term, ascending, with its weight: more where it stands as typed."""
    if term.stem < 0:
        found = [scope.word_weights(field, word, cap) for word in term.words]
        texts = reduce(np.union1d, (one for one, _ in found))
        total = np.zeros(len(texts), dtype=np.float32)
    else:
        texts, total = scope.stem_weights(field, term.stem, cap)
        found = [scope.word_weights(field, word, cap) for word in term.words]
    for exact, weights in found:
        # A word's texts are among those of its stem.
        total[np.searchsorted(texts, exact)] += np.float32(EXACT) * weights
    return texts, total
