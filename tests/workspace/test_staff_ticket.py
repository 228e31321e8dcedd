"""The team's page of a ticket: reading, answering, noting, citing, correcting, merging, and who may."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask

from app.deflection.ledger import (
    Arrival,
    Asker,
    dismiss,
    note_failed_step,
    note_opened,
    note_shown,
    start,
)
from app.kernel.terms import Language, TicketType
from app.knowledge.reading import current_generation
from app.knowledge.steps import steps_of
from app.storage.database import transaction
from app.tickets import conversation
from app.tickets.access import ticket_for
from app.tickets.actions import take
from app.tickets.drafts import new_form_key
from app.tickets.editing import edit
from app.tickets.vocabulary import Impact
from app.web.identity import STRANGER
from tests.accounts.signing_in import Browser
from tests.knowledge.conftest import statements
from tests.tickets.cast import MONDAY, say
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import ANA, JUAN, LUISA, MARTA, PEDRO, SOFIA, VICTOR, As

__all__ = ["statements"]

Send = Callable[..., str]
Desk = Callable[[str], Colleague]
SECRET = "CANARY-9c2e solo del equipo"
LATER = MONDAY + timedelta(minutes=5)


def conversation_of(person: Colleague) -> str:
    """Return everything said on the ticket before a person."""
    return person.reads("#conversation")


def test_juan_reads_the_case_and_everything_beside_it(send: Send, at_desk: Desk) -> None:
    earlier = send(ANA, title="El logo se ve mal")
    reference = send(
        ANA,
        impacts=frozenset({Impact.CANNOT_WORK}),
        expected="Que quede con 50",
        browser="Chrome 131",
        device="Samsung Galaxy A14",
    )
    juan = at_desk(JUAN).open(reference)
    beside = juan.reads(".beside")
    for words in ("Ana Rojas", "Plan regular", "Algo no funciona", "No puede seguir trabajando"):
        assert words in beside
    assert "Samsung Galaxy A14 · Chrome 131" in beside
    assert "Quedan 4 h 0 min" in beside
    assert earlier in juan.reads(".others")
    assert "queda con stock 0" in conversation_of(juan)


def test_juan_knows_what_ana_tried_before_she_wrote(
    app: Flask, send: Send, at_desk: Desk, viewer: As
) -> None:
    reference, article = send(ANA), "producto-no-se-guarda"
    with app.app_context(), transaction():
        key = ticket_for(viewer(ANA), reference).form_key
        shelf = current_generation().shelf(STRANGER.audiences)
        found = shelf.by_id(article, Language.ES)
        assert found
        step = steps_of(shelf.body(found).html)[1]
        start(key, Asker(viewer(ANA).person_id), Arrival(Language.ES, query="no guarda"), MONDAY)
        note_shown(key, [(article, found.revision), ("stock-queda-en-cero", "r1")], MONDAY)
        note_opened(key, article, MONDAY)
        note_opened(key, "ya-no-existe", MONDAY)
        note_failed_step(article, found.revision, step.anchor, MONDAY, key)
        dismiss(key, "stock-queda-en-cero", MONDAY)
    juan = at_desk(JUAN).open(reference)
    told = juan.reads(".tried")
    assert f"Este paso no le funcionó {found.title}, paso 2: {step.text}" in told
    assert f"Ya leyó {found.title}" in told
    assert "Dijo que no es su caso El stock queda en cero" in told
    assert "Buscó «no guarda»" in told
    assert f"#{step.anchor}" in (juan.page.css(".tried a")[0].attributes["href"] or "")
    assert not at_desk(JUAN).open(send(ANA)).page.css(".tried")


def test_an_answer_reaches_ana_and_starts_the_work(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference).press("Enviar respuesta", text="Hola, Ana. Lo miro ahora.")
    assert juan.status == 200
    assert "Lo miro ahora." in conversation_of(juan)
    assert "En progreso" in juan.reads(".case__tags")
    assert "Lo tienes tú" in juan.reads(".beside")
    assert "A tiempo" in juan.reads(".beside")
    ana = at_desk(ANA).look(f"/es/tickets/{reference}")
    assert "Lo miro ahora." in ana.reads()


def test_asking_waits_and_answering_can_resolve(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference).press("Pedir información", text="¿Qué almacén tienes elegido?")
    assert "Espera al cliente" in juan.reads(".case__tags")
    juan.press("Seguir sin esperar")
    assert "En progreso" in juan.reads(".case__tags")
    juan.press("Responder y resolver", text="Elige el almacén principal.")
    assert "Resuelto" in juan.reads(".case__tags")
    juan.press("Reabrir")
    assert "Abierto" in juan.reads(".case__tags")


def test_a_note_is_told_to_the_team_only(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference).press("Guardar nota interna", kind="note", text=SECRET)
    assert SECRET in conversation_of(juan)
    assert "Nota interna" in conversation_of(juan)
    assert "Abierto" in juan.reads(".case__tags")  # a note answers nothing
    ana = at_desk(ANA)
    for path in (f"/es/tickets/{reference}", "/es/tickets", f"/es/tickets/{reference}/news"):
        assert "CANARY" not in ana.look(path).page.html


@pytest.mark.parametrize("button", ["Pedir información", "Responder y resolver"])
def test_a_note_never_becomes_public_by_another_button(send: Send, at_desk: Desk, button: str) -> None:
    """Where the browser cannot hide them, the buttons of an answer stand beside a note's."""
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference).press(button, kind="note", text=SECRET)
    assert juan.status == 422
    assert "Una nota interna no puede pedir información ni resolver" in juan.reads(".errors")
    assert juan.page.css("#text")[0].text() == SECRET
    assert juan.page.css("input[value=note][checked]")
    assert SECRET not in conversation_of(juan)
    juan.press("Guardar nota interna")
    assert SECRET in conversation_of(juan)


