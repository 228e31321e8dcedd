"""What can be said against an article's freshness, and when: rules over what is known of it. Pure.

A day is one of Venezuela. Whoever verifies an article says that it is right as it stands: that answers a
change of its area, a review whose day has come, and a source that changed since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.kernel.terms import Language, ProductArea
from app.knowledge.article import Article
from app.knowledge.readers import local_day
from app.knowledge.source_changes import Significance, SourceChange
from app.web.i18n import VENEZUELA

SOON = timedelta(days=14)  # before the day of a review, when its owner is told
VERIFIED_FOR = timedelta(days=180)  # a review whose day had come is due again after this


class RemarkKind(StrEnum):
    """What is said, the most pressing first."""

    REVIEW_PASSED = "review passed"
    REVIEW_SOON = "review soon"
    AREA_CHANGED = "area changed"
    TRANSLATION_OLD = "translation old"
    NOT_TRANSLATED = "not translated"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said of one article in one language; ``day`` is since or until when it is so.

    ``what`` is what a colleague wrote of a change in the product; ``change`` is what changed in the
    source of a translation; ``people`` asked for a missing one in a month, ``queries`` are what many of
    them searched.
    """

    kind: RemarkKind
    article_id: str
    language: Language
    day: date
    what: str = ""
    change: SourceChange | None = None
    people: int = 0
    queries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownChange:
    """A change of an area that stands."""

    id: int
    area: ProductArea
    changed_on: date
    what: str
    recorded_at: datetime


def review_remark(article: Article, verified_at: datetime | None, today: date) -> Remark | None:
    """Say that the day of a review has passed or comes within 14 days."""
    due = review_day(article, verified_at)
    if due is None or due > today + SOON:
        return None
    kind = RemarkKind.REVIEW_PASSED if due < today else RemarkKind.REVIEW_SOON
    return Remark(kind, article.id, article.language, due)


def review_day(article: Article, verified_at: datetime | None) -> date | None:
    """Return when an article is to be read again; who verified it when that day had come put it off."""
    due = article.review_by
    if due is None or verified_at is None:
        return due
    verified_on = local_day(verified_at)
    return max(due, verified_on + VERIFIED_FOR) if verified_on >= due - SOON else due


def area_remark(
    article: Article, verified_at: datetime | None, changes: Iterable[KnownChange]
) -> Remark | None:
    """Say that its area changed since it was committed or verified, by the latest change."""
    open_ = [change for change in changes if is_marked_by(article, verified_at, change)]
    if not open_:
        return None
    latest = max(open_, key=lambda change: (change.changed_on, change.id))
    return Remark(RemarkKind.AREA_CHANGED, article.id, article.language, latest.changed_on, what=latest.what)


def is_marked_by(article: Article, verified_at: datetime | None, change: KnownChange) -> bool:
    """Say whether a change leaves an article to be verified: older than it, and not verified since."""
    if article.product_area is not change.area:
        return False
    if article.updated_at is not None and article.updated_at >= begin_of(change.changed_on):
        return False
    if verified_at is None:
        return True
    return verified_at < min(change.recorded_at, begin_of(change.changed_on + timedelta(days=1)))


def translation_remark(
    article: Article, source: Article, change: SourceChange, verified_at: datetime | None
) -> Remark | None:
    """Say that the source of a translation changed by more than slips since it was translated."""
    since = source.updated_at
    if change.level is Significance.NONE or since is None:
        return None
    if verified_at is not None and verified_at >= since:
        return None
    return Remark(RemarkKind.TRANSLATION_OLD, article.id, article.language, local_day(since), change=change)


def begin_of(day: date) -> datetime:
    """Return when a day begins in Venezuela."""
    return datetime.combine(day, time(), VENEZUELA)
