"""What verdicts add up to: for each article, for what nobody has written, for search against content."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.editorial.verdicts.actions import give, take_back
from app.editorial.verdicts.queries import (
    VerdictSplit,
    missing_content,
    verdict_counts,
    verdict_split,
    verdicts_of,
    verdicts_on,
)
from app.editorial.verdicts.vocabulary import NO_ARTICLE, Verdict
from app.kernel.errors import NotAllowed
from app.kernel.terms import Language, ProductArea, Role
from app.storage.database import transaction
from app.tickets.access import Viewer, viewer_of
from app.tickets.models import Ticket
from tests.tickets.cast import MONDAY, enrol, open_ticket, refused

ES, EN = Language.ES, Language.EN
SAVING, STOCK = "producto-no-se-guarda", "stock-queda-en-cero"


def _viewers(*people: Person) -> tuple[Viewer, ...]:
    return tuple(viewer_of(reader_of(person)) for person in people)


@pytest.fixture
def cast(app: Flask) -> tuple[Viewer, ...]:
    """Ana, and Juan of the team."""
    with transaction():
        people = enrol("Ana"), enrol("Juan", Role.AGENT)
    return _viewers(*people)


def _say(ticket: Ticket, by: Viewer, *verdicts: tuple[str, Verdict], now: datetime = MONDAY) -> None:
    with transaction():
        for article_id, verdict in verdicts:
            give(ticket, by, article_id, verdict, now)


def test_the_latest_word_counts_once_for_each_ticket(cast: Sequence[Viewer]) -> None:
    ana, juan = cast
    first, second = open_ticket(ana), open_ticket(ana)
    _say(first, juan, (SAVING, Verdict.WRONG), (STOCK, Verdict.WRONG))
    _say(second, juan, (SAVING, Verdict.WRONG))
    _say(first, juan, (SAVING, Verdict.INCOMPLETE), now=MONDAY + timedelta(days=1))
    with transaction():
        take_back(first, juan, STOCK)
        take_back(first, juan, STOCK)
    assert verdict_counts() == {(SAVING, ES): {Verdict.WRONG: 1, Verdict.INCOMPLETE: 1}}
    assert verdict_counts([STOCK]) == {}
    assert verdict_counts(since=MONDAY + timedelta(hours=1)) == {(SAVING, ES): {Verdict.INCOMPLETE: 1}}
    latest = verdicts_of(SAVING, ES)[0]
    assert (latest.verdict, latest.giver, latest.given_at) == (
        Verdict.INCOMPLETE, "Juan", MONDAY + timedelta(days=1),
    )  # fmt: skip
    assert latest.revision
    assert set(verdicts_on(second)) == {SAVING}


def test_an_article_counts_in_the_language_it_was_read_in(cast: Sequence[Viewer]) -> None:
    ana, juan = cast
    _say(open_ticket(ana, language=EN), juan, (SAVING, Verdict.WRONG))
    assert len(verdict_counts()) == 1
    assert {language for _, language in verdict_counts()} <= {ES, EN}


def test_what_nobody_has_written_tells_the_area_and_nothing_more(cast: Sequence[Viewer]) -> None:
    ana, juan = cast
    old, new, bug = (open_ticket(ana, area=ProductArea.SALES) for _ in range(3))
    _say(old, juan, (NO_ARTICLE, Verdict.NOT_FOUND), now=MONDAY - timedelta(days=91))
    _say(new, juan, (NO_ARTICLE, Verdict.NOT_FOUND))
    _say(bug, juan, (NO_ARTICLE, Verdict.WAS_A_BUG))
    found = missing_content(MONDAY + timedelta(hours=1))
    assert [(each.ticket_id, each.area, each.said_at) for each in found] == [
        (new.id, ProductArea.SALES, MONDAY)
    ]


def test_search_and_content_are_told_apart(cast: Sequence[Viewer]) -> None:
    ana, juan = cast
    _say(open_ticket(ana), juan, (SAVING, Verdict.NOT_FOUND), (STOCK, Verdict.DOES_NOT_APPLY))
    _say(open_ticket(ana), juan, (SAVING, Verdict.WRONG), (NO_ARTICLE, Verdict.NOT_FOUND))
    _say(open_ticket(ana), juan, (SAVING, Verdict.INCOMPLETE), (NO_ARTICLE, Verdict.WAS_A_BUG))
    _say(open_ticket(ana), juan, (STOCK, Verdict.WAS_A_BUG))
    split = verdict_split(MONDAY + timedelta(hours=1))
    assert split == VerdictSplit(not_brought=1, wrong=1, incomplete=1, missing=1, not_applicable=1, bugs=2)
    assert (split.content, split.total) == (3, 7)
    assert verdict_split(MONDAY + timedelta(days=91)).total == 0


def test_only_the_team_says_it_and_not_of_its_own_tickets(cast: Sequence[Viewer]) -> None:
    ana, juan = cast
    for ticket, by in ((open_ticket(ana), ana), (open_ticket(juan), juan)):
        with refused(NotAllowed):
            give(ticket, by, SAVING, Verdict.WRONG, MONDAY)
    assert verdict_counts() == {}
