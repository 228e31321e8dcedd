"""The votes on each text of an article, and the live text beside the one before it."""

from collections.abc import Sequence

from sqlalchemy import case, func, select

from app.editorial.feedback.answers import Comparison, RevisionScore
from app.editorial.feedback.harm import share_of
from app.kernel.terms import Language
from app.knowledge.models import ArticleVote
from app.knowledge.queries import counted_votes
from app.knowledge.scoring import differ, difference_interval, votes_wanted
from app.storage.database import db


def scores_of_revisions(article_id: str, language: Language, live_revision: str) -> tuple[RevisionScore, ...]:
    """Return the counted votes on each revision, the live one first, then by when they were voted on last."""
    first_at, last_at = func.min(ArticleVote.cast_at), func.max(ArticleVote.cast_at)
    rows = db.session.execute(
        select(
            ArticleVote.revision,
            func.sum(case((ArticleVote.helpful, 1), else_=0)),
            func.count(),
            first_at,
            last_at,
        )
        .where(ArticleVote.article_id == article_id, ArticleVote.language == language, counted_votes())
        .group_by(ArticleVote.revision)
        .order_by(first_at.desc(), ArticleVote.revision)
    )
    scores = [
        RevisionScore(revision, share_of(int(helpful), votes), first, last, revision == live_revision)
        for revision, helpful, votes, first, last in rows
    ]
    return tuple(sorted(scores, key=lambda score: not score.is_live))


def compared(revisions: Sequence[RevisionScore]) -> Comparison | None:
    """Return how the live revision, first of ``revisions``, does beside the one before it."""
    if len(revisions) < 2 or not revisions[0].is_live:
        return None
    after, before = revisions[0].useful, revisions[1].useful
    counts = (after.part, after.whole, before.part, before.whole)
    low, high = difference_interval(*counts)
    return Comparison(
        before=before,
        after=after,
        difference=after.part / after.whole - before.part / before.whole,
        low=low,
        high=high,
        is_significant=differ(*counts),
        wanted=votes_wanted(before.part, before.whole, after.part, after.whole),
    )
