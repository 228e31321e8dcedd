"""What becomes a gap, in whose words, and that nobody can be known by it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.editorial.gaps.models import ContentGap, GapChange, GapPhrase, UncitedTickets
from app.editorial.gaps.queries import Wanted, gap_lines
from app.editorial.gaps.vocabulary import GapState, Source
from app.kernel.terms import Language, ProductArea
from app.search.models import SearchOrigin, StepKind
from app.search.query_log import AskedQuery, keep_query, keep_step
from app.storage.database import db, transaction
from tests.editorial.gaps.asking import Index, gaps, people_search, run
from tests.editorial.log import NOON, visitor_searches
from tests.tickets.cast import MONDAY
from tests.workspace.conftest import ANA, PEDRO, VICTOR

NOW = NOON + timedelta(days=1)


def phrases() -> dict[str, int]:
    return {row.text: row.people for row in db.session.scalars(select(GapPhrase))}


def test_what_five_people_look_for_in_vain_is_a_gap_in_their_words(app: Flask) -> None:
    people_search("factura seniat", people=6)
    people_search("facturas del seniat", people=5)
    people_search("factura seniat urgente ya", people=2)
    assert run(NOW) == 1
    gap = gaps()["factura seniat"]
    assert (gap.people, gap.tickets, gap.searches, gap.state) == (13, 0, 13, GapState.NEW)
    assert phrases() == {"factura seniat": 6, "facturas del seniat": 5}
    assert (gap.weeks[-1], sum(gap.weeks)) == (13, 13)


def test_four_people_are_too_few_and_a_found_article_is_no_gap(app: Flask) -> None:
    people_search("perros", people=4)
    people_search("seniat", people=9)
    assert run(NOW, Index("seniat")) == 0


def test_who_opens_an_article_found_it_and_who_asks_for_contact_did_not(app: Flask) -> None:
    for number in range(6):
        visitor_searches(f"o{number}", "logo", opens="personalizar")
        visitor_searches(f"c{number}", "letras raras", results=3)
    assert run(NOW) == 0
    assert phrases() == {}
    for number in range(5):
        token = f"{900 + number:016x}"
        with transaction():
            asked = AskedQuery("moneda peso", Language.ES, SearchOrigin.FORM, results=4)
            keep_query(token, f"k{number}", asked, NOON)
            keep_step(token, f"k{number}", StepKind.CONTACTED, NOON)
    assert run(NOW, Index("moneda"), live_since=NOON - timedelta(days=1)) == 1
    assert list(gaps()) == ["moneda peso"]


def test_what_one_person_writes_every_day_names_nothing(app: Flask) -> None:
    """Visitors have another name every day: the same words five times are masked all the same."""
    told = ("soy rosa@tienda.example", "llamar 0412-555-1234", "pedido 88231 perdido", "cédula v-12.345.678")
    for text in told:
        people_search(text, people=6)
    run(NOW)
    written = [*gaps(), *phrases(), *(gap.stems for gap in gaps().values())]
    assert not any(digit in text for text in written for digit in "0123456789")
    assert not any("rosa" in text or "@" in text for text in written)


def test_words_of_everybody_name_a_gap_when_each_says_it_otherwise(app: Flask) -> None:
    for name in ("rosa", "luis", "eva", "max", "sol"):
        people_search(f"impresora fiscal {name}", people=1)
    run(NOW)
    assert list(gaps()) == ["fiscal impresora"]
    assert phrases() == {}


def test_a_gap_keeps_its_number_when_new_words_join(app: Flask) -> None:
    people_search("punto de venta offline", people=5)
    run(NOW)
    (before,) = gaps().values()
    number, name = before.id, before.name
    people_search("ventas en punto offline", people=9)
    run(NOW + timedelta(hours=6))
    (gap,) = gaps().values()
    assert (gap.id, gap.name, gap.people) == (number, name, 14)
    run(NOW + timedelta(hours=6))
    assert len(db.session.scalars(select(GapChange)).all()) == 1
    assert len(phrases()) == 2


def test_two_gaps_that_turn_out_to_be_one_are_counted_with_the_older(app: Flask) -> None:
    people_search("caja registradora", people=5)
    run(NOW)
    with transaction():
        younger = ContentGap(name="cajas registradoras", stems="caj registr", opened_at=NOW, counted_at=NOW)
        younger.language = Language.ES
        db.session.add(younger)
        first = gaps()["caja registradora"]
        first.stems = "caj registr"
    run(NOW)
    older, younger = gaps()["caja registradora"], gaps()["cajas registradoras"]
    assert (younger.state, younger.merged_into_id, older.people) == (GapState.CLOSED, older.id, 5)
    run(NOW)
    assert len(db.session.scalars(select(GapChange).where(GapChange.gap_id == younger.id)).all()) == 1


@pytest.mark.usefixtures("team")
def test_a_subject_is_shown_when_three_people_wrote_it(app: Flask, send: Callable[..., str]) -> None:
    for who in (ANA, PEDRO, VICTOR):
        send(who, title="La gaveta no abre", area=ProductArea.SALES)
    for title in ("Rosa Peralta debe 5 dólares", "Rosa Peralta debe 5 dólares ya"):
        send(ANA, title=title)
    with app.app_context():
        run(MONDAY + timedelta(hours=1))
        (gap,) = gaps().values()
        assert (gap.name, gap.area) == ("la gaveta no abre", ProductArea.SALES)
        assert (gap.people, gap.tickets, gap.subjects, gap.forms) == (3, 3, 3, 0)
        assert phrases() == {"la gaveta no abre": 3}
        _total, (line,) = gap_lines(Wanted(source=Source.TICKET), 5)
        assert line.number == gap.id
        assert sum(cell.tickets for cell in db.session.scalars(select(UncitedTickets))) == 5


def test_a_word_no_article_knows_holds_a_gap_together(app: Flask) -> None:
    people_search("agenda de citas", "reservar citas", people=6)
    assert run(NOW) == 1
    (gap,) = gaps().values()
    assert (gap.people, set(phrases())) == (12, {"agenda de citas", "reservar citas"})


def test_a_word_of_what_is_found_too_holds_nothing_together(app: Flask) -> None:
    """«Porfa» stands in no article, and those who say it find what they look for."""
    people_search("porfa vacunas", "porfa balanza", people=6)
    for number in range(6):
        visitor_searches(f"p{number}", "factura porfa", opens="facturar")
    assert run(NOW) == 2
