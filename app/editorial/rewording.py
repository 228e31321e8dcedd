"""Finds which words people use for each other, from what they searched and what they opened."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations, groupby, pairwise

from app.kernel.terms import Language
from app.search.languages import Word, is_stop_word, normalised, stem, words_of
from app.search.spelling import sound_of

SAME_SEARCH = timedelta(minutes=5)
_LONGEST = 3  # words of a phrase
_ALIKE = 0.75  # of their letters: a slip of the keyboard, which correction mends already
Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A search of a visitor and the articles opened from it."""

    visitor: str
    language: Language
    text: str
    asked_at: datetime
    opened: frozenset[str]


@dataclass(slots=True)
class Reworded:
    """Two ways to say something, and who used them.

    ``rewording`` are visitors who opened nothing for the first and something after the second;
    ``by_first`` and ``by_second`` those who came to the same article by either. ``queries`` are what
    they typed, with the visitors of each.
    """

    language: Language
    first: str
    second: str
    rewording: set[str] = field(default_factory=set)
    by_first: set[str] = field(default_factory=set)
    by_second: set[str] = field(default_factory=set)
    articles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    queries: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def people(self) -> int:
        """Return how many visitors speak for it: those who reworded, or the fewer of both sides."""
        return max(len(self.rewording), min(len(self.by_first), len(self.by_second)))


def reworded(searches: Iterable[Tried], fewest: int) -> list[Reworded]:
    """Return the pairs that at least ``fewest`` visitors speak for, most first."""
    ordered = sorted(searches, key=lambda one: (one.visitor, one.asked_at))
    pairs: dict[tuple[Language, frozenset[Stems]], Reworded] = {}
    for _, own in groupby(ordered, key=lambda one: one.visitor):
        for before, after in pairwise(own):
            _note_rewording(pairs, before, after)
    _note_same_article(pairs, ordered, fewest)
    enough = [pair for pair in pairs.values() if pair.people >= fewest]
    return sorted(enough, key=lambda pair: (-pair.people, pair.first, pair.second))


def difference(first: str, second: str, language: Language) -> tuple[str, str] | None:
    """Return what two queries say in other words, or None when they say the same, or all another thing.

    Words with digits are somebody's own; words spelt or sounding alike are slips.
    """
    one, other = _telling(first, language), _telling(second, language)
    shared = {stem(word.text, language) for word in one} & {stem(word.text, language) for word in other}
    parts = [[word for word in words if stem(word.text, language) not in shared] for words in (one, other)]
    if not all(0 < len(part) <= _LONGEST and _says_words(part) for part in parts):
        return None
    said = [" ".join(word.text for word in part) for part in parts]
    if _is_slip(*said):
        return None
    return _as_typed(first, parts[0]), _as_typed(second, parts[1])


def stems_of(phrase: str, language: Language) -> Stems:
    """Return the stems of a phrase, by which two spellings of it are one."""
    return tuple(stem(word.text, language) for word in words_of(normalised(phrase)))


def _note_rewording(
    pairs: dict[tuple[Language, frozenset[Stems]], Reworded], before: Tried, after: Tried
) -> None:
    if before.opened or not after.opened or before.language is not after.language:
        return
    if after.asked_at - before.asked_at > SAME_SEARCH:
        return
    pair = _pair(pairs, before.text, after.text, before.language)
    if pair is not None:
        pair.rewording.add(before.visitor)
        _note(pair, (before, after))


def _note_same_article(
    pairs: dict[tuple[Language, frozenset[Stems]], Reworded], searches: Sequence[Tried], fewest: int
) -> None:
    """Compare the queries by which many came to the same article."""
    ways: dict[tuple[Language, str], dict[str, list[Tried]]] = defaultdict(lambda: defaultdict(list))
    for search in searches:
        for article in search.opened:
            ways[search.language, article][search.text].append(search)
    for (language, _), queries in ways.items():
        many = [text for text, own in queries.items() if len({one.visitor for one in own}) >= fewest]
        for one, other in combinations(sorted(many), 2):
            pair = _pair(pairs, one, other, language)
            if pair is None:
                continue
            first, second = (one, other) if _starts_as(pair, one, other) else (other, one)
            pair.by_first |= {search.visitor for search in queries[first]}
            pair.by_second |= {search.visitor for search in queries[second]}
            _note(pair, (*queries[first], *queries[second]))


def _pair(
    pairs: dict[tuple[Language, frozenset[Stems]], Reworded], first: str, second: str, language: Language
) -> Reworded | None:
    found = difference(first, second, language)
    if found is None:
        return None
    key = language, frozenset(stems_of(phrase, language) for phrase in found)
    return pairs.setdefault(key, Reworded(language, *found))


def _starts_as(pair: Reworded, first: str, second: str) -> bool:
    found = difference(first, second, pair.language)
    return found is not None and stems_of(found[0], pair.language) == stems_of(pair.first, pair.language)


def _note(pair: Reworded, searches: Iterable[Tried]) -> None:
    for search in searches:
        pair.queries[search.text].add(search.visitor)
        for article in search.opened:
            pair.articles[article].add(search.visitor)


def _telling(text: str, language: Language) -> list[Word]:
    return [word for word in words_of(normalised(text)) if not is_stop_word(word.text, language)]


def _says_words(words: Sequence[Word]) -> bool:
    return all(word.text.isalpha() and len(word.text) > 1 for word in words)


def _is_slip(first: str, second: str) -> bool:
    if first.startswith(second) or second.startswith(first) or sound_of(first) == sound_of(second):
        return True
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _as_typed(text: str, words: Sequence[Word]) -> str:
    shown = normalised(text)
    return " ".join(shown[word.start : word.end] for word in words)
