"""Reads a query against one index: what each of its words may stand for, and with what weight."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.kernel.terms import Language
from app.search.correction import corrections
from app.search.draft_text import DraftWords
from app.search.expansion import SynonymTable
from app.search.language_index import BODY
from app.search.languages import is_stop_word, stem, tilde_variants
from app.search.query_text import QueryText
from app.search.scope import Scope
from app.search.word_forms import plain_forms, vowel_change

SYNONYM, COMPLETION, CORRECTION, CORRECTION_STEP = 0.7, 0.6, 0.85, 0.15
RARE_COMPLETION = 0.1
PLAIN_FORM, VOWEL_CHANGE = 0.85, 0.4
SHORTEST_PREFIX = 2
MOST_COMPLETIONS = 10
_SHORTEST_HALF = 3
SURE_COST = 0.85
MOST_KEY_WORDS, MOST_PHRASES = 32, 4
Phrase = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A stem (or -1) and the words that are exactly what was meant."""

    stem: int
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that must stand together in a passage to say what the query's word says.

    ``cap`` limits how rare the alternative may count: the endings of a
    half-typed word are together as common as its beginning. In place of terms,
    ``words`` may name neighbours in the vocabulary that all count the same.
    """

    terms: tuple[Term, ...]
    weight: float
    cap: float = np.inf
    words: range = range(0)


@dataclass(slots=True)
class Group:
    """Everything one word of the query may stand for; ``place`` is its place in the query.

    ``weight`` is what the word counts beside the others. ``corrected`` is what
    a mistyped word was probably meant to be, ``candidates`` are all the words of
    the vocabulary it may have been.
    """

    place: int
    alternatives: list[Alternative] = field(default_factory=list)
    corrected: str | None = None
    candidates: tuple[int, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as one index understands it; groups without alternatives are unknown words.

    ``between`` has, by their places, the spellings of the words that say nothing. A ``story`` is
    told in its own order: its words need not stand in an article as they stand in it.
    """

    groups: tuple[Group, ...]
    phrases: tuple[Phrase, ...]
    between: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    story: bool = False


