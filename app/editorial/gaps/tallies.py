"""Counts who stands behind each cluster: pure, and nothing leaves it that too few people said."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.editorial.gaps.clustering import Clusters, clustered
from app.editorial.gaps.uses import Use
from app.editorial.gaps.vocabulary import FEWEST, FEWEST_REQUESTERS, MONTH, Source
from app.editorial.gaps.wording import NamePairs, Stems, is_presentable, telling_stems, telling_words
from app.kernel.terms import Language, ProductArea

WEEKS = 12
MOST_PHRASES = 10
_NAME_WORDS = 5


@dataclass(frozen=True, slots=True)
class Said:
    """Words that enough people used."""

    source: Source
    text: str
    people: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What stands behind a cluster; ``name`` is empty where too few people said any of its words.

    ``everybody`` counts 90 days, ``people`` and ``tickets`` 30, ``before`` the 30 before them.
    """

    name: str
    stems: Stems
    phrases: tuple[Said, ...]
    everybody: int
    people: int
    before: int
    tickets: int
    by_source: Mapping[Source, int]
    weeks: tuple[int, ...]
    area: ProductArea | None


@dataclass(slots=True)
class Heap:
    """Everything asked in a language, by the stems of its phrases.

    ``opened`` counts for each phrase the fresh uses that led to an article, and all of them; ``reached``
    counts all that led to one.
    """

    vain: dict[Stems, list[Use]] = field(default_factory=lambda: defaultdict(list))
    opened: dict[Stems, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    reached: Counter[Stems] = field(default_factory=Counter)


def heaped(uses: Iterable[Use]) -> dict[Language, Heap]:
    """Sort what was asked by language and stems; what says nothing is left out."""
    heaps = {language: Heap() for language in Language}
    known: dict[tuple[str, Language], Stems] = {}
    for use in uses:
        key = use.text, use.language
        stems = known.get(key)
        if stems is None:
            stems = known[key] = telling_stems(*key)
        if not stems:
            continue
        heap = heaps[use.language]
        if use.is_vain:
            heap.vain[stems].append(use)
        else:
            heap.reached[stems] += 1
        if use.is_fresh:
            heap.opened[stems][0] += not use.is_vain
            heap.opened[stems][1] += 1
    return heaps


def clusters_of(
    heap: Heap, seeds: Sequence[Stems], homes: Mapping[Stems, int], unknown: Collection[str]
) -> tuple[Clusters, dict[int, list[Use]]]:
    """Return the clusters of a heap, and what was asked in each; see ``clustered``."""
    shared = _shared_words(heap, seeds)
    joined: dict[Stems, list[Use]] = defaultdict(list)
    for stems, uses in heap.vain.items():
        if telling := tuple(stem for stem in stems if stem in shared):
            joined[telling] += uses
    weights = {stems: len({use.who for use in uses}) for stems, uses in joined.items()}
    clusters = clustered(weights, seeds, homes, unknown)
    gathered: dict[int, list[Use]] = defaultdict(list)
    for stems, uses in joined.items():
        gathered[clusters.of[stems]] += uses
    return clusters, gathered


def _shared_words(heap: Heap, seeds: Sequence[Stems]) -> frozenset[str]:
    """Return the stems that several people said: whatever else somebody wrote, nobody else looks for."""
    people: Counter[str] = Counter()
    for stems, uses in heap.vain.items():
        people.update(dict.fromkeys(stems, len({use.who for use in uses})))
    several = {stem for stem, count in people.items() if count >= FEWEST_REQUESTERS}
    return frozenset(several.union(*seeds))


def tally(uses: Sequence[Use], language: Language, names: NamePairs) -> Tally:
    """Count what was asked in a cluster."""
    phrases = _phrases(uses, names)
    name = phrases[0].text if phrases else _common_words(uses, language, names)
    recent, before = _people(uses, 0), _people(uses, MONTH.days)
    asked_for = [use for use in uses if use.source is not Source.SEARCH]
    areas = Counter(use.area for use in asked_for if use.area)
    return Tally(
        name=name,
        stems=telling_stems(name, language),
        phrases=phrases,
        everybody=len({use.who for use in uses}),
        people=len(recent),
        before=len(before),
        tickets=sum(use.days_ago < MONTH.days for use in asked_for),
        by_source={source: sum(use.source is source for use in uses) for source in Source},
        weeks=_weeks(uses),
        area=min(areas, key=lambda area: (-areas[area], area)) if areas else None,
    )


def _phrases(uses: Sequence[Use], names: NamePairs) -> tuple[Said, ...]:
    people: dict[tuple[Source, str], set[int]] = defaultdict(set)
    for use in uses:
        people[use.source, use.text].add(use.who)
    enough = [
        Said(source, text, len(who))
        for (source, text), who in people.items()
        if len(who) >= (FEWEST if source is Source.SEARCH else FEWEST_REQUESTERS)
        and is_presentable(text, names)
    ]
    return tuple(sorted(enough, key=lambda one: (-one.people, one.text, one.source))[:MOST_PHRASES])


def _common_words(uses: Sequence[Use], language: Language, names: NamePairs) -> str:
    """Return the words most people used, where nobody's whole phrase may be shown."""
    people: dict[str, set[int]] = defaultdict(set)
    for use in uses:
        for word in telling_words(use.text, language):
            people[word].add(use.who)
    common = [word for word, who in people.items() if len(who) >= FEWEST]
    kept = sorted(common, key=lambda word: (-len(people[word]), word))[:_NAME_WORDS]
    name = " ".join(kept)
    return name if is_presentable(name, names) else ""


def _people(uses: Sequence[Use], since: int) -> set[int]:
    return {use.who for use in uses if since <= use.days_ago < since + MONTH.days}


def _weeks(uses: Sequence[Use]) -> tuple[int, ...]:
    people: list[set[int]] = [set() for _ in range(WEEKS)]
    for use in uses:
        if use.days_ago < 7 * WEEKS:
            people[WEEKS - 1 - use.days_ago // 7].add(use.who)
    return tuple(map(len, people))
