"""People find their own tickets, those that wait for them first (ux 11, 32)."""

from datetime import timedelta

from app.tickets import conversation
from app.tickets.actions import withdraw
from tests.accounts.conftest import app, password_hash, people
from tests.portal.own_tickets import World, world
from tests.tickets.cast import MONDAY

__all__ = ["app", "password_hash", "people", "world"]

LATER = MONDAY + timedelta(seconds=30)


def place(text: str, *pieces: str) -> list[int]:
    return [text.index(piece) for piece in pieces]


def test_who_never_sent_one_is_told_what_the_page_is_for(world: World) -> None:
    page = world.open("ana", "/es/tickets")
    assert "Todavía no tienes tickets" in page
    assert page.count("<h1>Mis tickets</h1>") == 1


def test_tickets_that_wait_for_ana_come_first(world: World) -> None:
    asked = world.ticket("ana", title="Pregunta del equipo")
    world.say("juan", asked, "¿Qué método usas?", LATER, conversation.ask)
    closed = world.ticket("ana", title="Ya no hace falta")
    world.do("ana", closed, withdraw, LATER)
    world.ticket("ana", title="Recién enviado", now=LATER)
    page = world.open("ana", "/es/tickets")
    found = place(
        page,
        '<h2 class="mb4" id="for_me">Esperan tu respuesta',
        "Pregunta del equipo",
        "Con el equipo</h2>",
        "Recién enviado",
        "Cerrados</h2>",
        "Ya no hace falta",
    )
    assert found == sorted(found)
    assert "<bdi>Juan</bdi> espera tu respuesta" in page
    assert "Te respondemos" in page


def test_unread_is_said_in_words_until_the_ticket_was_opened(world: World) -> None:
    mine = world.ticket("ana")
    for text in ("Lo reviso.", "Sigo en eso."):
        world.say("juan", mine, text, LATER)
    home = world.open("ana", "/es/")
    assert home.count("2 sin leer") == 2  # in the menu of wide screens and of phones
    assert "2 sin leer" in world.open("ana", "/es/tickets")
    assert "No leído" in world.open("ana", f"/es/tickets/{mine}")
    assert "sin leer" not in world.open("ana", "/es/tickets")
    assert "sin leer" not in world.open("ana", "/es/")


def test_a_program_that_opens_the_ticket_reads_nothing(world: World) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "Lo reviso.", LATER)
    world.open("ana", f"/es/tickets/{mine}", headers={"User-Agent": "curl/8.0"})
    world.open("ana", f"/es/tickets/{mine}", headers={"Sec-Purpose": "prefetch"})
    assert "1 sin leer" in world.open("ana", "/es/tickets")


def test_strangers_have_no_tickets_in_their_menu(world: World) -> None:
    page = world.app.test_client().get("/es/").get_data(as_text=True)
    assert "Mis tickets" not in page
    assert world.app.test_client().get("/es/tickets").status_code == 302


def test_filters_say_how_many_there_are(world: World) -> None:
    asked = world.ticket("ana", title="Pregunta")
    world.say("juan", asked, "¿Cuál?", LATER, conversation.ask)
    world.ticket("ana", title="Enviado")
    page = world.open("ana", "/es/tickets?show=for_me")
    assert "Pregunta" in page
    assert "Enviado" not in page
    assert 'href="/es/tickets?show=with_team">Con el equipo <span class="count">1</span>' in page
    assert "Ver todos mis tickets" in world.open("ana", "/es/tickets?show=closed")


def test_search_finds_by_number_and_by_words_in_one_s_own_tickets_only(world: World) -> None:
    mine = world.ticket("ana", title="La balanza no imprime")
    world.ticket("ana", title="Otra cosa")
    world.ticket("victor", title="La balanza de Víctor")
    for words in ("balanza", mine, mine.lower()):
        page = world.open("ana", f"/es/tickets?q={words}")
        assert "La balanza no imprime" in page
        assert "Otra cosa" not in page
        assert "Víctor" not in page
    assert "Nada con «xyz» en tus tickets" in world.open("ana", "/es/tickets?q=xyz")


def test_a_long_list_is_cut_into_pages_with_the_same_number_of_questions(world: World) -> None:
    for number in range(26):
        world.ticket("ana", title=f"Caso {number}", now=MONDAY + timedelta(seconds=number))
    world.open("ana", "/es/tickets")
    with world.statements() as asked:
        first = world.open("ana", "/es/tickets")
    assert len(asked) == 5, asked  # the rows, the counts, the badge, the menu's number, the bell's
    assert "Página 1 de 2" in first
    assert "Caso 0<" in world.open("ana", "/es/tickets?page=2")


def test_the_menu_costs_one_question_and_strangers_none(world: World) -> None:
    world.open("ana", "/es/faq")
    with world.statements() as asked:
        world.open("ana", "/es/faq")
    assert len([statement for statement in asked if "ticket_messages" in statement]) == 1
    with world.statements() as asked:
        world.app.test_client().get("/es/faq")
    assert [statement for statement in asked if "ticket" in statement] == []


def test_the_home_page_says_who_waits_for_an_answer(world: World) -> None:
    assert "espera tu respuesta" not in world.open("ana", "/es/")
    asked = world.ticket("ana", title="El <b>producto</b>")
    world.say("juan", asked, "¿Cuál?", LATER, conversation.ask)
    page = world.browser("ana").get("/es/").get_data(as_text=True)
    assert "<bdi>Juan</bdi> espera tu respuesta en «<bdi>El &lt;b&gt;producto&lt;/b&gt;</bdi>»" in page
    world.say("ana", asked, "La camisa.", LATER)
    assert "espera tu respuesta" not in world.open("ana", "/es/")
