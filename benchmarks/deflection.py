"""Measures suggestions on labelled ticket drafts: the answer among three, silence where there is none.

    python -m benchmarks.deflection --sets FOLDER [--misses]

Prints the figures of ``app.deflection.matcher`` as it is, then the curve over the limit with weights
fitted on the other drafts (ten folds), so that no draft is judged by weights that have seen it, then
questions about other things, which must stay unanswered.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.deflection.matcher import LIMIT, MOST, Draft, matches
from app.kernel.terms import Audience, Language, TicketType
from app.search import certainty as curve
from app.search.documents import DraftText
from app.search.suggestions import Suggesting
from app.search.whoosh_engine import WhooshEngine, WhooshReader
from benchmarks.articles import article_documents, article_synonyms

AUDIENCES = frozenset({Audience.EVERYONE, Audience.VIP})
ELSEWHERE = {"xquad-es": Language.ES, "xquad-en": Language.EN, "squad-es": Language.ES}
LIMITS = (0.2, 0.25, 0.3, 0.33, 0.36, 0.39, 0.42, 0.45, 0.5, 0.6)
_FOLDS = 10
_EVERY = 12


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with what speaks for its best article; ``weight`` is what it counts in the fit."""

    kind: str
    name: str
    answered: bool
    weight: float
    features: tuple[float, ...]
    haste: float = 0.0
    places: tuple[float, ...] = ()
    """Of the first articles, the share of the best one's score where it is a right one, else 0."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--misses", action="store_true", help="print the drafts that went wrong")
    options = parser.parse_args()
    tickets = _rows(options.sets / "customer" / "tickets.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        WhooshEngine().build(Path(folder), article_documents(), article_synonyms())
        reader = WhooshEngine().open(Path(folder))
        _print_matcher(reader, tickets, options.misses)
        samples = list(_samples(reader, tickets, options.sets))
        reader.close()
    weights = _fitted(samples)
    print("weights in use   ", *(f"{weight:6.2f}" for weight in _in_use()))
    print("weights as fitted", *(f"{weight:6.2f}" for weight in weights))
    _print_curve(samples, _cross_validated(samples))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def _print_matcher(reader: WhooshReader, tickets: Sequence[dict[str, Any]], misses: bool) -> None:
    """Print what people are offered, and what would be if emergencies and refunds were no exception."""
    print(
        f"{'limit ' + str(LIMIT):<24}{'answered':>9}{'hit@1':>7}{'hit@3':>7}{'unanswered':>12}{'silent':>8}"
    )
    outcomes: dict[str, list[tuple[bool, bool, bool, bool]]] = defaultdict(list)
    for row in tickets:
        relevant, language = frozenset(row["relevant"]), Language(row["lang"])
        texts, kind = (row["title"], row["description"]), TicketType(row["type"])
        untyped = Draft(*texts, None, None, language)
        outcomes["without the type"].append(_outcome(reader, untyped, relevant)[0])
        outcomes["title alone"].append(_outcome(reader, replace(untyped, description=""), relevant)[0])
        outcome, found = _outcome(reader, replace(untyped, type=kind), relevant)
        for group in ("all", row["lang"], row["type"]):
            outcomes[group].append(outcome)
        if misses and outcome[2] != outcome[0]:
            print("   ", row["id"], row["title"], row["relevant"], found, sep=" | ")
    for group, seen in outcomes.items():
        with_answer = [outcome for outcome in seen if outcome[0]]
        without = [outcome for outcome in seen if not outcome[0]]
        shares = [_share([outcome[place] for outcome in with_answer]) for place in (1, 2)]
        silent = _share([outcome[3] for outcome in without])
        print(f"{group:<24}{len(with_answer):9}{shares[0]}{shares[1]}{len(without):12} {silent}")


def _outcome(
    reader: WhooshReader, draft: Draft, relevant: frozenset[str]
) -> tuple[tuple[bool, bool, bool, bool], list[str]]:
    """Return whether a draft has an answer, it comes first, it comes at all, nothing comes; and what does."""
    found = [one.article_id for one in matches(reader, draft, AUDIENCES)]
    right = [article in relevant for article in found]
    return (bool(relevant), right[:1] == [True], any(right), not found), found


def _share(outcomes: Sequence[bool]) -> str:
    return f"{sum(outcomes) / len(outcomes):7.3f}" if outcomes else f"{'–':>7}"


def _samples(reader: WhooshReader, tickets: Sequence[dict[str, Any]], sets: Path) -> Iterator[Sample]:
    """Yield what the curve is fitted on: drafts whole, begun and with their answer taken away, and more."""
    for row in tickets:
        language, relevant = Language(row["lang"]), frozenset(row["relevant"])
        whole = (row["title"], row["description"])
        yield from _sample(reader, "draft", row["id"], whole, language, relevant, 0.7)
        begun = (row["title"], row["description"][:300])
        yield from _sample(reader, "begun", row["id"], begun, language, relevant, 0.5)
        yield from _sample(reader, "title", row["id"], (row["title"], ""), language, relevant, 0.2)
        if relevant:
            yield from _sample(reader, "taken away", row["id"], whole, language, relevant, 0.15, relevant)
    for row in _rows(sets / "customer" / "queries.jsonl"):
        texts, language = (row["text"], ""), Language(row["lang"])
        yield from _sample(reader, "search", row["id"], texts, language, frozenset(row["relevant"]), 0.1)
    for name, language in ELSEWHERE.items():
        for row in _rows(sets / name / "queries.jsonl")[::_EVERY]:
            yield from _sample(
                reader, f"{name} question", row["id"], (row["full"], ""), language, frozenset(), 0.25
            )
        for row in _rows(sets / name / "docs.jsonl")[::_EVERY]:
            texts = (row["title"], row["body"])
            yield from _sample(reader, f"{name} text", row["id"], texts, language, frozenset(), 0.1)


def _sample(
    reader: WhooshReader,
    kind: str,
    name: str,
    texts: tuple[str, str],
    language: Language,
    relevant: frozenset[str],
    weight: float,
    without: frozenset[str] = frozenset(),
) -> Iterator[Sample]:
    asked = Suggesting(reader.library(AUDIENCES), DraftText(*texts, language, AUDIENCES))
    ranked = asked.ranked(without)
    answered = bool(relevant) and not without
    if not ranked:
        yield Sample(kind, name, answered, 0.0, ())
        return
    shares = [(one.score / ranked[0].score) * (one.article_id in relevant) for one in ranked[:MOST]]
    counts = 2 * weight if kind in {"draft", "begun", "title"} and not answered else weight
    evidence = asked.evidence(ranked)
    features, haste = curve.features(evidence), curve.haste(evidence)
    yield Sample(kind, name, answered, counts, features, haste, tuple(shares))


def _in_use() -> tuple[float, ...]:
    return curve.SHARE, curve.TITLE, curve.LEAD, curve.TOLD, curve.WORDS, curve.BASE


def _fitted(samples: Sequence[Sample], rounds: int = 40, restraint: float = 0.5) -> NDArray[np.float64]:
    """Return the weights of a logistic curve, the base last, by Newton's method on scaled features."""
    used = [sample for sample in samples if sample.weight]
    plain = np.array([sample.features for sample in used])
    middle, spread = plain.mean(axis=0), plain.std(axis=0)
    scaled = np.column_stack([(plain - middle) / spread, np.ones(len(used))])
    answered = np.array([sample.answered for sample in used])
    counts = np.array([sample.weight for sample in used])
    held = np.diag([restraint] * plain.shape[1] + [1e-6])
    weights = np.zeros(scaled.shape[1])
    for _ in range(rounds):
        sure = 1 / (1 + np.exp(-scaled @ weights))
        bend = scaled.T @ (scaled * (counts * sure * (1 - sure))[:, None]) + held
        weights -= np.linalg.solve(bend, scaled.T @ (counts * (sure - answered)) + held @ weights)
    slopes = weights[:-1] / spread
    return np.append(slopes, weights[-1] - slopes @ middle)