def test_an_empty_answer_is_refused_at_its_field(send: Send, at_desk: Desk) -> None:
    juan = at_desk(JUAN).open(send(ANA)).press("Enviar respuesta", text="   ")
    assert juan.status == 422
    assert juan.page.css("title")[0].text().startswith("Error: ")
    assert "Escribe tu mensaje" in juan.reads(".errors")


def test_two_agents_take_one_ticket_and_the_second_reads_who_was_first(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan, luisa = at_desk(JUAN).open(reference), at_desk(LUISA).open(reference)
    luisa.press("Tomar")
    juan.press("Tomar")
    assert luisa.status == 200
    assert juan.status == 409
    assert "Luisa Mora tomó este ticket primero." in juan.reads(".errors")
    assert "Luisa Mora" in at_desk(SOFIA).open(reference).reads(".beside")


def test_what_came_while_juan_wrote_is_shown_before_his_answer_goes_out(
    app: Flask, send: Send, at_desk: Desk, viewer: As, clock: time_machine.Traveller
) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference)
    clock.shift(timedelta(minutes=10))
    with app.app_context():
        ticket = ticket_for(viewer(ANA), reference)
        say(ticket, viewer(ANA), "Ya lo resolví yo, gracias por nada.", LATER)
    juan.press("Enviar respuesta", text="Prueba borrar la caché.")
    assert juan.status == 409
    assert "Pasó algo en este ticket mientras escribías" in juan.reads(".errors")
    assert "Ya lo resolví yo" in juan.reads(".news")
    assert juan.page.css("#text")[0].text() == "Prueba borrar la caché."
    assert "borrar la caché" not in conversation_of(juan)
    juan.press("Enviar respuesta", text="Me alegra que ya funcione.")
    assert juan.status == 200
    assert conversation_of(juan).index("Ya lo resolví") < conversation_of(juan).index("Me alegra")


