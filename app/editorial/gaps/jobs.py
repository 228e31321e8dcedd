"""What happens to gaps by itself; each is safe to run twice."""

from datetime import datetime

from sqlalchemy import select

from app.editorial.gaps.gathering import gather
from app.editorial.gaps.keeping import keep
from app.editorial.gaps.models import ContentGap
from app.editorial.gaps.records import note
from app.editorial.gaps.vocabulary import Deed
from app.jobs.runs import hasten
from app.knowledge.reading import NothingPublished, current_generation
from app.storage.database import db, transaction

GATHERING = "gather content gaps"  # in the timetable


def gather_gaps(now: datetime) -> int:
    """Count what people look for in vain, and ask the live index what it finds; return the open gaps."""
    try:
        generation = current_generation()
    except NothingPublished:
        return 0
    live_since = max(generation.commits().values(), default=datetime.min.replace(tzinfo=now.tzinfo))
    found = gather(generation.search, live_since, now, generation.commit)
    with transaction():
        return keep(found, now)


def recheck_gaps(now: datetime) -> int:
    """Let gaps be gathered at once when something else is live than they were judged by; return 1 if so."""
    try:
        live = current_generation().commit
    except NothingPublished:
        return 0
    judged_by_other = select(ContentGap.id).where(
        ContentGap.merged_into_id.is_(None), ContentGap.generation != live
    )
    if db.session.scalar(judged_by_other.limit(1)) is None:
        return 0
    with transaction():
        return int(hasten(GATHERING, now))


def link_commits(now: datetime) -> int:
    """Note on each gap the live commit that names it; that closes nothing. Return how many were noted."""
    try:
        resolutions = current_generation().resolutions()
    except NothingPublished:
        return 0
    named = {number: one for one in resolutions if (number := one.number("G")) is not None}
    if not named:
        return 0
    linked = 0
    with transaction():
        for gap in db.session.scalars(select(ContentGap).where(ContentGap.id.in_(named))):
            one = named[gap.id]
            if gap.commit == one.commit or one.at < gap.opened_at:
                continue
            gap.commit = one.commit
            note(gap, Deed.LINKED, now, words=one.commit)
            linked += 1
    return linked
