"""People read what they were told in the bell, and choose what reaches them (product 8)."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Person, RoleGrant
from app.jobs.relay import relay
from app.kernel.terms import Role
from app.notifications.models import ChannelChoice, Notice, NoticeHabit
from app.notifications.vocabulary import ChannelKind, NoticeKind, Rhythm, Topic, Urgency
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.models import Ticket
from tests.accounts.conftest import app, password_hash, people
from tests.portal.own_tickets import World, world
from tests.tickets.cast import MONDAY

__all__ = ["app", "password_hash", "people", "world"]

LATER = MONDAY + timedelta(seconds=30)
CHOICES = "/es/account/notifications"


def answered(world: World, how: object = conversation.reply, text: str = "Lo reviso.") -> str:
    """Let Juan answer Ana's new ticket, and everybody be told."""
    mine = world.ticket("ana", title="La balanza no imprime")
    world.say("juan", mine, text, LATER, how)  # type: ignore[arg-type]
    told(world)
    return mine


def told(world: World) -> None:
    relay(world.app, LATER)


def tell(world: World, who: str, count: int = 1, at: datetime = LATER, **about: object) -> list[int]:
    """Tell somebody things without waiting for what causes them."""
    with world.app.app_context():
        person_id = world.viewer(who).person_id
        with transaction():
            notices = [
                Notice(
                    key=f"{who} {at} {number} {about}",
                    person_id=person_id,
                    occurred_at=at + timedelta(seconds=number),
                    urgency=Urgency.NORMAL,
                    **{"kind": NoticeKind.ARTICLES_TO_REVIEW, "facts": {"articles": number + 1}, **about},
                )
                for number in range(count)
            ]
            db.session.add_all(notices)
        return [notice.id for notice in notices]


def notices_of(world: World, who: str) -> list[Notice]:
    with world.app.app_context():
        mine = select(Notice).filter_by(person_id=world.viewer(who).person_id)
        return list(db.session.scalars(mine.order_by(Notice.id)))


def bell(page: str) -> str:
    found = re.search(r'data-bell-count="\d+">.*?<span class="vh">([^<]+)</span></span>', page)
    assert found
    return found[1]


def ids(page: str) -> list[str]:
    return re.findall(r'<li class="notice[^"]*" id="n(\d+)"', page)


def test_strangers_have_no_bell_and_sign_in_to_read(world: World) -> None:
    stranger = world.app.test_client()
    assert "data-bell" not in stranger.get("/es/").get_data(as_text=True)
    assert "notices.js" not in stranger.get("/es/").get_data(as_text=True)
    for path in ("/es/notices", "/es/notices/latest", CHOICES):
        assert "/account/login" in stranger.get(path).headers["Location"]


def test_who_was_told_nothing_learns_what_the_page_is_for(world: World) -> None:
    page = world.open("ana", "/es/notices")
    assert "Todavía no hay avisos" in page
    assert "Marcar todos" not in page
    assert bell(page) == "Avisos: todo leído"
    assert "Todavía no hay avisos" in world.open("ana", "/es/notices/latest")


def test_an_answer_is_said_at_the_bell_in_words_and_listed_by_day(world: World) -> None:
    mine = answered(world)
    page = world.open("ana", "/es/notices")
    count = len(notices_of(world, "ana"))
    assert bell(page) == f"Avisos: {count} sin leer"
    assert '">Hoy</h2>' in page
    assert f'Juan Pérez respondió en <span class="nowrap">{mine}</span>' in page
    assert page.count("Sin leer") == count
    assert "<bdi>La balanza no imprime</bdi>" in page
    assert 'href="/es/notices"' in world.open("ana", "/es/faq")  # a link where there are no scripts


def test_opening_the_ticket_reads_its_notices_and_no_other(world: World) -> None:
    mine, other = answered(world), answered(world)
    before = len(notices_of(world, "ana"))
    about_mine = [each for each in notices_of(world, "ana") if each.facts and _is_about(world, each, mine)]
    page = world.open("ana", f"/es/tickets/{mine}")
    assert bell(page) == f"Avisos: {before - len(about_mine)} sin leer"
    assert bell(world.open("ana", "/es/faq")) == f"Avisos: {before - len(about_mine)} sin leer"
    world.open("ana", f"/es/tickets/{other}")
    assert bell(world.open("ana", "/es/faq")) == "Avisos: todo leído"


