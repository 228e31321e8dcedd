"""Reads 90 days and asks the live index: everything that can be done before a row is written."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import select

from app.editorial.gaps.agents_words import agents_words, by_kind, kind_tally, known_kinds
from app.editorial.gaps.judging import Judge
from app.editorial.gaps.models import ContentGap, GapPhrase
from app.editorial.gaps.strangers import unknown_stems
from app.editorial.gaps.tallies import Heap, Tally, clusters_of, heaped, tally
from app.editorial.gaps.uses import Use, known_names, searches, subjects, uncited
from app.editorial.gaps.vocabulary import FEWEST, FEWEST_REQUESTERS, SPAN, Source
from app.editorial.gaps.wording import NamePairs, Stems, telling_stems
from app.editorial.verdicts.queries import missing_content
from app.kernel.terms import Language, ProductArea, TicketType
from app.search.engine import SearchReader
from app.storage.database import db

MOST = 150  # new gaps of a language looked at in a run; those that most people stand behind
NOBODY = Tally("", (), (), 0, 0, 0, 0, dict.fromkeys(Source, 0), (0,) * 12, None)


@dataclass(frozen=True, slots=True)
class Judged:
    """A cluster as it stands now; ``number`` is that of the gap it is, if it is known already.

    ``found`` says of each phrase whether the live index finds it, and of the name where there are none.
    With a ``type`` it is what agents said of tickets of its area, and ``found`` tells of their subjects.
    """

    number: int | None
    language: Language
    tally: Tally
    found: Mapping[str, bool]
    near: Sequence[str]
    type: TicketType | None = None

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
    generation: str = ""


@dataclass(frozen=True, slots=True)
class _Cluster:
    number: int | None
    tally: Tally
    uses: Sequence[Use]


def gather(reader: SearchReader, live_since: datetime, now: datetime, generation: str = "") -> Gathered:
    """Count and judge; nothing is written."""
    missing = missing_content(now)
    said = tuple(agents_words(missing, live_since, now))
    apart = {one.ticket_id for one in missing}
    heaps = heaped(chain(searches(now, max(live_since, now - SPAN)), subjects(now, apart), said))
    names, known, phrases = known_names(), _known_gaps(), _known_phrases()
    opened = {
        (language, stems): (counts[0], counts[1])
        for language, heap in heaps.items()
        for stems, counts in heap.opened.items()
    }
    judge = Judge(reader, opened)
    judged: list[Judged] = []
    merged: dict[int, int] = {}
    placed: set[Use] = set()
    for language, heap in heaps.items():
        numbers = known[language]
        homes = {
            telling_stems(text, language): place
            for place, number in enumerate(numbers)
            for text in phrases.get(number, ())
        }
        unknown = unknown_stems(heap, language, partial(judge.knows, language=language))
        clusters, joined = _clusters(heap, language, numbers, names, homes, unknown)
        merged |= joined
        for each in clusters:
            number, one = each.number, each.tally
            texts = dict.fromkeys([said.text for said in one.phrases] + phrases.get(number or 0, []))
            asked = list(texts) or [one.name or numbers.get(number or 0, ("", ()))[0]]
            found = {text: judge.is_found(text, language) for text in asked}
            done = Judged(number, language, one, found, judge.near(asked[0], language))
            judged.append(done)
            if number is not None or not done.is_answered:
                placed.update(use for use in each.uses if use.source is Source.VERDICT)
    return Gathered([*judged, *_told(said, placed, judge, names)], merged, uncited(now), generation)


def _told(said: Sequence[Use], placed: Collection[Use], judge: Judge, names: NamePairs) -> Iterator[Judged]:
    """Yield what only agents tell of; their word stands until the articles change and the index finds it."""
    kinds, left = known_kinds(), by_kind(said, placed)
    for about in dict.fromkeys([*kinds, *left]):
        language, _area, kind = about
        uses = left.get(about, ())
        found = {use.text: not use.is_fresh and judge.is_found(use.text, language) for use in reversed(uses)}
        near = judge.near(uses[0].text, language) if uses else ()
        yield Judged(kinds.get(about), language, kind_tally(uses, about, names), found, near, kind)


def _clusters(
    heap: Heap,
    language: Language,
    known: Mapping[int, tuple[str, Stems]],
    names: NamePairs,
    homes: Mapping[Stems, int],
    unknown: Collection[str],
) -> tuple[list[_Cluster], Mapping[int, int]]:
    numbers = list(known)
    clusters, gathered = clusters_of(heap, [known[number][1] for number in numbers], homes, unknown)
    merged = {numbers[one]: numbers[other] for one, other in clusters.merged.items()}
    own = [
        _Cluster(number, tally(uses, language, names) if uses else NOBODY, uses)
        for place, number in enumerate(numbers)
        for uses in [gathered.get(place, [])]
        if number not in merged
    ]
    new = [
        _Cluster(None, tally(uses, language, names), uses)
        for place, uses in gathered.items()
        if place >= len(numbers) and len(uses) >= FEWEST_REQUESTERS
    ]
    large = sorted((each for each in new if _is_worth_a_row(each.tally)), key=_size)[:MOST]
    return [*own, *large], merged


def _size(one: _Cluster) -> tuple[int, int, str]:
    return -one.tally.people - one.tally.tickets, -one.tally.everybody, one.tally.name


def _is_worth_a_row(one: Tally) -> bool:
    """Say whether enough people stand behind it to tell anybody."""
    people = max((said.people for said in one.phrases if said.source is not Source.SEARCH), default=0)
    return bool(one.stems) and (one.everybody >= FEWEST or people >= FEWEST_REQUESTERS)


def _known_gaps() -> Mapping[Language, dict[int, tuple[str, Stems]]]:
    """Return name and stems of each gap by number, the oldest first."""
    rows = db.session.execute(
        select(ContentGap.id, ContentGap.language, ContentGap.name, ContentGap.stems)
        .where(ContentGap.merged_into_id.is_(None), ContentGap.type.is_(None))
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
