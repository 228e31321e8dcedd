"""Owners hear of articles that are due to be read again: in one letter, once a week."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person
from app.editorial.freshness.actions import verify
from app.editorial.freshness.jobs import remind_owners
from app.notifications.models import Notice
from app.notifications.vocabulary import NoticeKind
from app.storage.database import db, transaction
from app.tickets.access import Viewer
from tests.editorial.freshness.conftest import Publish
from tests.notifications.world import Post, told, worker_runs
from tests.support.library import an_article
from tests.tickets.cast import MONDAY
from tests.tickets.conftest import Cast

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TODAY = date(2026, 11, 23)
CHECK = NoticeKind.ARTICLES_TO_CHECK


def email_of(who: Viewer) -> str:
    """Return somebody's address."""
    return db.session.get_one(Person, who.person_id).email


def test_an_owner_gets_one_letter_for_all_their_articles_and_the_next_one_next_week(
    app: Flask, cast: Cast, post: Post, publish_articles: Publish
) -> None:
    luisa = email_of(cast.luisa).upper()
    due = [
        an_article(f"articulo-{number}", f"Artículo {number}", owner=luisa, review_by=TODAY + number * DAY)
        for number in range(12)
    ]
    publish_articles([*due, an_article("lejos", "Lejos", owner=luisa, review_by=TODAY + 90 * DAY)])
    for hours in range(3):
        remind_owners(MONDAY + timedelta(hours=hours))
    remind_owners(MONDAY + 6 * DAY)
    worker_runs(app, MONDAY + 6 * DAY + timedelta(hours=1))
    assert told(cast.luisa) == [CHECK]
    worker_runs(app, MONDAY + WEEK)
    [letter] = post.to(cast.luisa)
    assert letter.title == "Toca releer 12 artículos"
    assert "Artículo 0: 23 nov 2026" in letter.text
    assert "Y 2 más." in letter.text
    assert "Lejos" not in letter.text
    assert told(cast.marta) == told(cast.juan) == []
    remind_owners(MONDAY + WEEK)
    worker_runs(app, MONDAY + WEEK)
    assert told(cast.luisa) == [CHECK] * 2


def test_what_has_no_owner_who_works_here_goes_to_those_who_change_articles(
    app: Flask, cast: Cast, post: Post, publish_articles: Publish
) -> None:
    with transaction():
        db.session.get_one(Person, cast.juan.person_id).disabled_at = MONDAY
    owners = [None, "nadie@tuqr.com", email_of(cast.ana), email_of(cast.juan)]
    publish_articles(
        an_article(f"a{place}", f"A {place}", owner=owner, review_by=TODAY - DAY)
        for place, owner in enumerate(owners)
    )
    remind_owners(MONDAY)
    worker_runs(app, MONDAY)
    kept = db.session.scalars(select(Notice).where(Notice.kind == CHECK)).all()
    assert {each.person_id for each in kept} == {cast.marta.person_id, cast.sofia.person_id}
    assert {each.facts["articles"] for each in kept} == {4}


def test_who_verified_in_time_is_not_reminded(
    app: Flask, cast: Cast, post: Post, publish_articles: Publish
) -> None:
    caja = an_article("caja", "Caja", owner=email_of(cast.luisa), review_by=TODAY)
    publish_articles([caja])
    with transaction():
        verify(caja, caja.revision, 0, cast.marta.person_id, MONDAY)
    assert remind_owners(MONDAY) == 0
    publish_articles([an_article("otra", "Otra", review_by=None)])
    assert remind_owners(MONDAY) == 0
