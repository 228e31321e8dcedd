"""What can be done about freshness: none of them commits."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.editorial.freshness.models import LONGEST_WHAT, AreaChange, ArticleVerification
from app.kernel.errors import Conflict, NotFound, RuleBroken
from app.kernel.terms import ProductArea
from app.kernel.text import one_line
from app.kernel.wording import N_
from app.knowledge.article import Article
from app.knowledge.readers import local_day
from app.storage.database import db


def verify(article: Article, revision: str, seen: int, person_id: int, now: datetime) -> bool:
    """Keep that somebody found an article still right; False when somebody did since they saw the page.

    ``revision`` is the text that was judged, ``seen`` the last verification that the page knew. Raises
    Conflict when the text has changed since.
    """
    if revision != article.revision:
        raise Conflict(N_("The article changed while you read it. Look at it again."))
    last = db.session.scalar(
        select(ArticleVerification.id)
        .filter_by(article_id=article.id, language=article.language)
        .order_by(ArticleVerification.id.desc())
        .limit(1)
    )
    if (last or 0) > seen:
        return False
    db.session.add(
        ArticleVerification(
            article_id=article.id,
            language=article.language,
            revision=revision,
            person_id=person_id,
            verified_at=now,
        )
    )
    return True


def checked_change(area: str, changed_on: str, what: str, now: datetime) -> tuple[ProductArea, date, str]:
    """Return what was typed of a change. Raises RuleBroken, with the field, for what cannot be."""
    if area not in set(ProductArea):
        raise RuleBroken(N_("Choose the area that changed."), field="area")
    try:
        on = date.fromisoformat(changed_on.strip())
    except ValueError as error:
        raise RuleBroken(N_("Choose the day of the change."), field="changed_on") from error
    if on > local_day(now):
        raise RuleBroken(
            N_("That day is still to come: record the change when it is there."), field="changed_on"
        )
    told = one_line(what)
    if not told:
        raise RuleBroken(N_("Write what changed, so that others know what to look for."), field="what")
    if len(told) > LONGEST_WHAT:
        raise RuleBroken(N_("Write at most %(limit)s characters."), field="what", limit=LONGEST_WHAT)
    return ProductArea(area), on, told


def record_change(area: ProductArea, changed_on: date, what: str, person_id: int, now: datetime) -> bool:
    """Keep that an area changed; False when the same is recorded already, however often it is sent."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(AreaChange).values(
        area=area, changed_on=changed_on, what=what, recorded_by_id=person_id, recorded_at=now
    )
    return db.session.scalar(row.on_conflict_do_nothing().returning(AreaChange.id)) is not None


def undo_change(change_id: int, person_id: int, now: datetime) -> None:
    """Take a change back, and its marks with it; the first time stays. Raises NotFound."""
    change = db.session.get(AreaChange, change_id, with_for_update=True, populate_existing=True)
    if change is None:
        raise NotFound(N_("This page does not exist."))
    if change.undone_at is None:
        change.undone_by_id, change.undone_at = person_id, now
