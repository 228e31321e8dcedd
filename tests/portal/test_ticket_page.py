"""The page of one's own ticket: what it says, what it offers, and who may open it."""

import io
from datetime import timedelta

import pytest

from app.kernel.terms import Priority
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.access import ticket_for
from app.tickets.actions import assign, confirm, correct_priority, take
from app.tickets.editing import edit
from app.tickets.jobs import close_lapsed_tickets
from app.tickets.merging import merge
from app.tickets.models import TicketMessage
from tests.accounts.conftest import app, password_hash, people
from tests.portal.own_tickets import World, world
from tests.tickets.cast import MONDAY
from tests.tickets.test_files import picture

__all__ = ["app", "password_hash", "people", "world"]

SOON = MONDAY + timedelta(seconds=20)
LATER = MONDAY + timedelta(seconds=40)
CANARY = "canario-que-no-debe-volar"


def at(reference: str, part: str = "") -> str:
    return f"/es/tickets/{reference}{part}"


def waiting(world: World) -> str:
    mine = world.ticket("ana")
    world.say("juan", mine, "¿Qué método usas?", SOON, conversation.ask)
    return mine


def resolved(world: World) -> str:
    mine = world.ticket("ana")
    world.say("juan", mine, "Corregido: recarga la página.", SOON, conversation.resolve)
    return mine


def closed(world: World) -> str:
    mine = resolved(world)
    world.do("ana", mine, confirm, LATER)
    return mine


def long_closed(world: World) -> str:
    mine = closed(world)
    world.clock.move_to(MONDAY + timedelta(days=15))  # type: ignore[attr-defined]
    world.browsers.clear()  # whoever was away that long signs in again
    return mine


def test_before_the_first_answer_the_page_says_when_it_comes(world: World) -> None:
    page = world.open("ana", at(world.ticket("ana")))
    assert "Te respondemos hoy antes de las 6:00 p. m." in page
    assert "Agrego un producto con 50 unidades y queda con stock 0." in page
    assert "Asignamos tu ticket a <bdi>Juan</bdi>" in page
    assert 'aria-label="Ana Rojas, hoy, 10:00 a. m."' in page


def test_every_change_is_told_in_words(world: World) -> None:
    mine = world.ticket("ana")
    world.do("sofia", mine, assign, None, SOON)
    world.do("juan", mine, take, None, SOON)
    world.do(
        "juan", mine, correct_priority, Priority.MEDIUM, Priority.HIGH, "hay ventas <b>detenidas</b>", SOON
    )
    world.say("juan", mine, "Lo reviso.", SOON)
    world.do("ana", mine, edit, 1, {"title": "No se guarda el stock"}, LATER)
    page = world.open("ana", at(mine))
    for words in (
        "<bdi>Sofía</bdi> lo devolvió al equipo",
        "<bdi>Juan</bdi> lo tomó",
        "<bdi>Juan</bdi> cambió la prioridad: Media → Alta, porque",
        "<bdi>Juan</bdi> empezó a trabajar en él",
        "Corregiste «Problema»: <bdi>El producto no se guarda</bdi> → <bdi>No se guarda el stock</bdi>",
        "Respondido: hoy, 10:00 a. m.",
    ):
        assert words in page
    assert "&lt;b&gt;detenidas" in world.browser("ana").get(at(mine)).get_data(as_text=True)


def test_a_ticket_that_nobody_confirmed_closes_by_itself_and_says_so(world: World) -> None:
    mine = resolved(world)
    assert "Si no dices nada, se cierra solo: miércoles 25" in world.open("ana", at(mine))
    world.clock.move_to(MONDAY + timedelta(days=3))  # type: ignore[attr-defined]
    with world.app.app_context():
        close_lapsed_tickets(MONDAY + timedelta(days=3))
    page = world.open("ana", at(mine))
    assert "Se cerró solo después de 48 horas" in page
    assert "Puedes reabrirlo hasta el" in page


def test_a_question_of_the_team_stands_above_everything(world: World) -> None:
    page = world.open("ana", at(waiting(world)))
    assert "<bdi>Juan</bdi> espera tu respuesta" in page
    assert "Juan sigue en cuanto respondas." in page


def test_the_page_asks_ten_things_of_the_database_whatever_was_said(world: World) -> None:
    mine = world.ticket("ana")
    world.open("ana", at(mine))
    with world.statements() as few:
        world.open("ana", at(mine))
    for number in range(12):
        world.say("juan", mine, f"Paso {number}", SOON + timedelta(seconds=number))
    world.open("ana", at(mine))
    with world.statements() as many:
        world.open("ana", at(mine))
    assert len(many) == len(few) <= 10, many


