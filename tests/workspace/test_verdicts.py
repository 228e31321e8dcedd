"""Why the help was not enough: asked of the team on resolving, changed in a press, never for customers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.deflection.ledger import Arrival, Asker, dismiss, note_opened, note_shown, start
from app.editorial.verdicts.models import ArticleVerdict
from app.editorial.verdicts.vocabulary import Verdict
from app.kernel.terms import Language, TicketType
from app.storage.database import db, transaction
from app.tickets.access import ticket_for
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import ANA, JUAN, LUISA, MARTA, PEDRO, As

Send = Callable[..., str]
Desk = Callable[[str], Colleague]
SAVING, STOCK, PAYING = "producto-no-se-guarda", "stock-queda-en-cero", "configurar-metodos-de-pago"
RESOLVE, WRONG, INCOMPLETE = "Responder y resolver", "Es incorrecto", "Está incompleto"
NONE_EXISTS, SOLVED = "No hay ningún artículo sobre esto", "Recarga la página."
CARD, ROWS = "#verdicts", ".composer .verdict"


@pytest.fixture
def asked(app: Flask, send: Send, viewer: As) -> str:
    """Ana's ticket, which Juan has; she read about saving and said that the stock is not her case."""
    reference = send(ANA, type=TicketType.HOW_TO)
    with app.app_context(), transaction():
        key = ticket_for(viewer(ANA), reference).form_key
        start(key, Asker(viewer(ANA).person_id), Arrival(Language.ES, query="no guarda"), MONDAY)
        note_shown(key, [(SAVING, "r1"), (STOCK, "r1")], MONDAY)
        note_opened(key, SAVING, MONDAY)
        dismiss(key, STOCK, MONDAY)
    return reference


@pytest.fixture
def said(app: Flask) -> Callable[[], dict[str, Verdict]]:
    """Return what stands, by article."""

    def read() -> dict[str, Verdict]:
        with app.app_context():
            return {row.article_id: row.verdict for row in db.session.scalars(select(ArticleVerdict))}

    return read


Read = Callable[[], dict[str, Verdict]]


def test_juan_says_it_with_the_answer_that_resolves(asked: str, at_desk: Desk, said: Read) -> None:
    juan = at_desk(JUAN).open(asked)
    rows = juan.page.css(ROWS)
    assert ["Lo leyó antes" in rows[0].text(), "no es su caso" in rows[1].text()] == [True, True]
    assert not juan.page.css(CARD)
    juan.press(RESOLVE, text=SOLVED, **{f"verdict-{SAVING}": "wrong"})
    assert said() == {SAVING: Verdict.WRONG}
    assert juan.page.css_first(f"{CARD} [aria-pressed=true]").text(strip=True) == WRONG
    assert "Juan" in juan.reads(CARD)


def test_saying_nothing_or_nonsense_never_stands_in_the_way(asked: str, at_desk: Desk, said: Read) -> None:
    nonsense = {
        f"verdict-{SAVING}": "huge",
        "verdict-": "wrong",
        "verdict-nada": "wrong",
        f"verdict-{STOCK}": "",
    }
    juan = at_desk(JUAN).open(asked).press(RESOLVE, text=SOLVED, **nonsense)
    assert (juan.status, said()) == (200, {})
    assert "Resuelto" in juan.reads(".case__tags")


def test_a_refused_answer_keeps_what_was_chosen(asked: str, at_desk: Desk, said: Read) -> None:
    juan = at_desk(JUAN).open(asked).press(RESOLVE, text=" ", **{f"verdict-{SAVING}": "incomplete"})
    assert (juan.status, said()) == (422, {})
    assert juan.page.css_first(f'[name="verdict-{SAVING}"][checked]').attributes["value"] == "incomplete"


def test_an_answer_sent_twice_does_not_undo_what_luisa_said_meanwhile(
    asked: str, at_desk: Desk, said: Read, clock: time_machine.Traveller
) -> None:
    juan = at_desk(JUAN).open(asked)
    before = juan.page
    juan.press(RESOLVE, text=SOLVED, **{f"verdict-{SAVING}": "wrong"})
    clock.shift(timedelta(minutes=1))
    at_desk(LUISA).open(asked).press(INCOMPLETE)
    juan.page = before
    juan.press(RESOLVE, text=SOLVED, **{f"verdict-{SAVING}": "wrong"})
    assert said() == {SAVING: Verdict.INCOMPLETE}


