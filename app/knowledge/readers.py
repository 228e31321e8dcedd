"""Counts how many people read an article, once a day each, without keeping who."""

from datetime import date, datetime, timedelta

from flask import Response, request
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.models import ArticleReaders, ReadingMark
from app.storage.database import db, transaction
from app.web.afterwards import write_after
from app.web.i18n import VENEZUELA
from app.web.identity import current_reader
from app.web.pseudonyms import pseudonym
from app.web.robots import is_fetched_by_a_person

_MARKS_FOR = timedelta(days=2)
_COUNTS_FOR = timedelta(days=730)


def count_reader(response: Response, article: Article) -> None:
    """Count whoever reads ``article`` now, once ``response`` has been sent; robots and staff are left out.

    A failure is logged and hurts nobody.
    """
    if current_reader().is_staff or not is_fetched_by_a_person():
        return
    day = local_day(utc_now())
    facts = (request.remote_addr or "", request.headers.get("User-Agent", ""))
    reader = pseudonym("readers of articles", day.isoformat(), *facts)
    article_id, language = article.id, article.language

    def write() -> None:
        keep_reader(reader, article_id, language, day)

    write_after(response, write, "reader not counted")


def keep_reader(reader: str, article_id: str, language: Language, day: date) -> bool:
    """Count somebody once; False who was counted already today. The caller owns the transaction."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    mark = insert(ReadingMark).values(reader=reader, article_id=article_id, language=language, day=day)
    new = db.session.scalar(mark.on_conflict_do_nothing().returning(ReadingMark.reader))
    if new is None:
        return False
    count = insert(ArticleReaders).values(article_id=article_id, language=language, day=day, readers=1)
    db.session.execute(
        count.on_conflict_do_update(
            index_elements=["day", "article_id", "language"], set_={"readers": ArticleReaders.readers + 1}
        )
    )
    return True


def forget_readers(now: datetime) -> int:
    """Delete the marks of two days ago, which keep nobody from being counted twice any more; return how many.

    Counts that nobody compares with any more, those of two years ago, go with them.
    """
    with transaction():
        db.session.execute(delete(ArticleReaders).where(ArticleReaders.day < local_day(now - _COUNTS_FOR)))
        gone = delete(ReadingMark).where(ReadingMark.day < local_day(now - _MARKS_FOR))
        return len(db.session.scalars(gone.returning(ReadingMark.day)).all())


def local_day(now: datetime) -> date:
    """Return the day it is in Venezuela."""
    return now.astimezone(VENEZUELA).date()