def test_nobody_but_ana_opens_it_or_does_anything_with_it(world: World) -> None:
    mine = world.ticket("ana")
    for part in ("", "/news", "/edits"):
        world.open("victor", at(mine, part), status=404)
    for part in CHANGES:
        assert world.send("victor", "/es/contact", at(mine, part)).status_code == 404
        assert world.send("juan", "/es/contact", at(mine, part)).status_code == 404
    assert world.app.test_client().get(at(mine)).status_code == 302


CHANGES = (
    "/replies",
    "/confirmation",
    "/reopening",
    "/withdrawal",
    "/resumption",
    "/edits",
    "/follow-ups",
    "/priority-requests",
    "/readings",
)


def test_the_team_is_led_to_its_own_page_of_the_ticket(world: World) -> None:
    mine = world.ticket("ana")
    answer = world.browser("juan").get(at(mine))
    assert (answer.status_code, answer.location) == (302, f"/es/staff/tickets/{mine}")


def test_a_number_typed_in_small_letters_leads_to_the_ticket(world: World) -> None:
    mine = world.ticket("ana")
    assert world.browser("ana").get(at(mine.lower())).location == at(mine)


def test_a_merged_ticket_leads_to_the_one_that_stands(world: World) -> None:
    first, second = world.ticket("ana"), world.ticket("ana", title="Lo mismo otra vez")
    world.say("juan", first, "Lo reviso.", SOON)
    with world.app.app_context(), transaction():
        juan = world.viewer("juan")
        merge(ticket_for(juan, first), ticket_for(juan, second), juan, LATER)
    assert world.browser("ana").get(at(first)).location == at(second)
    page = world.open("ana", at(second))
    assert page.count(f"{first} sigue aquí, como parte de {second}") == 1
    assert "Lo reviso." in page
    sent = world.send("ana", at(second), at(first, "/replies"), message="¿Y ahora?")
    assert sent.status_code == 303
    assert "¿Y ahora?" in world.open("ana", at(second))


def test_an_internal_note_never_reaches_its_customer(world: World) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, CANARY, SOON, conversation.note)
    for path in (
        at(mine),
        at(mine, "/news"),
        "/es/tickets",
        f"/es/tickets?q={CANARY}",
        "/es/",
        at(mine, "/edits"),
    ):
        page = world.open("ana", path).replace(f'value="{CANARY}"', "").replace(f"q={CANARY}", "")
        assert CANARY not in page.replace(f"«{CANARY}»", "")
        assert "1 sin leer" not in page
    assert "Ningún" not in world.open("ana", f"/es/tickets?q={CANARY}&show=for_me")
    assert CANARY in world.open("juan", f"/es/staff/tickets/{mine}")


def test_an_answer_is_said_once_however_often_the_button_is_pressed(world: World) -> None:
    mine = waiting(world)
    words = {"message": "UEPS.\nhttps://tuqr.com/ayuda", "form_key": "una-clave-de-este-formulario"}
    for _ in range(2):
        sent = world.send("ana", at(mine), at(mine, "/replies"), **words)
        assert sent.status_code == 303
    page = world.open("ana", at(mine))
    assert page.count("UEPS.<br>") == 1
    assert 'rel="nofollow ugc noopener noreferrer"' in page
    assert f"{at(mine)}#m" in sent.location
    assert "El equipo sigue con él" in page


def test_the_same_form_with_other_words_gets_a_form_of_its_own(world: World) -> None:
    mine = world.ticket("ana")
    key = "una-clave-de-este-formulario"
    world.send("ana", at(mine), at(mine, "/replies"), message="Uno", form_key=key)
    answer = world.send("ana", at(mine), at(mine, "/replies"), message="Dos", form_key=key)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert ">Dos</textarea>" in text
    assert key not in text


def test_an_empty_answer_is_refused_on_its_field(world: World) -> None:
    mine = world.ticket("ana")
    answer = world.send("ana", at(mine), at(mine, "/replies"), message="  ")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert '<a href="#message">Escribe tu mensaje.</a>' in page
    assert 'aria-describedby="message-hint message-error"' in page


def test_a_file_that_cannot_be_taken_leaves_words_and_other_files(world: World) -> None:
    mine = world.ticket("ana")
    files = [(io.BytesIO(picture()), "captura.png"), (io.BytesIO(b"MZ\x90"), "virus.exe")]
    answer = world.send("ana", at(mine), at(mine, "/replies"), message="Va la captura", files=files)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "No podemos recibir «virus.exe»" in page
    assert ">Va la captura</textarea>" in page
    assert "captura.png" in page


