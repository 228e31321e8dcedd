"""Ana asks why her answer comes when it does, and is told every minute of it."""

import re
from datetime import timedelta

from app.kernel.terms import Priority
from app.storage.database import transaction
from app.tickets import conversation
from app.tickets.access import ticket_for
from app.tickets.actions import correct_priority, withdraw
from app.tickets.merging import merge
from tests.accounts.conftest import app, password_hash, people
from tests.portal.own_tickets import World, world
from tests.tickets.cast import MONDAY

__all__ = ["app", "password_hash", "people", "world"]

HOUR = timedelta(hours=1)
FRIDAY = MONDAY + timedelta(days=4, hours=7)  # at five in the afternoon
CHRISTMAS = MONDAY + timedelta(days=30, hours=7, minutes=30)  # Wednesday the 23rd, half past five


def _page(world: World, reference: str, who: str = "ana", language: str = "es") -> str:
    text = world.open(who, f"/{language}/tickets/{reference}/promises").replace("\xa0", " ")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<main", 1)[-1]))


def _minutes(words: str) -> int:
    hours, minutes = re.search(r"(\d+) h", words), re.search(r"(\d+) min", words)
    return 60 * int(hours[1] if hours else 0) + int(minutes[1] if minutes else 0)


def _at(world: World, when: object) -> None:
    world.browsers.clear()  # whoever was away that long signs in again
    world.clock.move_to(when)  # type: ignore[attr-defined]


def test_the_page_begins_with_one_sentence_that_says_when_and_why(world: World) -> None:
    mine = world.ticket("ana", FRIDAY)
    _at(world, FRIDAY + HOUR / 2)
    assert (
        "Te prometimos responder antes del lunes 30 de noviembre, 3:00 p. m. porque tu ticket es de"
        " prioridad media (Plan regular) y esos se responden en 8 h de trabajo como máximo, contadas"
        " desde el viernes 27 de noviembre, 5:00 p. m. No trabajamos estos días: sábado 28 y domingo 29."
    ) in _page(world, mine)


def test_a_holiday_between_is_called_by_its_name_in_both_languages(world: World) -> None:
    mine = world.ticket("ana", CHRISTMAS)
    _at(world, CHRISTMAS + HOUR)
    page = _page(world, mine)
    assert "jueves 24 (Nochebuena), viernes 25 (Navidad), sábado 26 y domingo 27." in page
    assert "jueves 24 de diciembre Todo el día Feriado: Nochebuena por venir 24 h" in page
    assert "Holiday: Christmas Eve" in _page(world, mine, language="en")


def test_the_rows_add_up_to_the_whole(world: World) -> None:
    mine = world.ticket("ana", CHRISTMAS + timedelta(seconds=43))
    world.say("juan", mine, "¿Qué versión?", CHRISTMAS + timedelta(days=6, seconds=11), conversation.ask)
    _at(world, CHRISTMAS + timedelta(days=9, hours=1))
    page = world.open("ana", f"/es/tickets/{mine}/promises")
    lives = page.split('<section class="card card__pad stack life"')[1:]
    assert len(lives) == 2
    for life in lives:
        whole = re.search(r'life__whole.*?class="num">([^<]+)<', life)
        assert whole
        totals, days = life.split("<details")
        parts = re.findall(r'class="num">([^<]+)</td>', totals)[:-1]
        rows = [row for row in days.split("<tr") if "life__ahead" not in row and "<td" in row]
        lasted = [found for row in rows for found in re.findall(r'class="num">([^<]+)</td>', row)]
        assert sum(map(_minutes, parts)) == sum(map(_minutes, lasted)) == _minutes(whole[1]) > 0


def test_a_question_pauses_the_solution_until_ana_answers(world: World) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "¿Qué versión?", MONDAY + HOUR, conversation.ask)
    _at(world, MONDAY + 3 * HOUR)
    page = _page(world, mine)
    assert "Solución En pausa El reloj de la solución está detenido: quedan 7 h de las 8 h de trabajo" in page
    assert "11:00 a. m. – 1:00 p. m. En pausa: esperamos tu respuesta 2 h" in page
    world.say("ana", mine, "La 5", MONDAY + 3 * HOUR)
    page = _page(world, mine)
    assert (
        "Siguiente respuesta En curso La respuesta al mensaje del lunes 23 de noviembre, 1:00 p. m." in page
    )
    assert "La solución debe llegar antes del martes 24 de noviembre, 10:00 a. m." in page


