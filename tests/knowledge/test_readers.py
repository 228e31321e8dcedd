"""How many people read an article, counted without keeping who."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.models import ArticleReaders, ReadingMark
from app.knowledge.readers import forget_readers, local_day
from app.storage.database import db, transaction
from app.web.identity import Reader
from tests.support.visitor import BROWSER, Visitor

SAVED, PAYING = "/es/articles/producto-no-se-guarda", "/en/articles/metodos-de-pago"


def counted(app: Flask) -> dict[tuple[str, Language, date], int]:
    with app.app_context():
        return {
            (row.article_id, row.language, row.day): row.readers
            for row in db.session.scalars(select(ArticleReaders))
        }


def today() -> date:
    return local_day(utc_now())


def test_a_reader_is_counted_once_a_day_however_often_they_look(app: Flask, ana: Visitor) -> None:
    tag = ana.get(SAVED).headers["ETag"]
    ana.get(SAVED)
    ana.get(SAVED, headers={"If-None-Match": tag})
    Visitor(app, address="198.51.100.9").get(SAVED)
    assert counted(app) == {("producto-no-se-guarda", Language.ES, today()): 2}


def test_what_is_counted_is_the_text_that_was_read(app: Flask, ana: Visitor) -> None:
    """There is no translation: the English page shows the Spanish text."""
    ana.get(PAYING)
    assert counted(app) == {("metodos-de-pago", Language.ES, today()): 1}


def test_tomorrow_the_same_reader_counts_again_and_cannot_be_recognised(app: Flask, ana: Visitor) -> None:
    night = utc_now().replace(hour=3, minute=50)  # 23:50 in Caracas
    with time_machine.travel(night, tick=False):
        ana.get(SAVED)
    with time_machine.travel(night + timedelta(minutes=20), tick=False):
        ana.get(SAVED)
    assert sorted(counted(app).values()) == [1, 1]
    with app.app_context():
        names = set(db.session.scalars(select(ReadingMark.reader)))
    assert len(names) == 2
    assert all("203.0.113" not in name and len(name) == 32 for name in names)


@pytest.mark.parametrize(
    ("headers", "agent"),
    [
        ({}, "Googlebot/2.1"),
        ({}, ""),
        ({"Sec-Purpose": "prefetch"}, BROWSER),
        ({"Purpose": "prefetch"}, BROWSER),
    ],
)
def test_robots_and_pages_fetched_ahead_do_not_count(
    app: Flask, ana: Visitor, headers: dict[str, str], agent: str
) -> None:
    ana.client.environ_base["HTTP_USER_AGENT"] = agent
    ana.get(SAVED, headers=headers)
    assert counted(app) == {}


def test_the_team_and_missing_pages_do_not_count(
    app: Flask, ana: Visitor, sign_in: Callable[[Reader], None]
) -> None:
    ana.get("/es/articles/nada")
    sign_in(Reader(person_id=7, name="Juan", is_staff=True))
    ana.get(SAVED)
    assert counted(app) == {}


def test_an_article_is_read_though_nobody_can_be_counted(app: Flask, ana: Visitor) -> None:
    with app.app_context(), transaction():
        db.session.execute(text("ALTER TABLE reading_marks RENAME TO away"))
    try:
        assert ana.get(SAVED).status_code == 200
    finally:
        with app.app_context(), transaction():
            db.session.execute(text("ALTER TABLE away RENAME TO reading_marks"))
    ana.get(SAVED)
    assert sum(counted(app).values()) == 1


def test_marks_are_gone_after_two_days_and_the_counts_stay(app: Flask, ana: Visitor) -> None:
    ana.get(SAVED)
    now = utc_now()
    with app.app_context():
        assert forget_readers(now + timedelta(days=2)) == 0
        assert forget_readers(now + timedelta(days=3)) == 1
        assert forget_readers(now + timedelta(days=3)) == 0
    assert sum(counted(app).values()) == 1


def test_counts_are_kept_for_two_years(app: Flask, ana: Visitor) -> None:
    ana.get(SAVED)
    now = utc_now()
    with app.app_context():
        forget_readers(now + timedelta(days=730))
    assert sum(counted(app).values()) == 1
    with app.app_context():
        forget_readers(now + timedelta(days=731))
    assert counted(app) == {}