def test_a_note_and_ones_own_second_window_wait_for_nobody(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    first, second, luisa = (at_desk(who).open(reference) for who in (JUAN, JUAN, LUISA))
    first.press("Enviar respuesta", text="Hola, Ana.")
    assert second.press("Enviar respuesta", text="Y otra cosa.").status == 200
    assert luisa.press("Guardar nota interna", kind="note", text="Lo vi antes.").status == 200


def test_the_same_answer_sent_twice_is_said_once(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference)
    page, path = juan.page, juan.path
    for _time in range(2):
        juan.page, juan.path = page, path
        juan.press("Enviar respuesta", text="Hola, Ana.")
        assert juan.status == 200
    assert conversation_of(juan).count("Hola, Ana.") == 1


def test_other_words_in_a_form_that_was_sent_are_kept_and_can_be_sent(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference)
    page, path = juan.page, juan.path
    juan.press("Enviar respuesta", text="Hola, Ana.")
    juan.page, juan.path = page, path  # back in the browser
    juan.press("Enviar respuesta", text="Y otra cosa.")
    assert juan.status == 422
    assert juan.page.css("#text")[0].text() == "Y otra cosa."
    assert "Y otra cosa." in conversation_of(juan.press("Enviar respuesta"))


def test_an_article_is_cited_by_its_title_and_address(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference)
    juan.press("Buscar artículos", text="Hola, Ana.", cite="producto no se guarda")
    assert juan.status == 200
    assert juan.page.css("#text")[0].text() == "Hola, Ana."
    assert "Citar" in " ".join(juan.buttons())
    juan.press("Citar Resolver el error «Producto no se guarda»")
    written = juan.page.css("#text")[0].text()
    assert written.startswith("Hola, Ana.\n\nResolver el error «Producto no se guarda»\n")
    assert "http://localhost/es/articles/producto-no-se-guarda" in written
    juan.press("Enviar respuesta")
    assert "producto-no-se-guarda" in at_desk(ANA).look(f"/es/tickets/{reference}").page.html


def test_articles_to_cite_can_be_looked_for_by_an_address(send: Send, at_desk: Desk) -> None:
    juan = at_desk(JUAN).look(f"/es/staff/tickets/{send(ANA)}?cite=inventario")
    assert juan.page.css(".cites li")
    juan.look(f"{juan.path}?cite=xyzzyplugh")
    assert "Ningún artículo que este cliente pueda leer habla de eso." in juan.reads("#citations")


def test_a_regular_customer_is_cited_nothing_that_only_vip_may_read(
    send: Send, at_desk: Desk, help_centre_with_secrets: None
) -> None:
    juan = at_desk(JUAN)
    for who, offered in ((ANA, {"para-todos"}), (VICTOR, {"para-todos", "para-vip"})):
        juan.look(f"/es/staff/tickets/{send(who)}?cite=impresora")
        assert {node.attributes["value"] for node in juan.page.css(".cites button")} == offered
    juan.open(send(ANA)).press("Buscar artículos", text="Hola.", article="para-vip")
    assert juan.page.css("#text")[0].text() == "Hola."


def test_files_go_out_with_an_answer(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference)
    juan.press("Enviar respuesta", text="Mira este registro.", files=(BytesIO(b"linea 1\n"), "registro.txt"))
    assert "registro.txt" in conversation_of(juan)
    assert "registro.txt" in at_desk(ANA).look(f"/es/tickets/{reference}").reads()


def test_a_file_that_cannot_go_out_costs_nobody_their_text(send: Send, at_desk: Desk) -> None:
    juan = at_desk(JUAN).open(send(ANA))
    juan.press("Enviar respuesta", text="Mira esto.", files=(BytesIO(b"MZ\x90\0"), "virus.exe"))
    assert juan.status == 422
    assert juan.page.css("#text")[0].text() == "Mira esto."
    assert "virus.exe" in juan.reads("#attachments-error")


def test_juan_hands_a_ticket_over_and_ana_never_learns_why(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference).press("Tomar")
    choice = next(node for node in juan.page.css("#assignee option") if "Luisa Mora" in node.text())
    assert "nivel 2" in choice.text()
    assert "0 tickets activos" in choice.text()
    juan.press("Pasar el ticket", assignee=choice.attributes["value"], assignment_reason="CANARY motivo")
    assert "Luisa Mora" in juan.reads(".beside")
    assert "CANARY motivo" in conversation_of(juan)
    assert "CANARY" not in at_desk(ANA).look(f"/es/tickets/{reference}").page.html


def test_a_priority_is_corrected_with_a_reason_for_all_to_see(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference).press("Cambiar la prioridad", priority="high")
    assert juan.status == 422
    juan.press("Cambiar la prioridad", priority_reason="Tampoco puede vender")
    assert "Alta" in juan.reads(".case__tags")
    assert "Tampoco puede vender" in at_desk(ANA).look(f"/es/tickets/{reference}").reads()


def test_two_people_correct_the_same_details_and_nothing_is_lost(
    app: Flask, send: Send, at_desk: Desk, viewer: As
) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).look(f"/es/staff/tickets/{reference}/details")
    with app.app_context(), transaction():
        edit(ticket_for(viewer(ANA), reference), viewer(ANA), 1, {"title": "El stock queda en cero"}, LATER)
    juan.press("Guardar cambios", title="Stock en 0 al guardar")
    assert juan.status == 409
    assert "El stock queda en cero" in juan.reads(".errors")
    assert "Stock en 0 al guardar" in juan.reads(".errors")
    assert juan.page.css("#title")[0].attributes["value"] == "Stock en 0 al guardar"
    juan.press("Guardar cambios")
    assert juan.status == 200
    assert "Stock en 0 al guardar" in juan.reads("h1")


