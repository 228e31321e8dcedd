"""Writes what a run found: new gaps, the counts of known ones, and the moves of their life."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from app.editorial.gaps.gathering import Gathered, Judged
from app.editorial.gaps.models import ContentGap, GapPhrase, UncitedTickets
from app.editorial.gaps.records import note, write
from app.editorial.gaps.tallies import MOST_PHRASES
from app.editorial.gaps.vocabulary import CLOSED_AFTER, NUMBER_PREFIX, Deed, GapState, Source
from app.kernel.terms import Language
from app.storage.database import db

_GROWN = 2  # times the size at which it was dismissed


def keep(found: Gathered, now: datetime) -> int:
    """Bring the rows up to date and return how many gaps are open; the caller owns the transaction."""
    gaps = {gap.id: gap for gap in db.session.scalars(select(ContentGap).with_for_update())}
    known = {(gap.language, gap.stems) for gap in gaps.values() if gap.type is None}
    phrases: dict[int, dict[tuple[Source, str], GapPhrase]] = {number: {} for number in gaps}
    for phrase in db.session.scalars(select(GapPhrase)):
        phrases[phrase.gap_id][phrase.source, phrase.text] = phrase
    for number, into in found.merged.items():
        _join(gaps[number], into, now)
    for one in found.judged:
        gap = gaps.get(one.number or 0)
        if gap is None:
            if not _is_gap(one) or (one.type is None and _key(one) in known):
                continue
            gap = _opened(one, now)
        _count(gap, one, now)
        gap.generation = found.generation
        _keep_phrases(gap, one, phrases.get(gap.id, {}))
        _live_on(gap, one, now)
    _keep_heat(found)
    db.session.flush()
    return sum(gap.state.is_open for gap in db.session.scalars(select(ContentGap)))


def size_of(gap: ContentGap) -> int:
    """Return how many people and tickets of a month stand behind a gap."""
    return gap.people + gap.tickets


def _is_gap(one: Judged) -> bool:
    return one.number is None and not one.is_answered


def _key(one: Judged) -> tuple[Language, str]:
    return one.language, " ".join(one.tally.stems)


def _opened(one: Judged, now: datetime) -> ContentGap:
    gap = ContentGap(
        language=one.language,
        name=one.tally.name,
        stems=" ".join(one.tally.stems),
        type=one.type,
        state=GapState.NEW,
        opened_at=now,
        counted_at=now,
    )
    db.session.add(gap)
    db.session.flush()
    write(gap, Deed.FOUND, now)
    return gap


def _count(gap: ContentGap, one: Judged, now: datetime) -> None:
    tally = one.tally
    gap.people, gap.people_before, gap.tickets = tally.people, tally.before, tally.tickets
    gap.searches = tally.by_source[Source.SEARCH]
    gap.forms = tally.by_source[Source.FORM]
    gap.subjects = tally.by_source[Source.TICKET]
    gap.verdicts = tally.by_source[Source.VERDICT]
    gap.weeks, gap.near = list(tally.weeks), list(one.near)
    gap.area = tally.area or gap.area
    gap.counted_at = now


def _keep_phrases(gap: ContentGap, one: Judged, kept: dict[tuple[Source, str], GapPhrase]) -> None:
    """Count the phrases anew; those of earlier runs stay, because they must be found as well."""
    said = {(each.source, each.text): each.people for each in one.tally.phrases}
    for key, phrase in kept.items():
        phrase.people = said.pop(key, 0)
        phrase.is_found = one.found.get(phrase.text, phrase.is_found)
    for (source, text), people in list(said.items())[: max(2 * MOST_PHRASES - len(kept), 0)]:
        db.session.add(
            GapPhrase(gap_id=gap.id, source=source, text=text, people=people, is_found=one.found[text])
        )


def _live_on(gap: ContentGap, one: Judged, now: datetime) -> None:
    """Move a gap on: found by people, found for 14 days, not found again, or grown although dismissed."""
    if gap.state is GapState.DISMISSED:
        if not one.is_answered and size_of(gap) >= _GROWN * max(gap.dismissed_size, 1):
            note(gap, Deed.GREW, now)
    elif not one.is_answered:
        if gap.state in {GapState.WATCHED, GapState.CLOSED}:
            note(gap, Deed.FAILED_AGAIN, now)
    elif gap.state in {GapState.NEW, GapState.ASSIGNED}:
        note(gap, Deed.ANSWERED, now)
        gap.answered_at = now
    elif gap.state is GapState.WATCHED and now - (gap.answered_at or now) >= CLOSED_AFTER:
        note(gap, Deed.CLOSED, now)


def _join(gap: ContentGap, into: int, now: datetime) -> None:
    if gap.state.is_open:
        note(gap, Deed.JOINED, now, words=f"{NUMBER_PREFIX}{into}")
    gap.merged_into_id = into


def _keep_heat(found: Gathered) -> None:
    db.session.execute(delete(UncitedTickets))
    db.session.add_all(_heat(found.heat))


def _heat(cells: Iterable[tuple[object, object, int, int]]) -> Iterable[UncitedTickets]:
    for area, kind, without, every in cells:
        yield UncitedTickets(area=area, type=kind, tickets=without, all_tickets=every)
