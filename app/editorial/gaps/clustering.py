"""Puts phrases that look for the same together: pure, and the same whatever the order they come in."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log1p
from types import MappingProxyType

from app.editorial.gaps.vocabulary import FEWEST
from app.editorial.gaps.wording import Stems

NOWHERE: Mapping[Stems, int] = MappingProxyType({})
ALIKE = 0.5  # of the worth of all their stems
_MOST_TRIED = 100  # leaders that share a stem; who is like none of the heaviest leads a cluster
_LEAST = 0.25  # worth of a stem that too few people use, or nearly everybody


@dataclass(frozen=True, slots=True)
class Clusters:
    """For each phrase the cluster it belongs to, by number; seeds come first, in their order.

    ``merged`` says which seed is an earlier one in other words.
    """

    of: Mapping[Stems, int]
    leaders: Sequence[Stems]
    merged: Mapping[int, int]


def clustered(
    weights: Mapping[Stems, int],
    seeds: Sequence[Stems] = (),
    homes: Mapping[Stems, int] = NOWHERE,
    unknown: Collection[str] = (),
) -> Clusters:
    """Gather phrases, given by their stems and how much each weighs, around the heaviest of them.

    What a cluster is about is said by its leader alone, so that it cannot drift; ``seeds`` lead those
    that are known already, and of two seeds that say the same the earlier one stays. ``homes`` says of
    phrases which seed they belong to already. Where phrases fail for the same ``unknown`` stem, no other
    word parts them.
    """
    worth = _worth(weights, seeds)
    causes = _causes([*seeds, *weights], weights, unknown)
    leaders: list[Stems] = []
    holding: dict[str, list[int]] = defaultdict(list)
    failing: dict[str, int] = {}
    merged: dict[int, int] = {}

    def nearest(stems: Stems) -> int | None:
        same = failing.get(causes.get(stems, ""))
        return same if same is not None else _nearest(stems, leaders, holding, worth)

    def lead(stems: Stems, is_heard: bool = True) -> int:
        leaders.append(stems)
        for each in stems if is_heard else ():
            holding[each].append(len(leaders) - 1)
        if is_heard and stems in causes:
            failing[causes[stems]] = len(leaders) - 1
        return len(leaders) - 1

    for seed in seeds:
        same = nearest(seed)
        number = lead(seed, is_heard=same is None)
        if same is not None:
            merged[number] = same
    found: dict[Stems, int] = {}
    for stems in sorted(weights, key=lambda each: (-weights[each], each)):
        home = homes.get(stems)
        near = nearest(stems) if home is None else merged.get(home, home)
        found[stems] = lead(stems) if near is None else near
    return Clusters(found, leaders, merged)


def _causes(
    phrases: Iterable[Stems], weights: Mapping[Stems, int], unknown: Collection[str]
) -> Mapping[Stems, str]:
    """Return for each phrase with unknown stems the one that most people said.

    One alone, so that a phrase with two of them is no bridge between what has nothing to do with it.
    """
    people: Counter[str] = Counter()
    for stems, weight in weights.items():
        people.update({each: weight for each in stems if each in unknown})
    causes: dict[Stems, str] = {}
    for stems in phrases:
        if own := [each for each in stems if people[each]]:
            causes[stems] = min(own, key=lambda each: (-people[each], each))
    return causes


def _worth(weights: Mapping[Stems, int], seeds: Sequence[Stems]) -> Mapping[str, float]:
    """Return how much each stem tells: what many phrases share little, and what few people say, a name
    or the rest of a sentence, no more than that.
    """
    holders = Counter(stem for stems in weights for stem in stems)
    people: Counter[str] = Counter()
    for stems, weight in weights.items():
        people.update(dict.fromkeys(stems, weight))
    rare = log1p(max(len(weights) / FEWEST, 1))
    named = {stem for seed in seeds for stem in seed}
    worth = dict.fromkeys(named, 1.0)
    for stem, count in holders.items():
        shared = min(1.0, log1p(len(weights) / count) / rare)
        worth[stem] = max(_LEAST, shared) if people[stem] >= FEWEST or stem in named else _LEAST
    return worth


def _nearest(
    stems: Stems, leaders: Sequence[Stems], holding: Mapping[str, Sequence[int]], worth: Mapping[str, float]
) -> int | None:
    """Return the most alike leader, the earliest of equals; None where none is alike enough."""
    whole = sum(worth[each] for each in stems)
    left, candidates = whole, set[int]()
    # Whoever shares half of the worth shares one of the stems that are worth the other half and more.
    for each in sorted(stems, key=lambda one: (-worth[one], one)):
        if left < ALIKE * whole:
            break
        candidates.update(holding.get(each, ())[:_MOST_TRIED])
        left -= worth[each]
    own, best, nearest = set(stems), 0.0, None
    for number in sorted(candidates):
        alike = _alike(own, leaders[number], whole, worth)
        if alike >= ALIKE and alike > best + 1e-9:
            best, nearest = alike, number
    return nearest


def _alike(own: AbstractSet[str], other: Stems, whole: float, worth: Mapping[str, float]) -> float:
    shared, together = 0.0, whole
    for each in other:
        if each in own:
            shared += worth[each]
        else:
            together += worth[each]
    return shared / together if together else 0.0
