"""What agents say, closing tickets, is a gap: in people's words where they match, else by area and type."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.editorial.gaps.models import ContentGap, GapChange, GapPhrase
from app.editorial.gaps.queries import Wanted, gap_lines
from app.editorial.gaps.vocabulary import Deed, GapState, Source
from app.editorial.verdicts.actions import give
from app.editorial.verdicts.vocabulary import NO_ARTICLE, Verdict
from app.kernel.terms import ProductArea, TicketType
from app.storage.database import db, transaction
from app.tickets.access import ticket_for
from tests.editorial.gaps.asking import Index, gaps, people_search, run
from tests.tickets.cast import MONDAY
from tests.workspace.conftest import ANA, JUAN, PEDRO, VICTOR, As

LATER, DAY = MONDAY + timedelta(hours=1), timedelta(days=1)
KIND = "Ventas y pedidos: No sé cómo hacerlo"
NoArticle = Callable[..., None]


@pytest.fixture
def no_article(app: Flask, send: Callable[..., str], viewer: As) -> NoArticle:
    """Let Juan say of a ticket that there was no article to read."""

    def said(who: str, title: str) -> None:
        reference = send(who, title=title, area=ProductArea.SALES, type=TicketType.HOW_TO)
        with app.app_context():
            juan = viewer(JUAN)
            with transaction():
                give(ticket_for(juan, reference), juan, NO_ARTICLE, Verdict.NOT_FOUND, MONDAY)

    return said


def written() -> set[str]:
    return {text for gap in gaps().values() for text in (gap.name, gap.stems)} | set(
        db.session.scalars(select(GapPhrase.text))
    )


def test_one_agent_joins_a_gap_in_the_words_of_others_and_counts_as_a_ticket(
    app: Flask, no_article: NoArticle
) -> None:
    no_article(ANA, "No entiendo la factura seniat de Rosa")
    with app.app_context():
        people_search("factura seniat", at=MONDAY - DAY)
        assert run(LATER) == 1
        (gap,) = gaps().values()
        assert (gap.name, gap.people, gap.tickets) == ("factura seniat", 6, 1)
        assert (gap.searches, gap.subjects, gap.verdicts) == (5, 0, 1)
        _total, lines = gap_lines(Wanted(source=Source.VERDICT), 5)
        assert [line.number for line in lines] == [gap.id]


def test_alone_it_is_a_gap_by_area_and_type_that_tells_nobodys_words(
    app: Flask, no_article: NoArticle
) -> None:
    no_article(ANA, "Rosa Peralta quiere perros")
    no_article(PEDRO, "Llamar al 0412-555-1234")
    with app.app_context():
        assert run(LATER, Index("perros"), live_since=MONDAY - DAY) == 1
        (gap,) = gaps().values()
        assert (gap.name, gap.area, gap.type) == (KIND, ProductArea.SALES, TicketType.HOW_TO)
        assert (gap.people, gap.tickets, gap.verdicts) == (2, 2, 2)
        assert written() == {KIND, ""}
        assert run(LATER + DAY, live_since=MONDAY - DAY) == 1
        assert db.session.scalars(select(GapChange.deed)).all() == [Deed.FOUND]


def test_three_people_name_it_in_their_words(app: Flask, no_article: NoArticle) -> None:
    for who in (ANA, PEDRO, VICTOR):
        no_article(who, "Pagar con perros")
    with app.app_context():
        run(LATER)
        assert list(gaps()) == ["pagar con perros"]


def test_an_agent_is_believed_more_than_the_index_until_the_articles_change(
    app: Flask, no_article: NoArticle
) -> None:
    no_article(ANA, "Perros")
    with app.app_context():
        run(LATER, Index("perros"), live_since=MONDAY - DAY)
        (gap,) = gaps().values()
        assert gap.state is GapState.NEW
        run(LATER + DAY, live_since=LATER)
        assert gaps()[KIND].state is GapState.NEW
        run(LATER + DAY, Index("perros"), live_since=LATER)
        assert gaps()[KIND].state is GapState.WATCHED
        run(LATER + 15 * DAY, Index("perros"), live_since=LATER)
        assert gaps()[KIND].state is GapState.CLOSED


def test_words_that_become_a_gap_leave_the_one_of_their_kind(app: Flask, no_article: NoArticle) -> None:
    no_article(ANA, "Vacunar perros")
    with app.app_context():
        run(LATER)
        people_search("vacunar perros", at=LATER)
        run(LATER + DAY)
        found = gaps()
        assert (found[KIND].tickets, found["vacunar perros"].verdicts) == (0, 1)
        assert db.session.query(ContentGap).count() == 2