def test_details_that_cannot_be_are_refused_at_their_field(send: Send, at_desk: Desk) -> None:
    juan = at_desk(JUAN).look(f"/es/staff/tickets/{send(ANA)}/details")
    juan.press("Guardar cambios", type="training")
    assert juan.status == 422
    assert juan.reads("#type-error")
    juan.press("Guardar cambios", type="nonsense", title="")
    assert juan.status == 422


def test_two_tickets_of_ana_become_one_after_reading_which(send: Send, at_desk: Desk) -> None:
    first, second = send(ANA, title="No guarda"), send(ANA, title="Sigue sin guardar")
    juan = at_desk(JUAN).open(second).press("Ver los dos", into=first)
    for words in (first, second, "No guarda", "Sigue sin guardar"):
        assert words in juan.reads()
    juan.press(f"Unir {second} a {first}")
    assert juan.path == f"/es/staff/tickets/{first}"
    assert f"{second} sigue aquí" in conversation_of(juan)
    assert f"sigue con otro número: {first}" in juan.open(second).reads(".note")


def test_a_ticket_of_somebody_else_is_not_merged(send: Send, at_desk: Desk) -> None:
    own, foreign = send(ANA), send(PEDRO, title="Un asunto de Pedro")
    juan = at_desk(JUAN).look(f"/es/staff/tickets/{own}/merge?into={foreign}")
    assert juan.status == 422
    assert "misma persona" in juan.reads(".errors")
    assert "Un asunto de Pedro" not in juan.reads()
    assert juan.look(f"/es/staff/tickets/{own}/merge?into=TQ-22222").status == 422


PAGES = ("", "/details", "/merge")
DEEDS = (
    "messages",
    "citations",
    "taking",
    "assignment",
    "start",
    "resumption",
    "reopening",
    "priority",
    "details",
    "merge",
)


@pytest.mark.parametrize("who", [ANA, PEDRO, VICTOR, MARTA, None])
def test_to_everybody_else_none_of_this_exists(
    app: Flask, send: Send, at_desk: Desk, who: str | None
) -> None:
    reference = send(ANA)
    browser = at_desk(who).browser if who else Browser(app)
    token = browser.token_of("/account/password" if who else "/account/login")
    for page in PAGES:
        assert browser.get(f"/es/staff/tickets/{reference}{page}").status_code == 404
    for deed in DEEDS:
        path = f"/es/staff/tickets/{reference}/{deed}"
        sent = {"csrf_token": token, "text": "Soy yo", "kind": "reply", "then": "resolve"}
        assert browser.client.post(path, data=sent).status_code == (404 if who else 401)


