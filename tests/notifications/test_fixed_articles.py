"""Who said that something in an article is wrong hears once that it was corrected."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import Person
from app.kernel.terms import Audience, Language
from app.knowledge.article import Article
from app.knowledge.models import ArticleVote
from app.knowledge.reading import current_generation
from app.knowledge.votes import NoReason
from app.notifications.occasions import ArticleFixed
from app.notifications.vocabulary import NoticeKind
from app.notifications.wording import address, headline
from app.storage.database import db, transaction
from app.storage.outbox import publish
from tests.notifications.conftest import Cast
from tests.notifications.world import Post, notices, told, worker_runs
from tests.tickets.cast import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def article(app: Flask) -> Article:
    """An article that everybody can read."""
    return current_generation().shelf(frozenset({Audience.EVERYONE})).everything(Language.ES)[0]


def vote(article: Article, number: int, contact: str, **said: object) -> int:
    """Say as one of many visitors that something is wrong, and return the vote."""
    with transaction():
        cast = ArticleVote(
            article_id=article.id,
            language=said.pop("language", article.language),
            revision="old",
            voter=f"visitor {number}",
            by_staff=False,
            helpful=False,
            reason=NoReason.INCORRECT,
            contact=contact,
            cast_at=MONDAY,
            **said,
        )
        db.session.add(cast)
    return cast.id


def fixed(article: Article, vote_id: int, at: datetime = MONDAY + DAY, key: str = "") -> None:
    """Let the correction be live."""
    event = ArticleFixed(
        subject=f"article {article.id}"[:60],
        key=key or str(vote_id),
        occurred_at=at,
        article_id=article.id,
        language=article.language.value,
        vote_id=vote_id,
    )
    with transaction():
        publish(event)


def test_who_has_an_account_is_told_once_in_the_bell_and_by_mail(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    ana = db.session.get_one(Person, cast.ana.person_id).email
    number = vote(article, 1, ana.upper())
    fixed(article, number)
    fixed(article, number)
    worker_runs(app, MONDAY + DAY)
    [notice] = notices(cast.ana)
    assert article.title in headline(notice, Language.ES)
    assert address(notice, Language.ES).endswith(f"/articles/{article.slug}")
    worker_runs(app, MONDAY + DAY + HOUR)
    assert len(post.to(cast.ana)) == 1
    assert told(cast.ana) == [NoticeKind.ARTICLE_FIXED]


def test_a_vote_that_was_taken_back_tells_nobody(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    ana = db.session.get_one(Person, cast.ana.person_id).email
    number = vote(article, 1, ana)
    fixed(article, number)
    with transaction():
        db.session.delete(db.session.get_one(ArticleVote, number))
    worker_runs(app, MONDAY + DAY)
    assert told(cast.ana) == []