def _is_about(world: World, notice: Notice, reference: str) -> bool:
    with world.app.app_context():
        return db.session.get_one(Ticket, notice.ticket_id).reference == reference


def test_the_team_reads_its_notices_on_its_page_of_the_ticket(world: World) -> None:
    mine = answered(world)
    world.say("ana", mine, "Gracias", LATER + timedelta(seconds=1))
    relay(world.app, LATER + timedelta(seconds=2))
    assert f'Ana Rojas escribió en <span class="nowrap">{mine}</span>' in world.open("juan", "/es/notices")
    world.open("juan", f"/es/staff/tickets/{mine}")
    assert bell(world.open("juan", "/es/faq")) == "Avisos: todo leído"


def test_a_program_that_opens_things_reads_nothing(world: World) -> None:
    mine = answered(world)
    notice = notices_of(world, "ana")[-1]
    for path in (f"/es/tickets/{mine}", f"/es/notices/{notice.id}"):
        status = 302 if "notices" in path else 200
        world.open("ana", path, status, headers={"User-Agent": "curl/8.0"})
        world.open("ana", path, status, headers={"Sec-Purpose": "prefetch"})
    assert all(each.read_at is None for each in notices_of(world, "ana"))


def test_a_notice_leads_to_what_it_is_about_and_is_read_by_that(world: World) -> None:
    mine = answered(world)
    notice = notices_of(world, "ana")[-1]
    answer = world.browser("ana").get(f"/es/notices/{notice.id}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/es/tickets/{mine}")
    assert notices_of(world, "ana")[-1].read_at is not None


def test_one_notice_is_marked_and_pressing_twice_changes_nothing(world: World) -> None:
    answered(world)
    notice = notices_of(world, "ana")[-1]
    path = f"/es/notices/{notice.id}/reading"
    for _press in range(2):
        answer = world.send("ana", CHOICES, path)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/es/notices#n{notice.id}")
        assert [each.id for each in notices_of(world, "ana") if each.read_at] == [notice.id]


def test_all_are_marked_but_what_came_after_the_page(world: World) -> None:
    answered(world)
    shown = re.search(r'name="up_to" value="(\d+)"', world.open("ana", "/es/notices"))
    assert shown
    answered(world)  # while the page stood open
    before = notices_of(world, "ana")
    world.send("ana", CHOICES, "/es/notices/readings", up_to=shown[1])
    unread = [each.id for each in notices_of(world, "ana") if each.read_at is None]
    assert unread == [each.id for each in before if each.id > int(shown[1])]
    assert unread


@pytest.mark.parametrize("up_to", ["", "-1", "x", "9" * 30, "²"])
def test_a_strange_number_marks_nothing_of_others_and_breaks_nothing(world: World, up_to: str) -> None:
    answered(world)
    assert world.send("victor", CHOICES, "/es/notices/readings", up_to=up_to).status_code == 303
    assert all(each.read_at is None for each in notices_of(world, "ana"))
    world.open("ana", f"/es/notices?before={up_to}")


def test_somebody_else_s_notice_does_not_exist(world: World) -> None:
    answered(world)
    notice = notices_of(world, "ana")[-1]
    for number in (notice.id, 999_999, 2**70):
        world.open("victor", f"/es/notices/{number}", 404)
        assert world.send("victor", CHOICES, f"/es/notices/{number}/reading").status_code == 404
    assert str(notice.id) not in ids(world.open("victor", f"/es/notices?before={notice.id + 1}"))
    assert notices_of(world, "ana")[-1].read_at is None


def test_what_may_not_be_seen_any_more_is_neither_shown_nor_counted(world: World) -> None:
    mine = answered(world)
    world.say("ana", mine, "Gracias", LATER + timedelta(seconds=1))
    relay(world.app, LATER + timedelta(seconds=2))
    [*_, notice] = notices_of(world, "juan")
    assert bell(world.open("juan", "/es/faq")) != "Avisos: todo leído"
    with world.app.app_context(), transaction():
        juan = db.session.scalars(select(Person).filter_by(email="juan@demo.tuqr.com")).one()
        juan.roles = [RoleGrant(role=Role.EDITOR)]
    page = world.open("juan", "/es/notices")
    assert bell(page) == "Avisos: todo leído"
    assert mine not in page + world.open("juan", "/es/notices/latest")
    world.open("juan", f"/es/notices/{notice.id}", 404)