def test_on_their_own_ticket_the_team_are_customers(send: Send, at_desk: Desk) -> None:
    reference = send(JUAN)
    juan = at_desk(JUAN)
    assert juan.browser.get(f"/es/staff/tickets/{reference}").location == f"/es/tickets/{reference}"
    sent = {"csrf_token": juan.browser.token_of("/account/password"), "text": SECRET, "kind": "note"}
    for deed in DEEDS:
        answer = juan.browser.client.post(f"/es/staff/tickets/{reference}/{deed}", data=sent)
        assert answer.status_code == 404, deed


def test_above_his_level_juan_may_only_note_and_is_told_why(
    app: Flask, send: Send, at_desk: Desk, viewer: As
) -> None:
    reference = send(ANA)
    before = at_desk(JUAN).open(reference)
    with app.app_context(), transaction():
        ticket_for(viewer(JUAN), reference).level = 2
    before.press("Enviar respuesta", text="Esto no sale.")
    assert before.status == 403
    assert "No puedes hacer esto en este ticket." in before.reads(".errors")
    assert before.page.css("#text")[0].text() == "Esto no sale."
    juan = at_desk(JUAN).open(reference)
    assert not any("Tomar" in words or "Responder" in words for words in juan.buttons())
    assert "requiere el nivel «Especialista sénior»" in juan.reads("#composer")
    assert SECRET in conversation_of(juan.press("Guardar nota interna", text=SECRET))


def test_reading_a_ticket_makes_it_read(send: Send, at_desk: Desk, app: Flask, viewer: As) -> None:
    reference = send(ANA)
    with app.app_context():
        say(ticket_for(viewer(ANA), reference), viewer(ANA), "¿Hay novedades?", LATER)
    juan = at_desk(JUAN).look("/es/staff/queue")
    assert "1 sin leer" in juan.reads(".data")
    juan.open(reference)
    assert "sin leer" not in juan.look("/es/staff/queue").reads(".data")


def test_damaged_forms_break_nothing(send: Send, at_desk: Desk) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference)
    for change in (
        {"form_key": "../../etc"},
        {"mark": "x", "last_message": "9" * 40, "last_change": "-1"},
        {"kind": "letter"},
    ):
        juan.open(reference).press("Enviar respuesta", **{"text": "Hola \x00 ⁧Ana", **change})
        assert juan.status in {409, 422}
    assert juan.open(reference).press("Tomar", seen_assignee="٣").status == 200
    assert juan.press("Cambiar la prioridad", priority="huge", priority_reason="x").status == 422
    assert juan.look(f"/es/staff/tickets/{reference}/details").press("Guardar", version="²").status in {
        200,
        409,
    }


def test_a_long_conversation_needs_no_more_statements_than_a_short_one(
    app: Flask, send: Send, at_desk: Desk, viewer: As, statements: Callable[..., object]
) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference)
    with statements() as few:  # type: ignore[attr-defined]
        juan.open(reference)
    with app.app_context():
        for number in range(6):
            say(ticket_for(viewer(LUISA), reference), viewer(LUISA), f"Paso {number}", LATER)
    juan.open(reference)  # which marks them as read
    with statements() as many:  # type: ignore[attr-defined]
        juan.open(reference)
    assert len(many) <= len(few) <= 22  # whoever cannot hand it on needs fewer


def test_english_pages_speak_english(send: Send, at_desk: Desk) -> None:
    juan = at_desk(JUAN).look(f"/en/staff/tickets/{send(ANA, type=TicketType.TECHNICAL)}")
    assert {"Send answer", "Ask and wait", "Answer and resolve"} <= {
        words.split(" Save ")[0] for words in juan.buttons()
    }
    assert "4 h" not in juan.reads(".case__tags")


def test_taking_a_ticket_that_moved_on_is_said(
    app: Flask, send: Send, at_desk: Desk, viewer: As, clock: time_machine.Traveller
) -> None:
    reference = send(ANA)
    juan = at_desk(JUAN).open(reference)
    with app.app_context(), transaction():
        luisa = viewer(LUISA)
        ticket = ticket_for(luisa, reference)
        take(ticket, luisa, None, LATER)
        conversation.resolve(ticket, luisa, "Listo.", new_form_key(), LATER)
    clock.shift(timedelta(minutes=10))
    juan.press("Empezar")
    assert juan.status == 422
    assert juan.reads(".errors")