def test_files_of_an_answer_are_shown_with_it(world: World) -> None:
    mine = world.ticket("ana")
    files = [(io.BytesIO(picture()), "captura\u202e.png"), (io.BytesIO(b"%PDF-1.7\n"), "factura.pdf")]
    world.send("ana", at(mine), at(mine, "/replies"), message="Van", files=files)
    page = world.open("ana", at(mine))
    assert '<bdi class="piece__n">captura.png</bdi>' in page
    assert page.count('loading="lazy"') == 1
    assert "1 KB" in page


def test_solved_or_not_is_one_press(world: World) -> None:
    mine = resolved(world)
    page = world.open("ana", at(mine))
    assert "¿Quedó resuelto?" in page
    assert "Sí, cerrar" in page
    assert "No, sigue fallando" in page
    assert world.send("ana", at(mine), at(mine, "/confirmation")).status_code == 303
    page = world.open("ana", at(mine))
    assert "Confirmaste que quedó resuelto y se cerró" in page
    assert "Puedes reabrirlo hasta el 7 dic 2026" in page


def test_who_says_that_it_still_fails_reopens_it_with_words(world: World) -> None:
    mine = resolved(world)
    assert world.send("ana", at(mine), at(mine, "/reopening"), still="Vuelve a pasar").status_code == 303
    page = world.open("ana", at(mine))
    assert "Vuelve a pasar" in page
    assert "Lo reabriste: sigue fallando" in page
    again = world.send("ana", at(mine), at(mine, "/reopening"), still="Otra vez")
    assert again.status_code == 422
    assert "Este ticket ya está abierto" in again.get_data(as_text=True)


def test_thanks_alone_reopen_nothing(world: World) -> None:
    mine = closed(world)
    world.send("ana", at(mine), at(mine, "/replies"), message="¡Muchas gracias!")
    assert "Este ticket está cerrado" in world.open("ana", at(mine))


def test_after_two_weeks_writing_again_opens_a_ticket_that_goes_on(world: World) -> None:
    mine = long_closed(world)
    page = world.open("ana", at(mine))
    assert "Enviar como ticket nuevo" in page
    assert "Reabrir" not in page
    late = world.send("ana", at(mine), at(mine, "/replies"), message="Volvió a pasar")
    assert late.status_code == 422
    assert ">Volvió a pasar</textarea>" in late.get_data(as_text=True)
    assert "/follow-ups" in late.get_data(as_text=True)
    sent = world.send("ana", at(mine), at(mine, "/follow-ups"), message="Volvió a pasar")
    assert sent.status_code == 303
    new = sent.location
    assert f'Es la continuación de <a href="{at(mine)}">{mine}</a>' in world.open("ana", new)
    assert "Sigue en " in world.open("ana", at(mine))


def test_a_ticket_that_is_no_longer_needed_can_be_closed(world: World) -> None:
    mine = world.ticket("ana")
    assert world.send("ana", at(mine), at(mine, "/withdrawal")).status_code == 303
    assert "Lo cerraste: ya no hace falta" in world.open("ana", at(mine))


def test_the_team_can_be_told_to_go_on_without_an_answer(world: World) -> None:
    mine = waiting(world)
    assert world.send("ana", at(mine), at(mine, "/resumption")).status_code == 303
    assert "espera tu respuesta</h2>" not in world.open("ana", at(mine))


def test_another_priority_is_asked_for_with_a_reason(world: World) -> None:
    mine = world.ticket("ana")
    without = world.send("ana", at(mine), at(mine, "/priority-requests"), priority="critical", reason="")
    assert without.status_code == 422
    assert '<a href="#reason">' in without.get_data(as_text=True)
    nothing = world.send("ana", at(mine), at(mine, "/priority-requests"), priority="", reason="Urge")
    assert '<a href="#priority">' in nothing.get_data(as_text=True)
    words = {"priority": "critical", "reason": "La caja está detenida"}
    assert world.send("ana", at(mine), at(mine, "/priority-requests"), **words).status_code == 303
    page = world.open("ana", at(mine))
    assert "Pediste prioridad Crítica, porque <bdi>La caja está detenida</bdi>" in page


OFFERED = {
    "new": (lambda world: world.ticket("ana"), {"/replies", "/withdrawal", "/edits", "/priority-requests"}),
    "waiting": (waiting, {"/replies", "/withdrawal", "/edits", "/priority-requests", "/resumption"}),
    "resolved": (resolved, {"/replies", "/confirmation", "/reopening", "/edits", "/priority-requests"}),
    "closed": (closed, {"/replies", "/reopening"}),
    "long closed": (long_closed, {"/follow-ups"}),
}
FIELDS = {
    "message": "Algo nuevo",
    "still": "Sigue",
    "priority": "high",
    "reason": "Urge",
    "title": "Otro título",
    "happened": "Otra cosa",
    "version": "1",
    "language": "es",
}


