"""The table is whole: every event of the house is in it or named with a reason, and every kind is worded."""

import importlib
import pkgutil
import sys

import pytest
from flask import Flask

import app as house
from app.kernel.events import Event
from app.kernel.terms import Language
from app.notifications.catalogue import CATALOGUE, MANDATORY, SILENT, default_of
from app.notifications.models import Notice
from app.notifications.occasions import ArticleFixed, ArticlesAged, ArticlesFailed, WaitedLong
from app.notifications.vocabulary import ChannelKind, NoticeKind, Topic
from app.notifications.wording import address, headline, is_for_team
from app.storage.database import db
from tests.notifications.conftest import Cast
from tests.notifications.world import juans_ticket

BY_JOBS = {WaitedLong, ArticleFixed, ArticlesAged, ArticlesFailed}
FACTS = {
    "before": "low",
    "after": "high",
    "stars": 1,
    "articles": 3,
    "accepted": True,
    "into": "TQ-22222",
    "article_id": "importar-productos",
}


def events_of_the_house() -> set[type[Event]]:
    """Import every module called events, and return all kinds of events there are."""
    for found in pkgutil.walk_packages(house.__path__, "app."):
        if found.name.endswith(".events"):
            importlib.import_module(found.name)
    ours = [kind for kind in Event.__subclasses__() if kind.__module__.startswith("app.")]
    return {vars(sys.modules[kind.__module__])[kind.__name__] for kind in ours}


def test_every_event_tells_somebody_or_stands_with_the_reason_why_not() -> None:
    told = {row.event for row in CATALOGUE}
    assert events_of_the_house() == told | set(SILENT)
    assert told & set(SILENT) == set()
    assert all(len(reason) > 20 for reason in SILENT.values())
    assert told > BY_JOBS


def test_every_kind_has_a_row_and_every_topic_a_kind() -> None:
    assert {row.kind for row in CATALOGUE} == set(NoticeKind)
    assert {row.topic for row in CATALOGUE} == set(Topic)


def test_what_is_mandatory_is_a_way_that_something_goes() -> None:
    assert all(default_of(topic, channel) for topic, channel in MANDATORY)
    assert all(ChannelKind.BELL not in row.channels for row in CATALOGUE)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_is_said_and_leads_somewhere_in_both_languages(
    app: Flask, cast: Cast, kind: NoticeKind
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    for who in (cast.ana, cast.juan):
        after = 2 if kind is NoticeKind.LEVEL_RAISED else "high"
        notice = Notice(
            id=1,
            key="x",
            person_id=who.person_id,
            kind=kind,
            ticket_id=ticket.id,
            facts={**FACTS, "after": after, "actor_id": cast.sofia.person_id, "assignee_id": who.person_id},
        )
        said = {language: headline(notice, language) for language in Language}
        assert all(said.values())
        assert not any("%(" in words for words in said.values())
        assert said[Language.ES] != said[Language.EN]
        assert address(notice, Language.ES).startswith("/es/")
        if not is_for_team(notice) and ticket.reference in said[Language.ES]:
            assert "/staff/" not in address(notice, Language.ES)
    db.session.rollback()
