"""Supervisors and editors see what suggestions solve, and behind every figure its forms, without names."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.actions import person_with
from app.deflection import ledger
from app.deflection.figures import COMPARED_FROM
from app.deflection.jobs import mark_left
from app.deflection.ledger import Asker
from app.deflection.models import FormSession
from app.deflection.vocabulary import Figure
from app.storage.database import db
from tests.accounts.conftest import app, browser, password_hash, people
from tests.accounts.signing_in import CAST, Browser
from tests.deflection.forms import (
    A_WEEK,
    PAYING,
    SAVING,
    STOCK,
    do,
    form_with_suggestions,
    open_form,
    solved_form,
)
from tests.knowledge.conftest import statements
from tests.support.library import an_article, help_centre
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague

__all__ = ["app", "browser", "password_hash", "people", "statements"]
PAGE, FORMS = "/es/staff/deflection", "/es/staff/deflection/forms"
SOFIA, MARTA, ANA = "sofia@demo.tuqr.com", "marta@demo.tuqr.com", "ana@demo.tuqr.com"
A_DAY = timedelta(days=1)


@pytest.fixture
def desk(app: Flask, people: None, tmp_path: Path) -> Iterator[Callable[[str], Colleague]]:
    """Seat somebody at a desk on Monday, in a help centre with two articles."""
    live = app.extensions["knowledge"]
    articles = [an_article(SAVING, "El producto no se guarda"), an_article(STOCK, "El stock queda en cero")]
    app.extensions["knowledge"] = help_centre(tmp_path / "index", articles)
    with time_machine.travel(MONDAY, tick=False):
        yield lambda email: Colleague(app, email)
    app.extensions["knowledge"] = live


@pytest.fixture
def a_week_of_forms(app: Flask, desk: object) -> None:
    """Eight days ago two forms were solved, one was left, as was one held out; today one is provisional."""
    with app.app_context():
        before = MONDAY - A_WEEK - A_DAY
        for _form in range(2):
            solved_form(now=before)
        form_with_suggestions(None, before, SAVING, STOCK)
        held_out = open_form(now=before, held_out=True)
        do(ledger.note_shown, held_out, [(STOCK, "r1")], before)
        mark_left(before + A_DAY)
        today = solved_form(now=MONDAY)
        do(ledger.dismiss, today, SAVING, MONDAY)
        do(ledger.note_failed_step, SAVING, "r1", "paso-3", MONDAY, today)
        do(ledger.note_failed_step, SAVING, "r1", "paso-3", MONDAY)


def figures(page: Colleague) -> dict[str, int]:
    """Return the figures of the page, each under its name."""
    cards = page.page.css(".figure")
    names = [card.css("dt")[0].text().strip() for card in cards]
    return {
        name: int(re.findall(r"\d+", card.css("dd")[0].text())[0])
        for name, card in zip(names, cards, strict=True)
    }


@pytest.mark.parametrize("path", [PAGE, f"{FORMS}?figure=started"])
@pytest.mark.parametrize(
    ("who", "status"),
    [(ANA, 404), ("victor@demo.tuqr.com", 404), ("juan@demo.tuqr.com", 200), (SOFIA, 200), (MARTA, 200)],
)
def test_whoever_reviews_votes_sees_it_and_nobody_else(
    desk: Callable[[str], Colleague], who: str, status: int, path: str
) -> None:
    assert desk(who).look(path).status == status


@pytest.mark.parametrize("path", [PAGE, f"{FORMS}?figure=started"])
def test_for_a_stranger_there_is_no_such_page(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.usefixtures("a_week_of_forms")
def test_the_figures_of_a_month(desk: Callable[[str], Colleague]) -> None:
    sofia = desk(SOFIA).look(PAGE)
    assert figures(sofia) == {
        "Resueltos sin ticket": 2,
        "Resueltos y luego revertidos": 0,
        "Enviados como ticket": 0,
        "Resueltos, provisional": 1,
        "Abandonados sin decir nada": 1,
        "Sin terminar": 0,
        "Formularios abiertos": 5,
        "Con sugerencias": 4,
        "Sin nada que sugerir": 0,
        "Grupo de control": 1,
        "Abrieron una sugerencia": 0,
        "Dijeron que no es su caso": 1,
        "Un paso no funcionó": 1,
        "Terminados, con sugerencias": 3,
        "Terminaron en ticket, con sugerencias": 0,
        "Terminados, sin sugerencias": 1,
        "Terminaron en ticket, sin sugerencias": 0,
    }
    assert "100 %" in sofia.reads("[aria-labelledby=solved]")
    assert "Probablemente entre 34 % y 100 %" in sofia.reads("[aria-labelledby=solved]")
    assert f"comparamos a partir de {COMPARED_FROM} de cada uno" in sofia.reads("[aria-labelledby=effect]")


@pytest.mark.usefixtures("a_week_of_forms")
def test_every_figure_opens_as_many_forms_as_it_says(desk: Callable[[str], Colleague]) -> None:
    marta = desk(MARTA).look(PAGE)
    links = [
        (link.attributes["href"] or "", int(re.findall(r"\d+", link.text())[0]))
        for link in marta.page.css(".figure dd a, .data .num a")
    ]
    assert len(links) > 12
    for address, count in links:
        assert len(marta.look(address).page.css("tbody tr")) == count, address


@pytest.mark.usefixtures("a_week_of_forms")
def test_an_article_has_its_figures(desk: Callable[[str], Colleague]) -> None:
    rows = desk(SOFIA).look(PAGE).page.css("tbody tr")
    told = [[cell.text(separator=" ").split()[0] for cell in row.css("td")] for row in rows]
    assert [row.css("th a")[0].text() for row in rows] == [
        "El producto no se guarda",
        "El stock queda en cero",
    ]
    assert told == [["4", "0", "2", "1", "1", "1"], ["1", "0", "0", "0", "0", "0"]]
    assert "1 paso señalado en su página" in rows[0].text()


@pytest.mark.usefixtures("a_week_of_forms")
def test_a_shorter_period_leaves_out_what_began_before(desk: Callable[[str], Colleague]) -> None:
    sofia = desk(SOFIA).look(f"{PAGE}?days=7")
    assert figures(sofia)["Formularios abiertos"] == 1
    assert sofia.reads(".seg [aria-current]") == "7 días"
    assert "Ningún formulario tiene todavía un final conocido." in sofia.reads()
    assert desk(SOFIA).look(f"{PAGE}?days=8").reads(".seg [aria-current]") == "30 días"


def test_the_list_tells_what_happened_but_not_to_whom(app: Flask, desk: Callable[[str], Colleague]) -> None:
    with app.app_context():
        ana = person_with(ANA)
        assert ana is not None
        key = open_form(Asker(ana.id, "phone"), query="no llega a ana@demo.tuqr.com", article_id=PAYING)
        do(ledger.note_shown, key, [(SAVING, "r1"), (STOCK, "r1")], MONDAY)
        do(ledger.note_opened, key, SAVING, MONDAY)
        do(ledger.dismiss, key, STOCK, MONDAY)
        do(ledger.note_failed_step, SAVING, "r1", "paso-3", MONDAY, key)
        number = db.session.scalars(select(FormSession.id)).one()
    sofia = desk(SOFIA).look(f"{FORMS}?figure=shown")
    row = sofia.reads("tbody tr")
    assert f"Formulario {number} hoy, 10:00 a. m." in row.replace("\xa0", " ").replace("\u202f", " ")
    assert "«no llega a [mail]»" in row.replace("« ", "«").replace(" »", "»")
    assert "Desde el artículo metodos-de-pago" in row
    assert "El producto no se guarda mostrado, abierto, el paso «paso-3» no funcionó" in row
    assert "El stock queda en cero mostrado, no es su caso" in row
    assert "Sin terminar" in row
    html = sofia.page.html or ""
    for secret in (CAST[ANA][0], ANA, "phone", key):
        assert secret not in html


def test_long_lists_have_pages(app: Flask, desk: Callable[[str], Colleague]) -> None:
    with app.app_context():
        for _form in range(27):
            open_form()
    sofia = desk(SOFIA).look(f"{FORMS}?figure=started&days=7")
    assert "27 formularios" in sofia.reads()
    assert len(sofia.page.css("tbody tr")) == 25
    sofia.look(sofia.page.css("a[rel=next]")[0].attributes["href"] or "")
    assert len(sofia.page.css("tbody tr")) == 2
    assert sofia.look(f"{FORMS}?figure=started&days=7&page=3").status == 404


def test_a_figure_that_counts_nothing_says_so(desk: Callable[[str], Colleague]) -> None:
    assert "Ningún formulario detrás de esta cifra" in desk(SOFIA).look(f"{FORMS}?figure=reverted").reads()


@pytest.mark.parametrize("query", ["", "?figure=nothing", "?figure=shown&page=x", "?figure=shown&page=0"])
def test_a_damaged_address_leads_nowhere(desk: Callable[[str], Colleague], query: str) -> None:
    assert desk(SOFIA).look(FORMS + query).status == 404


@pytest.mark.usefixtures("a_week_of_forms")
def test_no_list_of_an_unknown_article_has_forms(desk: Callable[[str], Colleague]) -> None:
    sofia = desk(SOFIA)
    for figure in Figure:
        sofia.look(f"{FORMS}?figure={figure}&article=no-such-article")
        assert (sofia.status, len(sofia.page.css("tbody tr"))) == (200, 0), figure


def test_the_page_speaks_english_too(desk: Callable[[str], Colleague]) -> None:
    sofia = desk(SOFIA).look("/en/staff/deflection")
    assert sofia.reads("h1") == "What suggestions solve"
    assert "Too few to tell: 0 finished forms without suggestions" in sofia.reads()


@pytest.mark.usefixtures("a_week_of_forms")
def test_many_forms_need_no_more_statements_than_few(
    app: Flask, desk: Callable[[str], Colleague], statements: Callable[..., object]
) -> None:
    def ledgers(asked: list[str]) -> int:
        return sum(
            "form_sessions" in line or "form_steps" in line or "failed_steps" in line for line in asked
        )

    sofia = desk(SOFIA).look(PAGE)
    with app.app_context():
        for _form in range(20):
            solved_form()
    with statements() as overview:  # type: ignore[attr-defined]
        sofia.look(PAGE)
    with statements() as listed:  # type: ignore[attr-defined]
        sofia.look(f"{FORMS}?figure=shown")
    assert ledgers(overview) == 4  # the tally; an article's steps, solutions and failures
    assert ledgers(listed) == 5  # how many, which, and of a page the forms, steps and failures
