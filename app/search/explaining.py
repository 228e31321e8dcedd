"""Tells why the documents a query brings stand where they do, in facts an editor can act on."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.kernel.terms import Language
from app.search.answer import Answer
from app.search.documents import SearchHit, SearchQuery, SearchResults
from app.search.interpretation import SYNONYM, Alternative, Group
from app.search.language_index import BODY, FIELDS
from app.search.languages import stem, tilde_variants
from app.search.meaning import words_meant
from app.search.ranking import FIELD_WEIGHTS, document_scores
from app.search.results import Library, Placed, Search

NOTHING = Alternative((), 0.0)


class How(StrEnum):
    """How a word of a document answers to a word that was typed."""

    AS_TYPED = "as typed"
    OTHER_FORM = "another form"
    COMPLETED = "completed"
    CORRECTED = "corrected"
    SYNONYM = "synonym"


@dataclass(frozen=True, slots=True)
class WordReading:
    """What a typed word was taken for in one language; ``meant`` are words of articles, likely ones first.

    ``counts`` is false for words that are in everything; a word that counts and means nothing is
    unknown. ``corrected`` is what a mistyped word was probably meant to be.
    """

    typed: str
    counts: bool
    corrected: str | None
    meant: tuple[tuple[How, str], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """What a typed word adds to a hit: by which of its words, in which field, which share of the score."""

    typed: str
    field: str
    how: How
    words: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class ExplainedHit:
    """A hit with its reasons, the strongest first.

    ``together`` is the share that the typed words' standing close to each other adds, ``translated``
    tells that its text in the other language was what answered, ``other_language`` that it is not in
    the reader's, and ``tied`` that it scores like the hit above and only is the older one.
    """

    hit: SearchHit
    reasons: tuple[Reason, ...]
    together: float
    translated: bool
    other_language: bool
    tied: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The results of a query, how each language read it, and why each hit stands where it does."""

    results: SearchResults
    readings: dict[Language, tuple[WordReading, ...]]
    hits: tuple[ExplainedHit, ...]


def explain(library: Library, query: SearchQuery) -> Explanation:
    """Answer a query and give the reasons."""
    return _Explaining(library, query).explanation()


class _Explaining(Search):
    """One query, asked and accounted for."""

    def explanation(self) -> Explanation:
        results = self.results()
        start = max(self._query.offset, 0)
        placed = self._placed(start + len(results.hits))[start:]
        above = [None, *placed[:-1]] if placed else []
        hits = tuple(
            self._explained(hit, one, before)
            for hit, one, before in zip(results.hits, placed, above, strict=True)
        )
        return Explanation(
            results, {language: self._reading(answer) for language, answer in self._answers.items()}, hits
        )

    def _reading(self, answer: Answer) -> tuple[WordReading, ...]:
        groups = {group.place: group for group in answer.reading.groups}
        return tuple(
            self._word_reading(answer, word.text, groups.get(place))
            for place, word in enumerate(self._text.words)
        )

    def _word_reading(self, answer: Answer, typed: str, group: Group | None) -> WordReading:
        if group is None:
            return WordReading(typed, False, None, ())
        meant: dict[str, How] = {}
        words = answer.scope.index.vocabulary.words
        for alternative in group.alternatives:
            places = words_meant(answer.scope, Group(group.place, [alternative]))
            often = answer.scope.frequency[places]
            for place in places[np.argsort(-often, kind="stable")].tolist():
                if answer.scope.frequency[place]:
                    meant.setdefault(words[place], _how(answer, typed, group, alternative, words[place]))
        return WordReading(typed, True, group.corrected, tuple((how, word) for word, how in meant.items()))

    def _explained(self, hit: SearchHit, placed: Placed, above: Placed | None) -> ExplainedHit:
        base = float(self._scores[placed.language][placed.document])
        answer, document, factor, translated = self._source(placed, base)
        reasons = sorted(
            (
                Reason(typed, field, how, words, factor * points / placed.score)
                for group in answer.reading.groups
                for typed, field, how, words, points in self._points(answer, group, document)
            ),
            key=lambda reason: -reason.share,
        )
        return ExplainedHit(
            hit=hit,
            reasons=tuple(reasons),
            together=(placed.score - base) / placed.score,
            translated=translated,
            other_language=placed.language is not self._own,
            tied=above is not None and round(above.score, 4) == round(placed.score, 4),
        )

    def _source(self, placed: Placed, base: float) -> tuple[Answer, int, float, bool]:
        """Return the answer that gave a document its score, its number there, and what it counts."""
        answer = self._answers[placed.language]
        if placed.language is not self._own:
            return answer, placed.document, float(self._factor), False
        if float(answer.scores[placed.document]) >= base - 1e-4:
            return answer, placed.document, 1.0, False
        other = int(self._library.translations[self._own][placed.document])
        return self._answers[self._other], other, float(self._factor), True

    def _points(
        self, answer: Answer, group: Group, document: int
    ) -> Iterator[tuple[str, str, How, tuple[str, ...], float]]:
        """Yield what a group adds to a document in each field: by its best alternative, as ranking does."""
        typed = self._text.words[group.place].text
        passages = answer.scope.index.passages_of(document)
        best = passages.start + int(np.argmax(answer.passage_scores[passages.start : passages.stop]))
        for field in FIELDS:
            weights = {name: FIELD_WEIGHTS[name] if name == field else 0.0 for name in FIELDS}
            found = []
            for each in group.alternatives:
                alone = Group(group.place, [each], weight=group.weight)
                whole, body = document_scores(answer.scope, [alone], weights)
                found.append((float(body[best]) if field == BODY else float(whole[document]), each))
            points, alternative = max(found, key=lambda pair: pair[0], default=(0.0, NOTHING))
            if points <= 0:
                continue
            text = answer.scope.index.fields[field].sequences.of(best if field == BODY else document)
            meant = words_meant(answer.scope, Group(group.place, [alternative]))
            places = list(dict.fromkeys(text[np.isin(text, meant)].tolist()))
            words = tuple(answer.scope.index.vocabulary.words[place] for place in places)
            how = min(
                (_how(answer, typed, group, alternative, word) for word in words),
                key=list(How).index,
                default=How.OTHER_FORM,
            )
            yield typed, field, how, words, points


def _how(answer: Answer, typed: str, group: Group, alternative: Alternative, word: str) -> How:
    """Tell how a word of the vocabulary, meant by an alternative, answers to what was typed."""
    language = answer.scope.index.language
    if word in tilde_variants(typed):
        return How.AS_TYPED
    if np.isfinite(alternative.cap) or alternative.words:
        return How.COMPLETED
    if stem(word, language) == stem(typed, language):
        return How.OTHER_FORM
    if group.corrected is not None and _is_correction(answer, group, alternative):
        return How.CORRECTED
    return How.SYNONYM if alternative.weight == SYNONYM else How.OTHER_FORM


def _is_correction(answer: Answer, group: Group, alternative: Alternative) -> bool:
    words = answer.scope.index.vocabulary.words
    means = {place for term in alternative.terms for place in term.words}
    parts = {words[place] for place in means}
    return bool(means & set(group.candidates)) or parts == set((group.corrected or "").split())