def test_a_corrected_article_that_is_gone_is_not_counted(world: World) -> None:
    tell(world, "ana", kind=NoticeKind.ARTICLE_FIXED, facts={"article_id": "no-existe"})
    assert bell(world.open("ana", "/es/faq")) == "Avisos: todo leído"
    tell(world, "ana", kind=NoticeKind.ARTICLE_FIXED, facts={"article_id": "inventario-no-se-actualiza"})
    page = world.open("ana", "/es/notices")
    assert bell(page) == "Avisos: 1 sin leer"
    assert len(ids(page)) == 1


def test_older_pages_hold_every_notice_once_in_order_of_time(world: World) -> None:
    late = tell(world, "sofia", 15)
    early = tell(world, "sofia", 30, LATER - timedelta(days=1))  # told later, about something before
    seen, path = [], "/es/notices"
    while path:
        page = world.open("sofia", path)
        seen += [int(each) for each in ids(page)]
        older = re.search(r'rel="next" href="([^"]+)"', page)
        path = older[1] if older else ""
    assert seen == [*reversed(late), *reversed(early)]
    assert "Los más recientes" in page
    assert '">Ayer</h2>' in page
    assert "No hay avisos más antiguos" in world.open("sofia", f"/es/notices?before={early[0]}")


def test_reading_on_an_older_page_stays_there(world: World) -> None:
    numbers = tell(world, "sofia", 30)
    page = world.open("sofia", f"/es/notices?before={numbers[10]}")
    assert f'name="before" value="{numbers[10]}"' in page
    answer = world.send("sofia", CHOICES, f"/es/notices/{numbers[3]}/reading", before=str(numbers[10]))
    assert answer.headers["Location"] == f"/es/notices?before={numbers[10]}#n{numbers[3]}"


def test_the_list_asks_as_much_for_twenty_as_for_two(world: World) -> None:
    costs = []
    for _more in range(2):
        for _ticket in range(1 + 8 * _more):
            answered(world)
        for path in ("/es/notices", "/es/notices/latest"):
            world.open("ana", path)
            with world.statements() as asked:
                world.open("ana", path)
            costs.append(len(asked))
    assert costs[:2] == costs[2:]
    assert costs[0] <= 7, costs  # the list, tickets, people, the last one told, the bell, the menu
    assert costs[1] <= 5, costs


def test_the_bell_costs_one_statement_and_strangers_none(world: World) -> None:
    answered(world)
    world.open("ana", "/es/faq")
    with world.statements() as asked:
        world.open("ana", "/es/faq")
    assert len([statement for statement in asked if "notices" in statement]) == 1
    with world.statements() as asked:
        world.app.test_client().get("/es/faq")
    assert [statement for statement in asked if "notices" in statement] == []


def test_a_page_that_is_kept_is_shown_again_only_while_the_bell_says_the_same(world: World) -> None:
    tag = world.browser("ana").get("/es/faq").headers["ETag"]
    world.open("ana", "/es/faq", 304, headers={"If-None-Match": tag})
    answered(world)
    world.open("ana", "/es/faq", 200, headers={"If-None-Match": tag})


def test_the_open_bell_asks_for_what_changed_only(world: World) -> None:
    answered(world)
    first = world.browser("ana").get("/es/notices/latest")
    tag = first.headers["ETag"]
    assert "<html" not in first.get_data(as_text=True)
    world.open("ana", "/es/notices/latest", 304, headers={"If-None-Match": tag})
    answered(world)
    world.open("ana", "/es/notices/latest", 200, headers={"If-None-Match": tag})


def test_what_somebody_wrote_is_never_markup_in_the_bell(world: World) -> None:
    world.ticket("ana", title="<img src=x onerror=alert(1)>")
    told(world)
    for path in ("/es/notices", "/es/notices/latest"):
        raw = world.browser("ana").get(path).get_data(as_text=True)
        assert "<img src=x" not in raw


def boxes(page: str) -> dict[str, bool]:
    found = re.findall(r'type="checkbox" name="wanted" value="([^"]+)"( checked)?', page)
    return {name: bool(checked) for name, checked in found}


