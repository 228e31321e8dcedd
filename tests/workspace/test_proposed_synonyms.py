"""The page where Marta finds what people's searches propose."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask import Flask

from app.editorial.proposals import FEWEST
from app.editorial.proposing.jobs import look_for_synonyms
from app.editorial.proposing.models import SynonymLook, SynonymProposal
from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.storage.database import db, transaction
from tests.editorial.log import visitor_searches
from tests.knowledge.conftest import statements
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import JUAN, MARTA

__all__ = ["statements"]
PAGE = "/es/workspace/synonyms"


def test_marta_reads_the_evidence_and_the_line(
    app: Flask, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    for number in range(FEWEST):
        with app.app_context():
            visitor_searches(
                f"v{number}",
                "ver lana",
                "ver dinero",
                opens="producto-no-se-guarda",
                at=MONDAY - timedelta(days=1),
            )
    marta = at_desk(MARTA).look(PAGE)
    assert "Todavía no se han revisado las búsquedas." in marta.reads("h2")
    with app.app_context():
        assert look_for_synonyms(utc_now()) == 1
    marta.look(PAGE)
    assert "Última revisión" in marta.reads("header")
    assert "lana = dinero" in marta.reads("h2")
    assert f"{FEWEST} visitantes" in marta.reads("li")
    assert "Producto no se guarda" in marta.reads("li a")
    assert "- [plata, dinero, reales, lana]" in marta.reads("td code")


def test_the_page_costs_the_same_however_many_pairs_and_searches_there_are(
    app: Flask,
    at_desk: Callable[[str], Colleague],
    statements: Callable[..., object],
    clock: time_machine.Traveller,
) -> None:
    marta = at_desk(MARTA)
    marta.look(PAGE)
    with statements() as few:
        marta.look(PAGE)
    with app.app_context():
        with transaction():
            db.session.add_all(map(a_pair, range(1, 61)))
            db.session.merge(SynonymLook(id=1, looked_at=MONDAY))
        visitor_searches("v1", "ver lana", "ver dinero", opens="caja", at=MONDAY - timedelta(days=1))
    with statements() as many:
        marta.look(PAGE)
    assert marta.reads("h2").count("palabra") == 50
    assert "Se muestran las 50 más fuertes de 60." in marta.reads("header")
    assert len(many) == len(few)
    assert not [each for each in many if "logged_queries" in each]


def test_what_marta_refuses_is_gone_at_once(
    app: Flask, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    with app.app_context(), transaction():
        db.session.add_all([a_pair(1), a_pair(2)])
    marta = at_desk(MARTA).look(PAGE)
    marta.press("Rechazar palabra1 = otra1", reason="No es lo mismo")
    assert "palabra1 = otra1" not in marta.look(PAGE).reads("h2")
    assert "palabra2 = otra2" in marta.reads("h2")


def a_pair(number: int) -> SynonymProposal:
    return SynonymProposal(
        id=number,
        language=Language.ES,
        first=f"palabra{number}",
        second=f"otra{number}",
        people=9,
        reworded=9,
        by_first=0,
        by_second=0,
        queries=[],
        articles=["caja"],
    )


def test_without_proposals_the_page_says_how_they_come_about(
    app: Flask, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    with app.app_context():
        assert look_for_synonyms(utc_now()) == 0
    assert "No hay propuestas." in at_desk(MARTA).look(PAGE).reads("h2")


def test_an_agent_does_not_find_the_page(
    at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    assert at_desk(JUAN).look(PAGE).status == 404
