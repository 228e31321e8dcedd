"""The figures above the review page and its weeks: of all articles together."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.deflection.models import FormSession, FormStep
from app.deflection.outcomes import PROVISIONAL_FOR
from app.deflection.vocabulary import Outcome, StepKind
from app.editorial.feedback.answers import DeskFigures, Trend, VoteWeek
from app.editorial.feedback.harm import share_of
from app.editorial.feedback.weeks import mondays, week_of
from app.knowledge.models import ArticleVote
from app.knowledge.queries import counted_votes
from app.search.models import LoggedQuery
from app.storage.database import db


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
    """Return the counted votes of the last local weeks, this one included, the oldest first."""
    beginnings = mondays(weeks, now)
    place = week_of(ArticleVote.cast_at, beginnings)
    rows = db.session.execute(
        select(place, func.sum(case((ArticleVote.helpful, 1), else_=0)), func.count())
        .where(ArticleVote.cast_at >= beginnings[0], ArticleVote.cast_at <= now, counted_votes())
        .group_by(place)
    )
    counts = {number: (int(helpful), votes) for number, helpful, votes in rows}
    return tuple(
        VoteWeek(monday.date(), *counts.get(number, (0, 0))) for number, monday in enumerate(beginnings)
    )


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
    parts = func.coalesce(func.sum(case((part, 1), else_=0)), 0)
    periods = (at >= split, at <= now), (at >= since, at < split)
    asked = [
        select(literal(place), parts, func.count()).where(*ends, also) for place, ends in enumerate(periods)
    ]
    rows = sorted(db.session.execute(union_all(*asked)).all())
    (_, part_now, whole_now), (_, part_before, whole_before) = rows
    return int(part_now), whole_now, int(part_before), whole_before


def _trend(counts: tuple[int, int, int, int]) -> Trend:
    return Trend(share_of(counts[0], counts[1]), share_of(counts[2], counts[3]))
