"""Reads 90 days and asks the live index: everything that can be done before a row is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select

from app.editorial.gaps.judging import Judge
from app.editorial.gaps.models import ContentGap, GapPhrase
from app.editorial.gaps.tallies import Heap, Tally, clusters_of, heaped, tally
from app.editorial.gaps.uses import known_names, searches, subjects, uncited
from app.editorial.gaps.vocabulary import FEWEST, FEWEST_REQUESTERS, SPAN, Source
from app.editorial.gaps.wording import NamePairs, Stems
from app.kernel.terms import Language, ProductArea
from app.search.engine import SearchReader
from app.storage.database import db

MOST = 150  # new gaps of a language looked at in a run; those that most people stand behind
NOBODY = Tally("", (), (), 0, 0, 0, 0, dict.fromkeys(Source, 0), (0,) * 12, None)


@dataclass(frozen=True, slots=True)
class Judged:
    """A cluster as it stands now; ``number`` is that of the gap it is, if it is known already.

    ``found`` says of each phrase whether the live index finds it, and of the name where there are none.
    """

    number: int | None
    language: Language
    tally: Tally
    found: Mapping[str, bool]
    near: Sequence[str]

    @property
    def is_answered(self) -> bool:
        """Say whether everything that people look for is found."""
        return all(self.found.values())


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a run found; ``merged`` says which gap is an older one in other words."""

    judged: Sequence[Judged]
    merged: Mapping[int, int]
    heat: Sequence[tuple[ProductArea | None, Any, int, int]]


def gather(reader: SearchReader, live_since: datetime, now: datetime) -> Gathered:
    """Count and judge; nothing is written."""
    heaps = heaped(chain(searches(now, max(live_since, now - SPAN)), subjects(now)))
    names, known, phrases = known_names(), _known_gaps(), _known_phrases()
    opened = {
        (language, stems): (counts[0], counts[1])
        for language, heap in heaps.items()
        for stems, counts in heap.opened.items()
    }
    judge = Judge(reader, opened)
    judged: list[Judged] = []
    merged: dict[int, int] = {}
    for language, heap in heaps.items():
        numbers = known[language]
        tallies, joined = _tallies(heap, language, numbers, names)
        merged |= joined
        for number, one in tallies:
            texts = dict.fromkeys([said.text for said in one.phrases] + phrases.get(number or 0, []))
            asked = list(texts) or [one.name or numbers.get(number or 0, ("", ()))[0]]
            found = {text: judge.is_found(text, language) for text in asked}
            judged.append(Judged(number, language, one, found, judge.near(asked[0], language)))
    return Gathered(judged, merged, uncited(now))


def _tallies(
    heap: Heap, language: Language, known: Mapping[int, tuple[str, Stems]], names: NamePairs
) -> tuple[list[tuple[int | None, Tally]], Mapping[int, int]]:
    numbers = list(known)
    clusters, gathered = clusters_of(heap, [known[number][1] for number in numbers])
    merged = {numbers[one]: numbers[other] for one, other in clusters.merged.items()}
    own = [
        (number, tally(gathered[place], language, names) if gathered.get(place) else NOBODY)
        for place, number in enumerate(numbers)
        if number not in merged
    ]
    new = [
        tally(uses, language, names)
        for place, uses in gathered.items()
        if place >= len(numbers) and len(uses) >= FEWEST_REQUESTERS
    ]
    large = sorted(
        filter(_is_worth_a_row, new), key=lambda one: (-one.people - one.tickets, -one.everybody, one.name)
    )[:MOST]
    return [*own, *((None, one) for one in large)], merged


def _is_worth_a_row(one: Tally) -> bool:
    """Say whether enough people stand behind it to tell anybody."""
    people = max((said.people for said in one.phrases if said.source is not Source.SEARCH), default=0)
    return bool(one.stems) and (one.everybody >= FEWEST or people >= FEWEST_REQUESTERS)


def _known_gaps() -> Mapping[Language, dict[int, tuple[str, Stems]]]:
    """Return name and stems of each gap by number, the oldest first."""
    rows = db.session.execute(
        select(ContentGap.id, ContentGap.language, ContentGap.name, ContentGap.stems)
        .where(ContentGap.merged_into_id.is_(None))
        .order_by(ContentGap.id)
    )
    known: dict[Language, dict[int, tuple[str, Stems]]] = {language: {} for language in Language}
    for number, language, name, stems in rows:
        known[language][number] = name, tuple(stems.split())
    return known


def _known_phrases() -> Mapping[int, list[str]]:
    rows = db.session.execute(
        select(GapPhrase.gap_id, GapPhrase.text).order_by(GapPhrase.people.desc(), GapPhrase.id)
    )
    known: dict[int, list[str]] = defaultdict(list)
    for number, text in rows:
        known[number].append(text)
    return known