@pytest.mark.parametrize("stage", OFFERED)
@pytest.mark.parametrize("part", [part for part in CHANGES if part != "/readings"])
def test_what_the_page_offers_works_and_nothing_else_does(world: World, stage: str, part: str) -> None:
    make, offered = OFFERED[stage]
    mine = make(world)
    page = world.open("ana", at(mine))
    assert (at(mine, part) in page) == (part in offered)
    answer = world.send("ana", at(mine), at(mine, part), **FIELDS)
    if part in offered:
        assert answer.status_code == 303
    elif (stage, part) == ("closed", "/confirmation") or (stage, part) == ("long closed", "/confirmation"):
        assert answer.status_code == 303  # confirmed twice is confirmed
    else:
        assert answer.status_code in {403, 422}, answer.status_code


def test_correcting_keeps_what_was_there_before(world: World) -> None:
    mine = world.ticket("ana")
    form = world.open("ana", at(mine, "/edits"))
    assert "Agrego un producto con 50 unidades y queda con stock 0.</textarea>" in form
    fields = {
        "title": "El producto no se guarda",
        "happened": "Pasa\r\nsiempre",
        "area": "products",
        "language": "es",
        "version": "1",
    }
    assert world.send("ana", at(mine, "/edits"), at(mine, "/edits"), **fields).status_code == 303
    page = world.open("ana", at(mine))
    assert "Pasa<br>siempre" in page
    assert "Corregiste «Qué pasó»" in page
    assert "Qué decía antes" in page
    assert "Corregiste «Módulo»: <bdi>Inventario</bdi> → <bdi>Productos</bdi>" in page


def test_who_was_overtaken_sees_both_versions_and_loses_nothing(world: World) -> None:
    mine = world.ticket("ana")
    world.do("juan", mine, edit, 1, {"title": "Stock en cero al guardar"}, SOON)
    fields = {"title": "No guarda el stock", "happened": "Lo mismo, pero más claro", "version": "1"}
    answer = world.send("ana", at(mine, "/edits"), at(mine, "/edits"), **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'value="No guarda el stock"' in page
    assert "<blockquote>Stock en cero al guardar</blockquote>" in page
    assert "Lo mismo, pero más claro</textarea>" in page
    assert 'name="version" value="2"' in page
    assert (
        world.send("ana", at(mine, "/edits"), at(mine, "/edits"), **{**fields, "version": "2"}).status_code
        == 303
    )
    assert "No guarda el stock" in world.open("ana", at(mine))


def test_a_correction_that_empties_the_title_is_refused_on_its_field(world: World) -> None:
    mine = world.ticket("ana")
    fields = {"title": " ", "happened": "Sigue igual", "area": "luna", "version": "1"}
    answer = world.send("ana", at(mine, "/edits"), at(mine, "/edits"), **fields)
    assert answer.status_code == 422
    assert '<a href="#area">' in answer.get_data(as_text=True)
    assert "Sigue igual</textarea>" in answer.get_data(as_text=True)
    answer = world.send("ana", at(mine, "/edits"), at(mine, "/edits"), **{**fields, "area": ""})
    assert '<a href="#title">' in answer.get_data(as_text=True)


def test_an_open_page_is_told_what_is_new_and_nothing_when_there_is_nothing(world: World) -> None:
    mine = world.ticket("ana")
    first = world.browser("ana").get(at(mine, "/news"))
    same = world.browser("ana").get(at(mine, "/news"), headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.get_data()) == (304, b"")
    world.say("juan", mine, "Lo reviso.", SOON)
    later = world.browser("ana").get(
        at(mine, "/news?seen_message=0&seen_change=2147483647"),
        headers={"If-None-Match": first.headers["ETag"]},
    )
    page = later.get_data(as_text=True)
    assert later.status_code == 200
    assert "1 mensaje nuevo de <bdi>Juan</bdi>." in page
    assert page.count("<li id=") == 1
    assert "1 sin leer" in world.open("ana", "/es/tickets")


def test_showing_the_news_reads_them(world: World) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "Lo reviso.", SOON)
    with world.app.app_context():
        last = db.session.query(TicketMessage.id).order_by(TicketMessage.id.desc()).first()[0]
    assert world.send("ana", "/es/contact", at(mine, "/readings"), seen_message=str(last)).status_code == 204
    assert "sin leer" not in world.open("ana", "/es/tickets")


@pytest.mark.parametrize("number", ["-1", "x", "9" * 30, "٣", ""])
def test_wrong_numbers_are_as_good_as_none(world: World, number: str) -> None:
    mine = world.ticket("ana")
    world.open("ana", at(mine, f"/news?seen_message={number}&seen_change={number}"))
    assert world.send("ana", "/es/contact", at(mine, "/readings"), seen_message=number).status_code == 204