def _cross_validated(samples: Sequence[Sample]) -> list[float]:
    """Return how certain the answer to each sample is by weights fitted without its draft."""
    fold_of = {
        name: number % _FOLDS for number, name in enumerate(dict.fromkeys(one.name for one in samples))
    }
    fits = [_fitted([one for one in samples if fold_of[one.name] != fold]) for fold in range(_FOLDS)]
    return [_certainty(fits[fold_of[one.name]], one) for one in samples]


def _certainty(weights: NDArray[np.float64], sample: Sample) -> float:
    if not sample.features:
        return 0.0
    return float(1 / (1 + np.exp(sample.haste - weights[-1] - np.dot(weights[:-1], sample.features))))


def _print_curve(samples: Sequence[Sample], certain: Sequence[float]) -> None:
    kinds = list(dict.fromkeys(sample.kind for sample in samples))
    print("\nanswers offered, left, and silence where there is none, right, by weights fitted on other texts")
    print(f"{'limit':<8}" + "".join(f"{kind:>18}" for kind in kinds))
    for limit in LIMITS:
        line = f"{limit:<8}"
        for kind in kinds:
            hits, silent = [], []
            for sample, sure in zip(samples, certain, strict=True):
                if sample.kind == kind and sample.answered:
                    hits.append(any(place and sure * place >= limit for place in sample.places))
                elif sample.kind == kind:
                    silent.append(sure < limit)
            line += f"{_share(hits) + ' ' + _share(silent):>18}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
