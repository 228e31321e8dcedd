"""Everything the desk knows of one article in one language."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.deflection.models import FailedStep
from app.editorial.feedback.answers import (
    ArticleCase,
    FailingStep,
    Item,
    ItemChange,
    LeadingQuery,
)
from app.editorial.feedback.comments import comments
from app.editorial.feedback.comparing import compared, scores_of_revisions
from app.editorial.feedback.models import FeedbackChange, FeedbackItem
from app.editorial.feedback.review import line_of
from app.editorial.proposals import FEWEST
from app.editorial.verdicts.queries import verdict_counts
from app.kernel.terms import Language
from app.knowledge.models import ArticleVote
from app.search.models import LoggedQuery, QueryStep, StepKind
from app.storage.database import db

_OVER = timedelta(days=90)
_MOST_COMMENTS = 50
_MOST_STEPS = 20
_MOST_QUERIES = 20
_MASKED = "%[%"  # what was left out of a query for being personal


def article_case(
    article_id: str, language: Language, live_revision: str, now: datetime
) -> ArticleCase | None:
    """Return the case of an article; ``live_revision`` is "" for one that is not live.

    None where it is neither live nor known from items and votes. Comments that were attended to are
    among them. The number of statements does not grow with what there is.
    """
    items = _items(article_id, language)
    revisions = scores_of_revisions(article_id, language, live_revision)
    if not (live_revision or items or revisions):
        return None
    return ArticleCase(
        line=line_of((article_id, language), now),
        items=items,
        comments=comments(
            now, article_id=article_id, language=language, unhandled_only=False, limit=_MOST_COMMENTS
        )[1],
        failing_steps=_failing_steps(article_id, language, now),
        queries=_leading_queries(article_id, language, now),
        revisions=revisions,
        comparison=compared(revisions),
        verdicts=_verdicts(article_id, language),
    )


def _verdicts(article_id: str, language: Language) -> Mapping[str, int]:
    said = verdict_counts([article_id]).get((article_id, language), {})
    return {verdict.value: times for verdict, times in said.items()}


def _items(article_id: str, language: Language) -> tuple[Item, ...]:
    items = db.session.scalars(
        select(FeedbackItem)
        .where(FeedbackItem.article_id == article_id, FeedbackItem.language == language)
        .order_by(FeedbackItem.id.desc())
    ).all()
    changes: dict[int, list[ItemChange]] = defaultdict(list)
    ids = [item.id for item in items]
    written = select(FeedbackChange).where(FeedbackChange.item_id.in_(ids)).order_by(FeedbackChange.id)
    for change in db.session.scalars(written):
        changes[change.item_id].append(_change(change))
    return tuple(_item(item, changes) for item in items)


def _item(item: FeedbackItem, changes: Mapping[int, Sequence[ItemChange]]) -> Item:
    return Item(
        number=item.id,
        article_id=item.article_id,
        language=item.language,
        state=item.state,
        causes=item.causes,
        assignee_id=item.assignee_id,
        opened_at=item.opened_at,
        closed_at=item.closed_at,
        commit=item.commit,
        opened_revision=item.opened_revision,
        history=tuple(changes[item.id]),
    )


def _change(change: FeedbackChange) -> ItemChange:
    return ItemChange(
        at=change.changed_at,
        actor_id=change.actor_id,
        before=change.before,
        after=change.after,
        assignee_id=change.assignee_id,
        commit=change.commit,
        words=change.words,
    )


def _failing_steps(article_id: str, language: Language, now: datetime) -> tuple[FailingStep, ...]:
    """Return the steps said to fail in the last 90 days; those known to be of the translation are left out.

    What a step's row does not say, the votes on the same text do: in which language it is.
    """
    elsewhere = select(ArticleVote.revision).where(
        ArticleVote.article_id == article_id, ArticleVote.language == language.other
    )
    times = func.count()
    rows = db.session.execute(
        select(FailedStep.anchor, FailedStep.revision, times, func.max(FailedStep.failed_at))
        .where(FailedStep.article_id == article_id, FailedStep.failed_at > now - _OVER)
        .where(FailedStep.revision.not_in(elsewhere))
        .group_by(FailedStep.anchor, FailedStep.revision)
        .order_by(times.desc(), FailedStep.anchor)
        .limit(_MOST_STEPS)
    )
    return tuple(FailingStep(*row) for row in rows)


def _leading_queries(article_id: str, language: Language, now: datetime) -> tuple[LeadingQuery, ...]:
    """Return what at least five visitors searched before they opened the article, the most asked first."""
    visitors = func.count(LoggedQuery.visitor.distinct())
    rows = db.session.execute(
        select(LoggedQuery.text, LoggedQuery.language, visitors)
        .join(QueryStep, QueryStep.query_id == LoggedQuery.id)
        .where(QueryStep.article_id == article_id, QueryStep.kind == StepKind.OPENED)
        .where(LoggedQuery.asked_at > now - _OVER, LoggedQuery.text.not_like(_MASKED))
        # Wrapped, so that what opened the article is looked up and not all that was asked in the language.
        .where(func.coalesce(LoggedQuery.language, language) == language)
        .group_by(LoggedQuery.text, LoggedQuery.language)
        .having(visitors >= FEWEST)
        .order_by(visitors.desc(), LoggedQuery.text)
        .limit(_MOST_QUERIES)
    )
    return tuple(LeadingQuery(*row) for row in rows)