def test_a_raise_says_which_promise_counts_now(world: World) -> None:
    mine = world.ticket("ana")
    world.do("juan", mine, correct_priority, Priority.MEDIUM, Priority.CRITICAL, "No vende", MONDAY + HOUR)
    _at(world, MONDAY + 2 * HOUR)
    page = _page(world, mine)
    assert "antes del lunes 23 de noviembre, 1:00 p. m. porque tu ticket es de prioridad crítica" in page
    assert "10:00 a. m. – 11:00 a. m. Contó para la promesa anterior 1 h" in page


def test_the_guarantee_that_was_shown_stands_whatever_the_policy_says_now(world: World) -> None:
    mine = world.ticket("ana")
    with world.app.app_context(), transaction():
        ticket = ticket_for(world.viewer("ana"), mine)
        ticket.first_response_due_at, ticket.promised_by = MONDAY + 2 * HOUR, "0123456789ab"
    _at(world, MONDAY + 3 * HOUR)
    page = _page(world, mine)
    assert "Primera respuesta Fuera de plazo Te prometimos responder antes del" in page
    assert "lunes 23 de noviembre, 12:00 p. m. porque" in page
    assert "0123456789ab, hoy " in page
    assert "12:00 p. m. – 1:00 p. m. Después del plazo 1 h" in page


def test_a_ticket_taken_back_is_owed_nothing(world: World) -> None:
    mine = world.ticket("ana")
    world.do("ana", mine, withdraw, MONDAY + HOUR)
    _at(world, MONDAY + 2 * HOUR)
    assert "Primera respuesta Sin plazo pendiente" in _page(world, mine)


def test_a_merged_number_leads_to_the_promises_of_the_one_that_stays(world: World) -> None:
    first, second = world.ticket("ana"), world.ticket("ana")
    with world.app.app_context(), transaction():
        viewer = world.viewer("sofia")
        merge(ticket_for(viewer, first), ticket_for(viewer, second), viewer, MONDAY + HOUR)
    answer = world.browser("ana").get(f"/es/tickets/{first}/promises")
    assert answer.headers["Location"].endswith(f"/es/tickets/{second}/promises")


def test_a_pause_of_weeks_is_one_row_and_many_days_are_folded(world: World) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "¿Qué versión?", MONDAY + HOUR, conversation.ask)
    _at(world, MONDAY + timedelta(days=40))
    page = _page(world, mine)
    assert (
        "martes 24 de noviembre al viernes 1 de enero Todo el día En pausa: esperamos tu respuesta 936 h"
        in page
    )
    other = world.ticket("ana")
    _at(world, MONDAY + timedelta(days=41))
    assert world.open("ana", f"/es/tickets/{other}/promises").count("<details") > 1
    assert '<details class="disc life__days">' in world.open("ana", f"/es/tickets/{other}/promises")


def test_the_ticket_the_thanks_and_the_headline_say_why_no_sooner(world: World) -> None:
    mine = world.ticket("ana", CHRISTMAS)
    _at(world, CHRISTMAS + HOUR)
    reason = "jueves 24 (Nochebuena), viernes 25 (Navidad), sábado 26 y domingo 27."
    page = world.open("ana", f"/es/tickets/{mine}")
    assert reason in page
    assert f'href="/es/tickets/{mine}/promises"' in page
    assert reason in world.open("ana", f"/es/tickets/{mine}/sent")


def test_the_team_sees_its_own_page_and_closed_days_in_the_queue(world: World) -> None:
    mine = world.ticket("ana", CHRISTMAS)
    _at(world, CHRISTMAS + HOUR)
    page = world.open("juan", f"/es/staff/tickets/{mine}/promises")
    assert "Prometimos una respuesta antes del lunes 28 de diciembre" in page
    assert "Cerrado: jueves 24 (Nochebuena), viernes 25 (Navidad)" in world.open("juan", "/es/staff/queue")
    ticket = world.open("juan", f"/es/staff/tickets/{mine}")
    assert "Cerrado: jueves 24 (Nochebuena), viernes 25 (Navidad)" in ticket
    assert f'href="/es/staff/tickets/{mine}/promises"' in ticket


def test_each_side_is_led_to_its_own_page_and_strangers_to_none(world: World) -> None:
    mine, theirs = world.ticket("ana"), world.ticket("juan")
    led = world.browser("juan").get(f"/es/tickets/{mine}/promises").headers["Location"]
    assert led.endswith(f"/es/staff/tickets/{mine}/promises")
    led = world.browser("juan").get(f"/es/staff/tickets/{theirs}/promises").headers["Location"]
    assert led.endswith(f"/es/tickets/{theirs}/promises")
    world.open("victor", f"/es/tickets/{mine}/promises", 404)
    world.open("victor", f"/es/staff/tickets/{mine}/promises", 404)
