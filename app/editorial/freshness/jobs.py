"""What freshness does by itself: owners hear of articles that are due to be read again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Person, address_of
from app.editorial.freshness.queries import live_articles, verifications
from app.editorial.freshness.remarks import review_day, review_remark
from app.kernel.permissions import Permission
from app.knowledge.article import Article
from app.knowledge.readers import local_day
from app.knowledge.reading import NothingPublished
from app.notifications.audience import holders_of
from app.notifications.occasions import ArticlesAged
from app.storage.database import db, transaction
from app.storage.outbox import publish

_MOST_NAMED = 10  # that a letter names
Due = tuple[date, Article]


def remind_owners(now: datetime) -> int:
    """Tell owners, in one letter a week at most, of their articles whose review is due; return how many.

    An article without an owner who works here is everybody's who can change articles.
    """
    due = _due_articles(now)
    told = 0
    for person_id, articles in sorted(_by_person(due).items()):
        with transaction():
            publish(_reminder(person_id, sorted(articles, key=lambda each: (each[0], each[1].id)), now))
        told += 1
    return told


def _due_articles(now: datetime) -> list[Due]:
    try:
        live = live_articles()
    except NothingPublished:
        return []
    if not any(article.review_by for article in live):
        return []
    verified, today = verifications(), local_day(now)
    found = []
    for article in live:
        last = verified.get((article.id, article.language))
        at = last.verified_at if last else None
        day = review_day(article, at)
        if day is not None and review_remark(article, at, today):
            found.append((day, article))
    return found


def _by_person(due: Iterable[Due]) -> Mapping[int, list[Due]]:
    due = list(due)
    owners = _people({article.owner for _day, article in due if article.owner})
    editors = holders_of(Permission.PROPOSE_CHANGES) if due else set()
    found: dict[int, list[Due]] = defaultdict(list)
    for day, article in due:
        owner = owners.get(address_of(article.owner or ""))
        for person_id in [owner] if owner else sorted(editors):
            found[person_id].append((day, article))
    return found


def _people(addresses: set[str]) -> Mapping[str, int]:
    """Return who of the team has these addresses."""
    able = holders_of(Permission.REVIEW_VOTES) if addresses else set()
    emails = sorted({address_of(each) for each in addresses})
    found: dict[str, int] = {}
    for start in range(0, len(emails), 500):
        rows = select(Person.email, Person.id).where(Person.email.in_(emails[start : start + 500]))
        found |= {email: id_ for email, id_ in db.session.execute(rows) if id_ in able}
    return found


def _reminder(person_id: int, due: list[Due], now: datetime) -> ArticlesAged:
    named = (f"{article.id} {article.language} {day.isoformat()}" for day, article in due[:_MOST_NAMED])
    return ArticlesAged(
        subject=f"articles of {person_id}",
        key=f"{person_id} {local_day(now):%G-W%V}",
        occurred_at=now,
        person_id=person_id,
        articles=len(due),
        due=",".join(named),
    )
