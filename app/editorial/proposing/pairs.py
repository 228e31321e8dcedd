"""Finds which phrases people use for each other, in a stream of searches and in memory that stays small."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby, pairwise

from app.editorial.proposing.sieve import Sieve
from app.editorial.rewording import SAME_SEARCH, Stems, Tried, difference, stems_of, telling_stems
from app.kernel.terms import Language

_SEVERAL = 2  # articles reached by both ways; one article has many subjects, which are no synonyms
_MOST_WAYS = 100  # queries of an article that are compared with each other, the most used

Searches = Callable[[], Iterable[Tried]]
Key = tuple[Language, Stems, Stems]  # what was tried, and what was tried instead
Said = tuple[str, str]  # the same, as it was typed
Way = tuple[Language, str, str]  # language, article, and the query it was opened from
Sides = Mapping[Way, Sequence[tuple[Key, str, Said]]]  # what a way says of which pairs


@dataclass(frozen=True, slots=True)
class Reworded:
    """Two ways to say something, and how many visitors used them.

    ``rewording`` opened nothing for the first and something after the second; ``by_first`` and
    ``by_second`` came to the same articles by either. ``articles`` and ``queries`` are what they opened
    and typed, with the visitors of each.
    """

    language: Language
    first: str
    second: str
    rewording: int
    by_first: int
    by_second: int
    articles: Mapping[str, int]
    queries: Mapping[str, int]

    @property
    def people(self) -> int:
        """Return how many visitors speak for it: those who reworded, or the fewer of both sides."""
        return max(self.rewording, min(self.by_first, self.by_second))


@dataclass(frozen=True, slots=True)
class _Frequent:
    """The rewordings and the ways to an article of enough visitors, with how many."""

    rewordings: Mapping[Key, int]
    ways: Mapping[Way, int]


@dataclass(slots=True)
class _Voice:
    """What one visitor says of a pair."""

    sides: set[str] = field(default_factory=set)
    queries: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    said: set[Said] = field(default_factory=set)


@dataclass(slots=True)
class _Evidence:
    """What all of them say of it."""

    sides: Counter[str] = field(default_factory=Counter)
    queries: Counter[str] = field(default_factory=Counter)
    articles: Counter[str] = field(default_factory=Counter)
    said: Counter[Said] = field(default_factory=Counter)

    def hear(self, voice: _Voice) -> None:
        self.sides.update(voice.sides)
        self.queries.update(voice.queries)
        self.articles.update(voice.articles)
        self.said.update(voice.said)


def reworded(searches: Searches, fewest: int) -> list[Reworded]:
    """Return the pairs that at least ``fewest`` visitors speak for: those who reworded first, most first.

    ``searches`` yields what everybody tried, ordered by visitor and time. It is read three times, so that
    only what enough visitors did is kept: what may be frequent, what is, and what is known of it.
    """
    frequent = _frequent(searches, fewest)
    keys = _one_way(frequent.rewordings)
    sides = _sides(frequent.ways, keys)
    known = keys | {key for places in sides.values() for key, _, _ in places}
    evidence = _evidence(searches, known, sides) if known else {}
    pairs = [_pair(key, each) for key, each in evidence.items()]
    enough = [pair for pair in pairs if pair.people >= fewest]
    return sorted(enough, key=lambda one: (one.rewording < fewest, -one.people, one.first, one.second))


def _frequent(searches: Searches, fewest: int) -> _Frequent:
    sieve = Sieve()
    for own in _by_visitor(searches):
        sieve.note(_keys_of(own))
        sieve.note(_ways_of(own))
    keys, ways = Counter[Key](), Counter[Way]()
    for own in _by_visitor(searches):
        keys.update(key for key in _keys_of(own) if sieve.count(key) >= fewest)
        ways.update(way for way in _ways_of(own) if sieve.count(way) >= fewest)
    return _Frequent(
        {key: people for key, people in keys.items() if people >= fewest},
        {way: people for way, people in ways.items() if people >= fewest},
    )


def _by_visitor(searches: Searches) -> Iterator[Sequence[Tried]]:
    for _, own in groupby(searches(), key=lambda one: one.visitor):
        yield list(own)


def _keys_of(own: Sequence[Tried]) -> set[Key]:
    return {key for key, *_ in _rewordings(own)}


def _ways_of(own: Sequence[Tried]) -> set[Way]:
    return {(one.language, article, one.text) for one in own for article in one.opened}


def _rewordings(own: Sequence[Tried]) -> Iterator[tuple[Key, Said, Tried, Tried]]:
    """Yield what a visitor tried in vain, and what led to an article soon after."""
    for before, after in pairwise(own):
        if before.opened or not after.opened or before.language is not after.language:
            continue
        if after.asked_at - before.asked_at > SAME_SEARCH:
            continue
        said = difference(before.text, after.text, before.language)
        if said is not None:
            yield _key(before.language, said), said, before, after


def _key(language: Language, said: Said) -> Key:
    return language, stems_of(said[0], language), stems_of(said[1], language)


def _reverse(key: Key) -> Key:
    return key[0], key[2], key[1]


def _one_way(rewordings: Mapping[Key, int]) -> set[Key]:
    """Return each pair in the direction that more people took."""
    return {
        key
        for key, people in rewordings.items()
        if (people, key) >= (rewordings.get(_reverse(key), 0), _reverse(key))
    }


def _sides(ways: Mapping[Way, int], keys: set[Key]) -> Sides:
    """Return which ways are a side of a pair: two ways to several articles, with the same words beside."""
    found: dict[Key, dict[str, list[tuple[str, str, Said]]]] = defaultdict(lambda: defaultdict(list))
    for (language, article), texts in _most_used(ways).items():
        stems = {text: telling_stems(text, language) for text in texts}
        for second, first in combinations(texts, 2):
            said = None if stems[first].isdisjoint(stems[second]) else difference(first, second, language)
            if said is None:
                continue
            key = _key(language, said)
            if key not in keys and (_reverse(key) in keys or _reverse(key) in found):
                found[_reverse(key)][article].append((second, first, (said[1], said[0])))
            else:
                found[key][article].append((first, second, said))
    sides: dict[Way, list[tuple[Key, str, Said]]] = defaultdict(list)
    for key, articles in found.items():
        for article, pairs in articles.items() if len(articles) >= _SEVERAL else ():
            for first, second, said in pairs:
                sides[key[0], article, first].append((key, "first", said))
                sides[key[0], article, second].append((key, "second", said))
    return sides


def _most_used(ways: Mapping[Way, int]) -> Mapping[tuple[Language, str], Sequence[str]]:
    """Return the queries by which most came to each article, the most used first."""
    texts: dict[tuple[Language, str], list[str]] = defaultdict(list)
    for language, article, text in sorted(ways, key=lambda way: (-ways[way], way)):
        if len(texts[language, article]) < _MOST_WAYS:
            texts[language, article].append(text)
    return texts


def _evidence(searches: Searches, known: set[Key], sides: Sides) -> Mapping[Key, _Evidence]:
    evidence = {key: _Evidence() for key in known}
    for own in _by_visitor(searches):
        voices: dict[Key, _Voice] = defaultdict(_Voice)
        for key, said, before, after in _rewordings(own):
            if key in known:
                _add(voices[key], "reworded", said, (before, after))
        for one in own:
            for article in one.opened:
                for key, side, said in sides.get((one.language, article, one.text), ()):
                    _add(voices[key], side, said, (one,))
        for key, voice in voices.items():
            evidence[key].hear(voice)
    return evidence


def _add(voice: _Voice, side: str, said: Said, searches: Iterable[Tried]) -> None:
    voice.sides.add(side)
    voice.said.add(said)
    for search in searches:
        voice.queries.add(search.text)
        voice.articles |= search.opened


def _pair(key: Key, evidence: _Evidence) -> Reworded:
    first, second = min(evidence.said, key=lambda said: (-evidence.said[said], said))
    sides = evidence.sides
    return Reworded(
        language=key[0],
        first=first,
        second=second,
        rewording=sides["reworded"],
        by_first=sides["first"],
        by_second=sides["second"],
        articles=evidence.articles,
        queries=evidence.queries,
    )
