"""Which live commit resolves an item, and who is told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import select

from app.editorial.feedback.models import FeedbackItem
from app.editorial.feedback.standing import Edition
from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.catalogue import Generation
from app.knowledge.catalogue_file import GenerationUnusable
from app.knowledge.models import ArticleVote
from app.knowledge.report_file import read_report
from app.notifications.occasions import ArticleFixed
from app.storage.database import db
from app.storage.outbox import publish

LETTER = "F"  # of references to feedback
_LONGEST_SUBJECT = 60
log = structlog.get_logger("feedback")


@dataclass(frozen=True, slots=True)
class Fix:
    """A live commit that resolves an item."""

    commit: str
    at: datetime


def fixes_of(items: Iterable[FeedbackItem], generation: Generation) -> Mapping[int, Fix]:
    """Return the commits that resolve these items: named in a trailer, or linked by hand.

    A trailer counts if its commit was made since the item was opened, or reopened; what somebody
    linked counts whenever it was made.
    """
    items = list(items)
    if not items:
        return {}
    named: dict[int, list[Fix]] = defaultdict(list)
    for each in generation.resolutions():
        if number := each.number(LETTER):
            named[number].append(Fix(each.commit, each.at))
    found: dict[int, Fix] = {}
    for item in items:
        since = item.awaits_since.replace(microsecond=0)  # git knows no parts of seconds
        fix = next((fix for fix in reversed(named[item.id]) if fix.at >= since), None)
        fix = fix or _linked(item, generation)
        if fix is not None:
            found[item.id] = fix
    return found


def kept_back(generation: Generation) -> frozenset[Edition] | None:
    """Return the articles whose last good version stays live for a fault; None when it cannot be known."""
    try:
        report = read_report(generation.folder)
    except GenerationUnusable as error:
        log.error("feedback not closed", error=str(error))
        return None
    parted = (name.split(" ") for name in report.kept_articles)
    return frozenset((article_id, Language(language)) for article_id, language in parted)


def tell_readers(article: Article, fix: Fix, now: datetime) -> None:
    """Tell those who said what is wrong, before it was corrected, and left a contact; once for each vote."""
    asked = select(ArticleVote.id).where(
        ArticleVote.article_id == article.id,
        ArticleVote.language == article.language,
        ArticleVote.revision != article.revision,
        ArticleVote.helpful.is_(False),
        ArticleVote.contact != "",
        ArticleVote.cast_at <= fix.at,
    )
    for vote_id in db.session.scalars(asked.order_by(ArticleVote.id)).all():
        publish(
            ArticleFixed(
                subject=f"article {article.id}"[:_LONGEST_SUBJECT],
                key=f"{vote_id}",
                occurred_at=now,
                article_id=article.id,
                language=article.language,
                vote_id=vote_id,
            )
        )


def _linked(item: FeedbackItem, generation: Generation) -> Fix | None:
    """Return the live commit whose name begins as what was linked; None for none, and for several."""
    if not item.commit:
        return None
    found = [Fix(name, at) for name, at in generation.commits().items() if name.startswith(item.commit)]
    return found[0] if len(found) == 1 else None