def choose(world: World, who: str, **fields: object) -> tuple[int, str]:
    """Send the form of choices as it stands but for ``fields``."""
    page = world.open(who, CHOICES)
    form = {
        "shown": list(boxes(page)),
        "wanted": [name for name, checked in boxes(page).items() if checked],
        "rhythm": "at once",
        **fields,
    }
    answer = world.send(who, CHOICES, CHOICES, **form)
    return answer.status_code, answer.get_data(as_text=True)


def test_everybody_chooses_only_among_what_can_reach_them(world: World) -> None:
    ana, juan, sofia = (world.open(who, CHOICES) for who in ("ana", "juan", "sofia"))
    assert "Mis tickets" in ana
    assert "Tickets que atiendo" not in ana
    assert "Horas de descanso" not in ana
    assert "Horas de descanso" in juan
    assert "Supervisión" not in juan
    assert "supervision/email" not in boxes(sofia)  # somebody has to decide
    assert "alguien tiene que decidir" in sofia
    assert "alguien tiene que decidir" not in juan


def test_whatsapp_is_offered_to_vip_only(world: World) -> None:
    assert "WhatsApp" not in world.open("ana", CHOICES).split("<main")[1].split("</main")[0]
    assert 'name="phone"' in world.open("victor", CHOICES)


def test_a_choice_holds_until_it_is_made_anew(world: World) -> None:
    assert choose(world, "ana", wanted=[], rhythm="daily")[0] == 303
    page = world.open("ana", f"{CHOICES}?saved=1")
    assert "Tus preferencias quedaron guardadas" in page
    assert not any(boxes(page).values())
    assert 'value="daily" checked' in page
    with world.app.app_context():
        assert db.session.scalars(select(NoticeHabit)).one().rhythm is Rhythm.DAILY
    choose(world, "ana", wanted=["my tickets/email"])
    assert [name for name, on in boxes(world.open("ana", CHOICES)).items() if on] == ["my tickets/email"]


def test_a_page_from_before_switches_off_only_what_it_showed(world: World) -> None:
    assert choose(world, "ana", shown=["surveys/email"], wanted=[])[0] == 303
    with world.app.app_context():
        [kept] = db.session.scalars(select(ChannelChoice))
        assert (kept.topic, kept.channel, kept.wanted) == (Topic.SURVEYS, ChannelKind.EMAIL, False)


@pytest.mark.parametrize(
    ("who", "fields", "words"),
    [
        ("ana", {"wanted": ["weather/email"]}, "Esa opción no existe"),
        ("ana", {"wanted": ["my tickets/pigeon"]}, "Esa opción no existe"),
        ("ana", {"wanted": ["work/email"]}, "Esa opción no existe"),
        ("ana", {"wanted": ["my tickets/whatsapp"]}, "Esa opción no existe"),
        ("ana", {"wanted": ["/"]}, "Esa opción no existe"),
        ("sofia", {"shown": ["supervision/email"], "wanted": []}, "no se puede"),
        ("ana", {"shown": ["my tickets/bell"], "wanted": []}, "no se puede"),
        ("ana", {"rhythm": "hourly"}, "Elige cada cuánto quieres correo"),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_words_and_nothing_is_kept(
    world: World, who: str, fields: dict[str, object], words: str
) -> None:
    status, page = choose(world, who, **{"wanted": [], **fields})
    assert status == 422
    assert "No se guardó nada" in page
    assert words in page
    with world.app.app_context():
        assert not db.session.scalars(select(ChannelChoice)).all()


def test_a_wrong_number_is_said_at_its_field_and_what_was_chosen_stays(world: World) -> None:
    status, page = choose(world, "victor", wanted=["surveys/email"], phone="mañana", rhythm="daily")
    assert status == 422
    assert 'id="phone-error"' in page
    assert 'value="mañana"' in page
    assert [name for name, on in boxes(page).items() if on] == ["surveys/email"]
    assert 'value="daily" checked' in page
    assert choose(world, "victor", phone="+58 (412) 123-4567")[0] == 303
    assert 'value="+584121234567"' in world.open("victor", CHOICES)


def test_choices_need_the_token_of_their_form(world: World) -> None:
    assert world.browser("ana").client.post(CHOICES, data={"rhythm": "daily"}).status_code == 400
