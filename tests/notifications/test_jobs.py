"""What is told by itself: reminders and articles to review; and what is forgotten."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Person
from app.kernel.terms import Language
from app.knowledge.models import ArticleVote
from app.knowledge.votes import NoReason
from app.notifications.channels.port import Undeliverable
from app.notifications.jobs import (
    KEPT_FOR,
    ask_for_review,
    forget_old_notices,
    remind_requesters,
)
from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import NoticeKind
from app.notifications.wording import address, headline
from app.storage.database import db, transaction
from app.tickets import conversation
from tests.notifications.conftest import Cast
from tests.notifications.world import (
    Post,
    forget_what_was_told,
    juans_ticket,
    notices,
    told,
    worker_runs,
)
from tests.tickets.cast import MONDAY, open_ticket, say

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TWO_DAYS = timedelta(hours=48)


def test_the_requester_is_reminded_once_for_each_waiting(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    say(ticket, cast.juan, "¿Qué navegador usas?", MONDAY, conversation.ask)
    forget_what_was_told(app, MONDAY, post)
    assert remind_requesters(MONDAY + TWO_DAYS - timedelta(seconds=1)) == 0
    assert remind_requesters(MONDAY + TWO_DAYS) == 1
    assert remind_requesters(MONDAY + TWO_DAYS + HOUR) == 0
    assert remind_requesters(MONDAY + TWO_DAYS - HOUR) == 0, "the clock was set back"
    assert told(cast.ana) == [NoticeKind.REMINDER]
    worker_runs(app, MONDAY + TWO_DAYS)
    assert len(post.to(cast.ana)) == 1
    later = MONDAY + TWO_DAYS + DAY
    say(ticket, cast.ana, "Firefox.", later)
    say(ticket, cast.juan, "¿Qué versión?", later + HOUR, conversation.ask)
    assert remind_requesters(later + TWO_DAYS) == 0
    assert remind_requesters(later + HOUR + TWO_DAYS) == 1


def test_who_left_is_not_reminded_and_keeps_nobody_else_from_it(app: Flask, cast: Cast, post: Post) -> None:
    for who in (cast.ana, cast.pedro):
        say(juans_ticket(who, cast.juan), cast.juan, "¿Y bien?", MONDAY, conversation.ask)
    with transaction():
        db.session.get_one(Person, cast.ana.person_id).disabled_at = MONDAY
    assert remind_requesters(MONDAY + TWO_DAYS) == 1
    assert told(cast.pedro)[-1:] == [NoticeKind.REMINDER]


def vote(article_id: str, number: int, at: datetime = MONDAY, **said: object) -> None:
    """Vote as one of many visitors."""
    about = {"revision": "old", "language": Language.ES, "by_staff": False, "helpful": False}
    with transaction():
        db.session.add(
            ArticleVote(article_id=article_id, voter=f"visitor {number}", cast_at=at, **(about | said))
        )


def test_reviewers_are_told_on_monday_how_many_articles_failed(app: Flask, cast: Cast, post: Post) -> None:
    vote("wrong", 1, reason=NoReason.INCORRECT)
    vote("liked", 2)
    for number in range(3, 8):
        vote("liked", number, helpful=True)
        vote("failing", number, helpful=number > 4)
    vote("feature", 9, reason=NoReason.DISLIKES_FEATURE)
    vote("by the team", 9, reason=NoReason.INCORRECT, by_staff=True)
    assert ask_for_review(MONDAY + DAY) == 0, "this week is not over"
    assert ask_for_review(MONDAY + timedelta(days=7)) == 4
    assert ask_for_review(MONDAY + timedelta(days=8)) == 0
    assert told(cast.ana) == []
    assert all(told(who) == [NoticeKind.ARTICLES_TO_REVIEW] for who in (cast.marta, cast.juan))
    [notice] = notices(cast.marta)
    assert headline(notice, Language.ES) == "2 artículos no ayudaron esta semana: revísalos"
    assert address(notice, Language.ES) == "/es/staff/deflection"
    worker_runs(app, MONDAY + timedelta(days=7))
    assert len(post.to(cast.marta)) == 1


def test_a_week_without_failing_articles_tells_nobody(cast: Cast) -> None:
    assert ask_for_review(MONDAY) == 0


def test_old_notices_are_forgotten_but_not_those_that_wait_for_somebody(
    app: Flask, cast: Cast, post: Post
) -> None:
    open_ticket(cast.ana)
    worker_runs(app, MONDAY)
    ana = db.session.get_one(Person, cast.ana.person_id).email

    def refuse_ana(letter: object) -> None:
        if getattr(letter, "to_address", "") == ana:
            raise Undeliverable("no such mailbox")

    post.fails(refuse_ana)
    parked = open_ticket(cast.ana, MONDAY + HOUR)
    worker_runs(app, MONDAY + HOUR)
    assert forget_old_notices(MONDAY + KEPT_FOR) == 0
    forget_old_notices(MONDAY + KEPT_FOR + DAY)
    left = db.session.execute(
        select(Notice.ticket_id, Delivery.parked_at).join(Delivery, Delivery.notice_id == Notice.id)
    ).all()
    assert [(ticket_id, at is not None) for ticket_id, at in left] == [(parked.id, True)]
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1
