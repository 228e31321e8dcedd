"""The figures above the review page and its weeks: of all articles together."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.deflection.models import FormSession, FormStep
from app.deflection.outcomes import PROVISIONAL_FOR
from app.deflection.vocabulary import Outcome, StepKind
from app.editorial.feedback.answers import DeskFigures, Trend, VoteWeek
from app.editorial.feedback.harm import share_of
from app.editorial.feedback.weeks import mondays
from app.knowledge.models import ArticleVote
from app.knowledge.queries import counted_votes
from app.search.models import LoggedQuery
from app.storage.database import db

_Period = tuple[ColumnElement[bool], ColumnElement[bool]]  # its ends


def desk_figures(days: int, now: datetime) -> DeskFigures:
    """Return the figures of the last ``days`` and of as many before; three statements."""
    split, since = now - timedelta(days=days), now - timedelta(days=2 * days)
    votes = _counts(
        ArticleVote.cast_at, split, since, now, ArticleVote.helpful.is_(True), also=counted_votes()
    )
    searches = _counts(
        LoggedQuery.asked_at,
        split,
        since,
        now,
        LoggedQuery.results == 0,
        also=LoggedQuery.results.is_not(None),
    )
    return DeskFigures(
        useful=_trend(votes),
        votes=(votes[1], votes[3]),
        solved=_trend(_forms(split, since, now)),
        empty=_trend(searches),
    )


def vote_weeks(weeks: int, now: datetime) -> tuple[VoteWeek, ...]:
    """Return the counted votes of the last local weeks, the oldest first; one statement."""
    beginnings, at = mondays(weeks, now), ArticleVote.cast_at
    periods: list[_Period] = [(at >= begin, at < end) for begin, end in pairwise(beginnings)]
    periods.append((at >= beginnings[-1], at <= now))
    counts = _counts_in(periods, ArticleVote.helpful.is_(True), counted_votes())
    return tuple(VoteWeek(monday.date(), *count) for monday, count in zip(beginnings, counts, strict=True))


def _forms(split: datetime, since: datetime, now: datetime) -> tuple[int, int, int, int]:
    """Count forms that were shown something and have a known end, as the staff page of suggestions does."""
    # Wrapped, so that the period is looked up and not the outcome, of which there are few.
    outcome = func.coalesce(FormSession.outcome, Outcome.STARTED)
    known = outcome.in_([Outcome.CONFIRMED, Outcome.REVERTED, Outcome.SUBMITTED])
    young = and_(outcome == Outcome.CONFIRMED, FormSession.outcome_at > now - PROVISIONAL_FOR)
    shown = exists().where(FormStep.session_id == FormSession.id, FormStep.kind == StepKind.SHOWN)
    ended = and_(known, or_(~young, FormSession.outcome_at.is_(None)), shown)
    is_solved = FormSession.outcome == Outcome.CONFIRMED
    return _counts(FormSession.started_at, split, since, now, is_solved, also=ended)


def _counts(
    at: InstrumentedAttribute[datetime],
    split: datetime,
    since: datetime,
    now: datetime,
    part: ColumnElement[bool],
    *,
    also: ColumnElement[bool],
) -> tuple[int, int, int, int]:
    """Return part and whole from ``split`` to ``now``, then those from ``since`` to ``split``."""
    periods = (at >= split, at <= now), (at >= since, at < split)
    latest, before = _counts_in(periods, part, also)
    return *latest, *before


def _counts_in(
    periods: Sequence[_Period], part: ColumnElement[bool], also: ColumnElement[bool]
) -> list[tuple[int, int]]:
    """Return part and whole of each period, each looked up by itself in an index that begins with time."""
    parts = func.coalesce(func.sum(case((part, 1), else_=0)), 0)
    asked = [
        select(literal(place), parts, func.count()).where(*ends, also) for place, ends in enumerate(periods)
    ]
    rows = sorted(db.session.execute(union_all(*asked)).all())
    return [(int(part_of), whole) for _, part_of, whole in rows]


def _trend(counts: tuple[int, int, int, int]) -> Trend:
    return Trend(share_of(counts[0], counts[1]), share_of(counts[2], counts[3]))