class Interpreter:
    """Reads queries against the part of an index some readers may see."""

    def __init__(self, scope: Scope, synonyms: SynonymTable, known_elsewhere: Callable[[str], bool]) -> None:
        self._known_elsewhere = known_elsewhere
        self._scope = scope
        self._vocabulary = scope.index.vocabulary
        self._language = scope.index.language
        self._synonyms = synonyms

    def read(self, query: QueryText, *, prefixes: bool = True) -> Reading:
        """Return what the query's words may stand for.

        Stop words count only when there is nothing else. With ``prefixes`` the
        last word, when nothing follows it, may be the beginning of another.
        """
        words = [word.text for word in query.words]
        telling = [place for place, word in enumerate(words) if not is_stop_word(word, self._language)]
        last = len(words) - 1 if prefixes and query.open_ended else -1
        groups = {}
        for place in telling or range(len(words)):
            group = self._group(place, words[place], open_ended=place == last)
            if group.alternatives or not is_stop_word(words[place], self._language.other):
                groups[place] = group
        if telling and last not in telling and last >= 0 and len(words[last]) >= SHORTEST_PREFIX:
            half = Group(last, self._completions(words[last], whole=True))
            if half.alternatives:
                groups[last] = half
        self._add_synonyms(groups, words)
        return Reading(tuple(groups.values()), self._phrases(query), self._between(words, groups))

    def read_draft(self, draft: DraftWords) -> Reading:
        """Return what the telling words of a draft may stand for, each word once.

        Only what sounds like a known word is corrected: most unknown words of a story are names.
        """
        words = [word.text for word in draft.query.words]
        groups: dict[int, Group] = {}
        for place in self._key_places(draft, words):
            group = self._group(place, words[place], surely=True)
            if group.alternatives or not is_stop_word(words[place], self._language.other):
                group.weight = draft.weight(place)
                groups[place] = group
        self._add_synonyms(groups, words)
        return Reading(tuple(groups.values()), self._phrases(draft.query)[:MOST_PHRASES], story=True)

    def _key_places(self, draft: DraftWords, words: Sequence[str]) -> list[int]:
        """Return where the words stand that say most: the rarest and the earliest, each once."""
        places = {stem(word, self._language): place for place, word in reversed(list(enumerate(words)))
                  if not is_stop_word(word, self._language)}  # fmt: skip
        says = {place: draft.weight(place) * self._rarity(words[place]) for place in places.values()}
        likely = sorted(says, key=lambda place: (place >= draft.in_title, -says[place]))
        return sorted(likely[:MOST_KEY_WORDS])

    def _rarity(self, word: str) -> float:
        term = self.term(word)
        frequency = self._scope.stem_frequency(term.stem) if term and term.stem >= 0 else 0
        return self._scope.idf(BODY, frequency)

    def term(self, word: str) -> Term | None:
        """Return the term of a folded word, or None when no readable document has it."""
        exact = tuple(
            place
            for variant in tilde_variants(word)
            if (place := self._vocabulary.words.find(variant)) >= 0 and self._scope.frequency[place]
        )
        number = -1
        if not is_stop_word(word, self._language):
            # All spellings have one stem, which is known: working it out costs more than all the rest.
            number = int(self._vocabulary.stem_of[exact[0]]) if exact else self._readable_stem(word)
        return Term(number, exact) if exact or number >= 0 else None

    def _readable_stem(self, word: str) -> int:
        number = self._vocabulary.stems.find(stem(word, self._language))
        return number if number >= 0 and self._readable(number) else -1

    def _readable(self, stem_number: int) -> bool:
        return bool(self._scope.frequency[self._vocabulary.words_of_stem(stem_number)].any())

    def _group(self, place: int, word: str, *, open_ended: bool = False, surely: bool = False) -> Group:
        group = Group(place)
        known = self.term(word)
        if known:
            group.alternatives.append(Alternative((known,), 1.0))
        if open_ended:
            group.alternatives += self._completions(word, whole=known is not None)
        if self._language is Language.ES and not surely and not is_stop_word(word, self._language):
            self._add_forms(group, word, known=known is not None)
        if not group.alternatives and not self._known_elsewhere(word):
            self._correct(group, word, open_ended=open_ended, surely=surely)
        return group

    def _add_forms(self, group: Group, word: str, *, known: bool) -> None:
        """Add the forms of a Spanish word that its stem does not lead to."""
        plain = () if known else (term for form in plain_forms(word) if (term := self.term(form)))
        base = next((term for term in plain if term.stem >= 0), None)
        if base:
            group.alternatives.append(Alternative((base,), PLAIN_FORM))
        other = vowel_change(stem(word, self._language))
        number = self._vocabulary.stems.find(other) if other else -1
        if number >= 0 and self._readable(number):
            weight = VOWEL_CHANGE if known or base else PLAIN_FORM
            group.alternatives.append(Alternative((Term(number, ()),), weight))

    def _completions(self, word: str, *, whole: bool) -> list[Alternative]:
        if len(word) < SHORTEST_PREFIX:
            return []
        spans = [span for span in self.prefix_ranges(word) if span]
        places = np.concatenate([np.zeros(0, dtype=np.int64), *map(np.array, spans)])
        places = places[self._scope.frequency[places] > 0]
        frequency = self._scope.frequency[places]
        cap = self._scope.idf(BODY, min(int(frequency.sum()), self._scope.texts(BODY)))
        likely = places[np.argsort(-frequency, kind="stable")[:MOST_COMPLETIONS]]
        weight = COMPLETION if whole else 1.0
        completed = [self._of_word(int(place), weight, cap) for place in likely]
        if len(places) > len(likely):
            completed += [Alternative((), RARE_COMPLETION * weight, cap, span) for span in spans]
        return completed

    def prefix_ranges(self, word: str) -> list[range]:
        """Return where in the vocabulary the words stand that begin like ``word``."""
        return [self._vocabulary.words.starting_with(variant) for variant in tilde_variants(word)]

    def _of_word(self, place: int, weight: float, cap: float = np.inf) -> Alternative:
        return Alternative((Term(int(self._vocabulary.stem_of[place]), (place,)),), weight, cap)

    def _correct(self, group: Group, word: str, *, open_ended: bool, surely: bool) -> None:
        frequency = self._scope.frequency
        found = corrections(word, self._vocabulary, frequency, prefix=open_ended, surely=surely)
        if surely:
            found = tuple(correction for correction in found if correction.cost <= SURE_COST)
        for correction in found:
            weight = max(CORRECTION - CORRECTION_STEP * correction.cost, 0.3)
            group.alternatives.append(self._of_word(correction.word, weight))
        if found:
            group.corrected = self._vocabulary.words[found[0].word]
            group.candidates = tuple(correction.word for correction in found)
        parted = self._parted(word)
        if parted and not surely:
            terms = tuple(term for half in parted if (term := self.term(half)))
            group.alternatives.append(Alternative(terms, CORRECTION))
            if not found or found[0].cost > 1:
                group.corrected, group.candidates = " ".join(parted), ()

    def _parted(self, word: str) -> tuple[str, str] | None:
        """Return the two words a word was run together from, the commoner pair first."""
        pairs = [
            (word[:cut], word[cut:])
            for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
            if self._frequency(word[:cut]) and self._frequency(word[cut:])
        ]
        return max(pairs, key=lambda pair: min(map(self._frequency, pair)), default=None)

    def _frequency(self, word: str) -> int:
        place = self._vocabulary.words.find(word)
        return int(self._scope.frequency[place]) if place >= 0 else 0

    def _add_synonyms(self, groups: dict[int, Group], words: Sequence[str]) -> None:
        for meaning in self._synonyms.meanings(words):
            known = [place for place in meaning.places if place in groups]
            # Of «no se guarda», «se» does not mean «save», though an English article quotes it.
            covered = [place for place in known if not _says_nothing(words[place])] or known
            if not covered:
                continue
            for phrase in meaning.others:
                terms = self._all_terms(phrase)
                for place in covered if terms else ():
                    groups[place].alternatives.append(Alternative(terms, SYNONYM))

    def _all_terms(self, phrase: Sequence[str]) -> tuple[Term, ...]:
        """Return the terms of a phrase without its stop words, or nothing when one is unknown."""
        telling = [word for word in phrase if not is_stop_word(word, self._language)] or phrase
        terms = tuple(term for word in telling if (term := self.term(word)))
        return terms if len(terms) == len(telling) else ()

    def _between(self, words: Sequence[str], groups: Mapping[int, Group]) -> dict[int, tuple[int, ...]]:
        spelt = self._phrase(["" if place in groups else word for place, word in enumerate(words)])
        return {place: spellings for place, spellings in enumerate(spelt) if spellings}

    def _phrases(self, query: QueryText) -> tuple[Phrase, ...]:
        words = [word.text for word in query.words]
        return tuple(self._phrase([words[place] for place in phrase]) for phrase in query.phrases)

    def _phrase(self, words: list[str]) -> Phrase:
        """Return for each word of a phrase the places of its spellings in the vocabulary."""
        return tuple(
            tuple(p for variant in tilde_variants(word) if (p := self._vocabulary.words.find(variant)) >= 0)
            for word in words
        )


def _says_nothing(word: str) -> bool:
    return any(is_stop_word(word, language) for language in Language)