def test_one_press_changes_it_and_another_takes_it_back(asked: str, at_desk: Desk, said: Read) -> None:
    juan = at_desk(JUAN).open(asked).press(RESOLVE, text=SOLVED)
    juan.press(WRONG)
    assert said() == {SAVING: Verdict.WRONG}
    stale = juan.page
    luisa = at_desk(LUISA).open(asked).press(INCOMPLETE)
    assert said() == {SAVING: Verdict.INCOMPLETE}
    assert "Luisa Mora" in luisa.reads(CARD)
    juan.page = stale
    juan.press(WRONG)  # pressed already on this page: takes back
    juan.page = stale
    juan.press(WRONG)  # a second time is harmless
    assert (juan.status, said()) == (200, {})


def test_there_was_an_article_and_search_did_not_bring_it(asked: str, at_desk: Desk, said: Read) -> None:
    juan = at_desk(JUAN).open(asked)
    answer = f"{SOLVED} Mira http://localhost/es/articles/{PAYING}, y no /es/articles/no-hay."
    juan.press(RESOLVE, text=answer).press("La búsqueda no lo trajo")
    assert said() == {PAYING: Verdict.NOT_FOUND}
    look = juan.page.css_first('a[href*="/verdicts/article"]').attributes["href"] or ""
    juan.look(look)
    assert juan.page.css('[aria-labelledby="cited"] li')
    juan.press("Buscar artículos", q="stock en cero")
    assert "El stock queda en cero" in juan.reads('[aria-labelledby="looked-for"] li')
    juan.press("Este El stock queda en cero")
    assert said() == {PAYING: Verdict.NOT_FOUND, STOCK: Verdict.NOT_FOUND}
    assert juan.look(f"{look}?q=zzzz%20qqqq").status == 200
    assert "Ningún artículo" in juan.reads() or "no hay" in juan.reads().lower()


def test_where_nothing_was_read_they_say_that_no_article_exists(
    send: Send, at_desk: Desk, said: Read
) -> None:
    juan = at_desk(JUAN).open(send(ANA, type=TicketType.HOW_TO))
    assert not juan.page.css(ROWS)
    juan.press(RESOLVE, text=SOLVED)
    assert "sin haber leído ningún artículo" in juan.reads(CARD)
    juan.press(NONE_EXISTS)
    assert said() == {"": Verdict.NOT_FOUND}
    juan.press("Era un fallo de TuQR")
    assert said() == {"": Verdict.WAS_A_BUG}


@pytest.mark.parametrize(
    "sent",
    [{"article": "nada", "verdict": "wrong"}, {"article": "", "verdict": "wrong"},
     {"article": SAVING, "verdict": "x"}, {"article": "x" * 9000, "verdict": "wrong"}],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_in_words(
    asked: str, at_desk: Desk, said: Read, sent: dict[str, str]
) -> None:
    juan = at_desk(JUAN).open(asked).press(RESOLVE, text=SOLVED)
    path = f"/es/staff/tickets/{asked}/verdicts"
    answer = juan.browser.client.post(path, data={**sent, "csrf_token": juan.browser.token_of(juan.path)})
    assert answer.status_code == 422
    assert "verdict-error" in answer.get_data(as_text=True)
    assert said() == {}


def test_ana_never_reads_it_and_nobody_outside_the_team_gets_there(
    app: Flask, asked: str, at_desk: Desk, said: Read
) -> None:
    at_desk(JUAN).open(asked).press(RESOLVE, text=SOLVED, **{f"verdict-{SAVING}": "wrong"})
    ana = at_desk(ANA).look(f"/es/tickets/{asked}")
    assert SOLVED in ana.reads()
    for words in ("incorrecto", "verdict", "no bastó"):
        assert words not in ana.page.html.lower()
    for who in (ANA, PEDRO, MARTA):
        person = at_desk(who)
        path = f"/es/staff/tickets/{asked}/verdicts"
        assert person.look(f"{path}/article").status == 404
        sent = {"article": SAVING, "verdict": "", "csrf_token": person.browser.token_of("/account/password")}
        assert person.browser.client.post(path, data=sent).status_code == 404
    assert said() == {SAVING: Verdict.WRONG}


def test_secret_articles_are_no_help_that_ana_missed(
    help_centre_with_secrets: None, send: Send, at_desk: Desk, said: Read
) -> None:
    juan = at_desk(JUAN).open(send(ANA, type=TicketType.HOW_TO)).press(RESOLVE, text=SOLVED)
    juan.look(f"{juan.path}/verdicts/article?q=impresora")
    assert "Conectar la impresora" in juan.reads("main")
    assert "por dentro" not in juan.reads("main")
    juan.press("Este Conectar la impresora", article="para-el-equipo")
    assert (juan.status, said()) == (422, {})
