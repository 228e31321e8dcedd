"""The page where Marta finds what people's searches propose."""

from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask import Flask

from app.editorial.proposals import FEWEST
from tests.editorial.log import visitor_searches
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import JUAN, MARTA

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
    assert "lana = dinero" in marta.reads("h2")
    assert f"{FEWEST} visitantes" in marta.reads("li")
    assert "Producto no se guarda" in marta.reads("li a")
    assert "- [plata, dinero, reales, lana]" in marta.reads("td code")


def test_without_proposals_the_page_says_how_they_come_about(
    at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    assert "No hay propuestas." in at_desk(MARTA).look(PAGE).reads("h2")


def test_an_agent_does_not_find_the_page(
    at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    assert at_desk(JUAN).look(PAGE).status == 404
