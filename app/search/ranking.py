"""Scores the documents of a scope for a reading of a query: BM25 over fields, then proximity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from app.search.interpretation import Alternative, Group, Reading, Term
from app.search.language_index import BODY, EXTRA, TITLE
from app.search.nearness import Nearness
from app.search.postings import TextField
from app.search.scope import Scope, Weighted

EXACT = 0.4
FIELD_WEIGHTS = {BODY: 1.0, TITLE: 1.0, EXTRA: 1.0}
NEARNESS_TOP = 50
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

    The first fifty are ordered by how the query's words stand together as well;
    ``nearness`` scales it as ``scores`` were scaled.
    """
    looked_at = max(most, NEARNESS_TOP)
    candidates = np.flatnonzero(allowed)
    if len(candidates) > looked_at:
        least = np.partition(scores[candidates], -looked_at)[-looked_at]
        candidates = candidates[scores[candidates] >= least]
        fresher_first = np.lexsort((-scope.index.updated[candidates], -scores[candidates]))
        candidates = candidates[fresher_first[:looked_at]]
    passages = scope.index.best_passages(body, candidates)
    final = scores[candidates].astype(np.float64)
    top = np.argsort(-final, kind="stable")[:NEARNESS_TOP]
    nearest = Nearness(scope, reading).scores(candidates[top].tolist(), passages[top].tolist())
    final[top] += nearness * nearest
    found = zip(candidates.tolist(), passages.tolist(), final.tolist(), strict=True)
    rank = scope.index.freshness
    ranked = [Ranked(*one) for one in found]
    ranked.sort(key=lambda one: (-round(one.score, 4), rank[one.document]))
    return ranked[:most]


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
