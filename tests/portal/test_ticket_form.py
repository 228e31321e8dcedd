"""People write a ticket, check it and send it; nothing they typed is lost (product 5, ux 5 and 8)."""

import io
import json
import re
from datetime import timedelta
from html import unescape
from itertools import product

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from app.accounts.models import SignIn
from app.deflection.holdout import is_held_out
from app.deflection.models import FormSession
from app.kernel.terms import Priority, TicketType
from app.search.models import QueryStep, StepKind
from app.settings import Settings
from app.storage.database import db, transaction
from app.tickets.drafts import new_form_key
from app.tickets.forms import QUESTIONS, priority_table
from app.tickets.models import Ticket, TicketAttachment, TicketDraft
from app.tickets.triage import proposed_priority
from app.web.devices import device_of
from tests.accounts.conftest import app, password_hash, people
from tests.accounts.signing_in import Browser
from tests.portal.own_tickets import FIREFOX, World, world
from tests.tickets.cast import MONDAY
from tests.tickets.test_files import picture

__all__ = ["app", "password_hash", "people", "world"]

NEW = "/es/tickets/new"
TITLE, STORY = "El producto no se guarda", "Agrego un producto con 50 unidades y queda con stock 0."
CASE = {"title": TITLE, "happened": STORY, "type": "technical", "language": "es", "technical": "yes"}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_SEAL = re.compile(r'name="reviewed" value="([^"]+)"')
_ERROR = re.compile(r'<li><a href="#([a-z_]+)">([^<]+)</a>')
OTHER = {"yes": "no", "no": "yes"}
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36"
ANDROID = f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME} Mobile Safari/537.36"
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"


def stranger(world: World) -> Browser:
    """Return a browser in which nobody has signed in."""
    browser = Browser(world.app, "198.51.100.99")
    browser.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    return browser


def post(browser: Browser, path: str, /, **fields: object) -> TestResponse:
    token = _TOKEN.search(browser.get(NEW).get_data(as_text=True))
    assert token
    return browser.client.post(path, data={"csrf_token": token[1], **fields})


def describe(browser: Browser, key: str, /, **fields: object) -> TestResponse:
    return post(browser, NEW, form_key=key, **(CASE | fields))


def words(answer: TestResponse) -> str:
    return unescape(answer.get_data(as_text=True)).replace("\u202f", " ").replace("\xa0", " ")


def problems(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code == 422
    text = words(answer)
    assert "<title>Error: " in text
    return dict(_ERROR.findall(text))


def send(browser: Browser, key: str) -> TestResponse:
    review = f"{NEW}/{key}/review?seen=yes"
    text = browser.get(review).get_data(as_text=True)
    token, seal = _TOKEN.search(text), _SEAL.search(text)
    assert token
    assert seal
    return browser.client.post(review, data={"csrf_token": token[1], "reviewed": seal[1]})


def sent_ticket(world: World, answer: TestResponse) -> Ticket:
    assert answer.status_code == 303, words(answer)
    reference = re.search(r"/tickets/(TQ-\w+)/sent$", answer.location)
    assert reference
    with world.app.app_context():
        return db.session.scalars(select(Ticket).filter_by(reference=reference[1])).one()


def test_ana_writes_checks_and_sends_a_ticket(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    answer = describe(
        ana, key, area="inventory", expected="50", obtained="0", steps="1. Guardar", keeps_working="no"
    )
    assert (answer.status_code, answer.location) == (303, f"{NEW}/{key}/review")
    review = words(ana.get(answer.location))
    for told in (
        TITLE,
        STORY,
        "Algo no funciona",
        "Inventario",
        "1. Guardar",
        "¿Puedes seguir trabajando con normalidad? No",
    ):
        assert told in review
    assert "te respondemos hoy antes de las 2:01 p. m." in review
    ticket = sent_ticket(world, send(ana, key))
    assert (ticket.title, ticket.happened, ticket.priority) == (TITLE, STORY, Priority.HIGH)
    assert (ticket.area, ticket.expected, ticket.obtained, ticket.steps) == (
        "inventory",
        "50",
        "0",
        "1. Guardar",
    )
    page = words(ana.get(f"/es/tickets/{ticket.reference}/sent"))
    assert ticket.reference in page
    assert "hoy antes de las 2:01 p. m." in page


def test_a_form_that_was_sent_is_not_sent_again(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    describe(ana, key)
    first = send(ana, key)
    for again in (
        ana.get(f"{NEW}/{key}/review"),
        ana.get(f"{NEW}?draft={key}"),
        describe(ana, key, title="Otra cosa"),
        post(ana, f"{NEW}/{key}/review"),
    ):
        assert again.location == first.location
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
    assert "Tienes un borrador" not in words(ana.get("/es/"))


def test_the_time_shown_at_review_stands_for_an_hour(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    describe(ana, key)
    review = f"{NEW}/{key}/review"
    text = ana.get(review).get_data(as_text=True)
    form = {"csrf_token": _TOKEN.search(text)[1], "reviewed": _SEAL.search(text)[1]}  # type: ignore[index]  # there
    world.clock.shift(timedelta(minutes=61))  # type: ignore[attr-defined]  # the world's
    late = ana.client.post(review, data=form)
    assert late.status_code == 409
    assert "Pasó un rato" in words(late)
    form["reviewed"] = _SEAL.search(late.get_data(as_text=True))[1]  # type: ignore[index]  # there
    world.clock.shift(timedelta(minutes=50))  # type: ignore[attr-defined]  # the world's
    ticket = sent_ticket(world, ana.client.post(review, data=form))
    assert ticket.first_response_due_at == MONDAY + timedelta(hours=32 - 24 + 14 + 1, minutes=2)


def test_what_changed_since_the_review_is_reviewed_again(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    describe(ana, key)
    review = f"{NEW}/{key}/review"
    seal = _SEAL.search(ana.get(review).get_data(as_text=True))
    assert seal
    post(ana, f"/es/tickets/forms/{key}/draft", **(CASE | {"title": "Se guarda dos veces"}))
    for reviewed in (seal[1], "", "forged", seal[1][:-1]):
        answer = post(ana, review, reviewed=reviewed)
        assert answer.status_code == 409
        assert "Se guarda dos veces" in words(answer)


def test_all_sixteen_answers_give_what_the_table_says(world: World) -> None:
    ana = world.browser("ana")
    for answers in product((False, True), repeat=4):
        told = list(zip(QUESTIONS, answers, strict=True))
        said = {each.name: each.harm if harm else OTHER[each.harm] for each, harm in told}
        impacts = {each.impact for each, harm in told if harm}
        describe(ana, key := new_form_key(), **said)
        ticket = sent_ticket(world, send(ana, key))
        assert ticket.priority is proposed_priority(TicketType.TECHNICAL, impacts), answers
        assert ticket.impacts == impacts


def test_the_page_carries_the_same_table(world: World) -> None:
    found = re.search(r"data-priority='([^']+)'", words(world.browser("ana").get(NEW)))
    assert found
    table = json.loads(found[1])
    assert {answers: row[0] for answers, row in table.items()} == {
        answers: priority.value for answers, (_, priority) in priority_table().items()
    }
    noted = {answers for answers, row in table.items() if row[1]}
    assert noted == {answers for answers in table if answers.endswith("1") and answers != "0001"}
    assert "no puedes vender. Usamos Crítica" in table["0011"][1]


def test_answers_that_disagree_are_noted_and_stop_nobody(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    describe(ana, key, only_a_question="yes", processes_sales="no")
    assert "Dijiste que es una consulta y que no puedes vender. Usamos Crítica" in words(
        ana.get(f"{NEW}/{key}/review")
    )
    assert sent_ticket(world, send(ana, key)).priority is Priority.CRITICAL


def test_another_priority_needs_a_reason(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    for wanted in ("high", "critical"):
        assert list(problems(describe(ana, key, priority=wanted))) == ["priority_reason"]
    describe(ana, key, priority="high", priority_reason="Cierro a las 3")
    assert "porque: Cierro a las 3" in words(ana.get(f"{NEW}/{key}/review"))
    assert sent_ticket(world, send(ana, key)).priority is Priority.HIGH


def test_types_of_the_vip_plan_are_seen_but_not_given(world: World) -> None:
    ana, victor, key = world.browser("ana"), world.browser("victor"), new_form_key()
    page = words(ana.get(NEW))
    assert page.count("Disponible con el plan VIP.") == 2
    assert len(re.findall(r'value="(?:training|customization)"[^>]* disabled', page)) == 2
    assert list(problems(describe(ana, key, type="training"))) == ["type"]
    assert "Disponible con el plan VIP." not in words(victor.get(NEW))
    describe(victor, key, type="training")
    assert "Según tu plan VIP" in words(victor.get(f"{NEW}/{key}/review"))
    assert sent_ticket(world, send(victor, key)).type is TicketType.TRAINING


LIMITS = {"title": 200, "browser": 200, "occurred": 200, "page": 200}


def test_a_line_may_be_as_long_as_its_limit(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    for field, limit in LIMITS.items():
        assert describe(ana, key, **{field: "ñ" * limit}).status_code == 303
        refused = describe(ana, key, **{field: "ñ" * (limit + 1)})
        assert list(problems(refused)) == [field]
        assert "ñ" * (limit + 1) in words(refused)


def test_a_text_may_have_64_kilobytes(world: World) -> None:
    ana, key, line = world.browser("ana"), new_form_key(), "x" * 1023 + "\n"
    for field in ("happened", "expected", "obtained", "steps"):
        assert describe(ana, key, **{field: line * 63 + "x" * 1024}).status_code == 303
        over = line * 64 + "x"
        refused = describe(ana, key, **{field: over})
        assert list(problems(refused)) == [field]
        assert over in words(refused).replace("\r", "")


def test_an_empty_form_is_told_everything_that_is_missing(world: World) -> None:
    empty = post(world.browser("ana"), NEW, form_key=new_form_key())
    assert problems(empty) == {
        "title": "Escribe qué problema tienes.",
        "type": "Elige qué tipo de ayuda necesitas.",
        "happened": "Cuéntanos qué pasó.",
    }
    assert "Falta completar 3 datos" in words(empty)


def test_invisible_characters_are_no_text(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    refused = problems(describe(ana, key, title="\u202e\0\x07", happened="\x1b \n"))
    assert list(refused) == ["title", "happened"]
    describe(ana, key, title="Caja\0 \u202e1", happened="a\r\nb\x07")
    ticket = sent_ticket(world, send(ana, key))
    assert (ticket.title, ticket.happened) == ("Caja 1", "a\nb")


def test_a_word_of_no_list_is_refused_on_its_field(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    for field in ("type", "area", "language", "priority", *(each.name for each in QUESTIONS)):
        for forged in ("hacker", "TECHNICAL", "\0", "a" * 5000):
            assert list(problems(describe(ana, key, **{field: forged}))) == [field]


def test_fields_that_are_not_of_the_form_change_nothing(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    forged = {"requester_id": "1", "status": "closed", "plan": "vip", "level": "4", "assignee_id": "3"}
    describe(ana, key, **forged, reference="TQ-AAAAA", impacts="cannot_sell", promised_at="2020-01-01")
    ticket = sent_ticket(world, send(ana, key))
    with world.app.app_context():
        assert ticket.requester_id == world.viewer("ana").person_id
    assert (ticket.status, ticket.plan, ticket.level, ticket.priority) == (
        "open",
        "regular",
        1,
        Priority.MEDIUM,
    )


def test_a_damaged_key_is_said_in_words(world: World) -> None:
    for key in ("", "short", "../../etc/passwd", "x" * 65, "ñ" * 20):
        answer = describe(world.browser("ana"), key)
        assert answer.status_code == 422
        assert "Este formulario está dañado" in words(answer)


def test_technical_data_is_shown_and_left_out_when_unticked(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    page = words(ana.get(NEW))
    assert "Firefox 140 · Linux · Computadora" in page
    facts = {"browser": "Firefox 140", "system": "Linux", "device": "Mi laptop", "screen": "1280 × 900"}
    describe(ana, key, **facts, technical="")
    assert "No se envían" in words(ana.get(f"{NEW}/{key}/review"))
    ticket = sent_ticket(world, send(ana, key))
    assert (ticket.browser, ticket.system, ticket.device, ticket.screen) == ("", "", "", "")
    describe(ana, key := new_form_key(), **facts)
    assert sent_ticket(world, send(ana, key)).device == "Mi laptop"


def test_a_browser_is_read_in_words(world: World) -> None:
    with world.app.test_request_context("/es/"):
        read = [device_of(agent) for agent in (WINDOWS, ANDROID, IPAD, "", "x" * 9000)]
    assert [(each.browser, each.system, each.device) for each in read] == [
        ("Chrome 130", "Windows", "Computadora"),
        ("Chrome Mobile 130", "Android", "Teléfono"),
        ("Safari 17", "iOS 17.4", "Tableta (iPad)"),
        ("", "", ""),
        ("", "", "Computadora"),
    ]


def test_a_search_and_an_article_come_along(world: World) -> None:
    ana = world.browser("ana")
    page = words(ana.get(f"{NEW}?q=producto+no+se+guarda"))
    assert page.count('value="producto no se guarda"') == 2
    page = words(ana.get(f"{NEW}?article=inventario-no-se-actualiza&step=paso-2"))
    assert "Vienes de" in page
    assert "#paso-2" in page
    assert '<option value="inventory" selected>' in page
    for nonsense in ("?article=no-existe", "?article=../x", "?type=hacker", "?q=" + "x" * 999, "?from=zz"):
        assert ana.get(NEW + nonsense).status_code == 200
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FormSession)) >= 2


def test_the_way_from_a_search_to_the_form_is_counted(world: World) -> None:
    visitor = stranger(world)
    page = words(visitor.get("/es/search?q=xyzzyplugh"))
    address = re.search(r'href="(/es/tickets/new\?[^"]+)"', page)
    assert address
    visitor.get(address[1])
    with world.app.app_context():
        assert db.session.scalar(select(QueryStep.kind)) is StepKind.CONTACTED


def test_closed_days_are_given_as_the_reason(world: World) -> None:
    world.clock.move_to(MONDAY + timedelta(days=4, hours=7, minutes=30))  # type: ignore[attr-defined]  # Friday, 5:30 p. m.
    ana, key = world.browser("ana"), new_form_key()
    describe(ana, key)
    review = words(ana.get(f"{NEW}/{key}/review"))
    assert "te respondemos lunes 30 antes de las 3:30 p. m." in review
    assert "No trabajamos estos días: sábado 28 y domingo 29" in review


def test_files_come_with_the_form_and_can_be_taken_out(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    files = [
        (io.BytesIO(picture()), "captura.png"),
        (io.BytesIO(b"MZ"), "virus.exe"),
        (io.BytesIO(b"hola"), "nota.txt"),
    ]
    refused = describe(ana, key, files=files)
    assert list(problems(refused)) == ["attachments"]
    assert "No podemos recibir «virus.exe»" in words(refused)
    with world.app.app_context():
        kept = db.session.execute(select(TicketAttachment.file_name, TicketAttachment.name)).all()
    assert {name for name, _ in kept} == {"captura.png", "nota.txt"}
    answer = describe(ana, key, remove_file=dict(kept)["nota.txt"])
    assert answer.location == f"{NEW}?draft={key}#attachments"
    review = words(ana.get(f"{NEW}/{key}/review"))
    assert "captura.png" in review
    assert "nota.txt" not in review
    ticket = sent_ticket(world, send(ana, key))
    with world.app.app_context():
        assert db.session.scalars(
            select(TicketAttachment.file_name).filter_by(ticket_id=ticket.id)
        ).all() == ["captura.png"]


def test_a_file_that_is_too_large_is_named(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    large = io.BytesIO(b"\0\0\0\x20ftypisom" + b"\0" * (25 * 1024 * 1024))
    answer = post(ana, "/es/tickets/files", form_key=key, file=(large, "inventario.mp4"))
    assert answer.status_code == 422
    assert "«inventario.mp4» es demasiado grande" in words(answer) or "inventario.mp4" in words(answer)
    allowed = io.BytesIO(b"\0\0\0\x20ftypisom" + b"\0" * (2 * 1024 * 1024))
    assert post(ana, "/es/tickets/files", form_key=key, file=(allowed, "corto.mp4")).status_code == 201


def test_no_more_files_than_the_limit(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    for number in range(10):
        file = (io.BytesIO(f"nota {number}".encode()), f"{number}.txt")
        assert post(ana, "/es/tickets/files", form_key=key, file=file).status_code == 201
    assert post(ana, "/es/tickets/files", form_key=key, file=(io.BytesIO(b"x"), "11.txt")).status_code == 422


def test_a_stranger_sends_no_files_and_no_large_forms(world: World) -> None:
    browser = stranger(world)
    file = (io.BytesIO(b"x" * 2 * 1024 * 1024), "a.txt")
    assert post(browser, NEW, form_key=new_form_key(), files=file).status_code == 413
    assert (
        post(
            browser, "/es/tickets/files", form_key=new_form_key(), file=(io.BytesIO(b"x"), "a.txt")
        ).status_code
        == 401
    )


def test_a_full_disk_is_said_and_leaves_nothing_half(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, key = world.browser("ana"), new_form_key()
    store = world.app.extensions["blobs"]
    monkeypatch.setitem(world.app.extensions, "blobs", FullDisk(store))
    answer = describe(ana, key, files=[(io.BytesIO(b"hola"), "nota.txt")])
    assert problems(answer) == {
        "attachments": "No pudimos guardar «nota.txt». Intenta de nuevo en un minuto."
    }
    assert TITLE in words(answer)
    with world.app.app_context():
        assert db.session.scalar(select(TicketAttachment.id)) is None


class FullDisk:
    """A store without room."""

    def __init__(self, store: object) -> None:
        self.store = store

    def put(self, stream: object, limit: int) -> None:
        """Fail as a full disk does."""
        raise OSError(28, "No space left on device")


def test_forms_and_drafts_of_others_do_not_exist(world: World) -> None:
    ana, victor, key = world.browser("ana"), world.browser("victor"), new_form_key()
    describe(ana, key, files=[(io.BytesIO(b"hola"), "nota.txt")])
    with world.app.app_context():
        name = db.session.scalars(select(TicketAttachment.name)).one()
    for path in (f"{NEW}?draft={key}", f"{NEW}/{key}/review", f"/es/tickets/files/{name}"):
        assert victor.get(path).status_code == 404
    for path in (f"{NEW}/{key}/review", f"/es/tickets/forms/{key}/removal"):
        assert post(victor, path).status_code == 404
    post(victor, f"/es/tickets/files/{name}/removal", form_key=key)
    assert "nota.txt" in words(ana.get(f"{NEW}?draft={key}"))
    ticket = sent_ticket(world, send(ana, key))
    assert victor.get(f"/es/tickets/{ticket.reference}/sent").status_code == 404


def test_what_is_being_written_is_kept_and_found_again(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    answer = post(ana, f"/es/tickets/forms/{key}/draft", title="Se cae", happened="a medias", technical="yes")
    assert (
        answer.get_json()["message"].replace("\u202f", " ").replace("\xa0", " ")
        == "Borrador guardado, 10:01 a. m."
    )
    home = words(ana.get("/es/"))
    assert "Tienes un borrador" in home
    assert "«Se cae»" in home
    page = words(ana.get(f"{NEW}?draft={key}"))
    assert 'value="Se cae"' in page
    assert "a medias</textarea>" in page
    world.clock.shift(timedelta(days=7, minutes=1))  # type: ignore[attr-defined]  # the world's
    assert world.browser("ana").sign_in("ana@demo.tuqr.com").status_code == 302
    assert "Tienes un borrador" not in words(ana.get("/es/"))
    assert ana.get(f"{NEW}?draft={key}").status_code == 404


def test_a_draft_is_thrown_away(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    assert describe(ana, key, then="leave").location == "/es/"
    post(ana, f"/es/tickets/forms/{key}/removal")
    assert "Tienes un borrador" not in words(ana.get("/es/"))
    assert ana.get(f"{NEW}?draft={key}").status_code == 404


def test_a_visitor_writes_first_and_signs_in_to_send(world: World) -> None:
    browser, key = stranger(world), new_form_key()
    page = words(browser.get(NEW))
    assert "Para adjuntar archivos y para enviar hay que entrar." in page
    assert describe(browser, key).location == f"{NEW}/{key}/review"
    assert "Entrar y enviar" in words(browser.get(f"{NEW}/{key}/review"))
    assert "Tienes un borrador" in words(browser.get("/es/"))
    answer = send(browser, key)
    assert answer.location.startswith("/account/login?next=")
    assert browser.sign_in("ana@demo.tuqr.com", next=f"{NEW}/{key}/review").location == f"{NEW}/{key}/review"
    ticket = sent_ticket(world, send(browser, key))
    with world.app.app_context():
        assert ticket.requester_id == world.viewer("ana").person_id
        assert db.session.scalars(select(TicketDraft.visitor)).all() == [None]


def test_the_number_of_a_visitor_is_not_kept(world: World) -> None:
    browser = stranger(world)
    describe(browser, new_form_key())
    with world.app.app_context():
        [kept] = db.session.scalars(select(TicketDraft.visitor)).all()
    carried = browser.client.get_cookie("visitor")
    assert carried
    assert kept
    assert kept not in carried.value


def test_drafts_of_other_visitors_do_not_exist(world: World) -> None:
    browser, other, key = stranger(world), stranger(world), new_form_key()
    describe(browser, key)
    describe(other, new_form_key())
    for path in (f"{NEW}?draft={key}", f"{NEW}/{key}/review"):
        assert other.get(path).location.startswith("/account/login?next=")
    assert world.browser("victor").get(f"{NEW}?draft={key}").status_code == 404


def test_a_sign_in_that_lapsed_loses_nothing(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    describe(ana, key)
    review = f"{NEW}/{key}/review"
    text = ana.get(review).get_data(as_text=True)
    form = {"csrf_token": _TOKEN.search(text)[1], "reviewed": _SEAL.search(text)[1]}  # type: ignore[index]  # there
    end_sign_ins(world)
    answer = ana.client.post(review, data=form)
    assert answer.status_code == 303
    assert answer.location.startswith("/account/login?next=")
    assert ana.sign_in("ana@demo.tuqr.com", next=review).location == review
    sent_ticket(world, send(ana, key))


def test_text_written_after_the_sign_in_lapsed_is_the_one_that_stays(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    describe(ana, key)
    token = _TOKEN.search(ana.get(f"{NEW}?draft={key}").get_data(as_text=True))
    assert token
    end_sign_ins(world)
    world.clock.shift(timedelta(minutes=1))  # type: ignore[attr-defined]  # the world's
    answer = ana.client.post(
        NEW, data={**CASE, "csrf_token": token[1], "form_key": key, "title": "Escrito después"}
    )
    assert answer.location == f"{NEW}/{key}/review"
    ana.sign_in("ana@demo.tuqr.com")
    assert "Escrito después" in words(ana.get(f"{NEW}/{key}/review"))
    assert sent_ticket(world, send(ana, key)).title == "Escrito después"


def end_sign_ins(world: World) -> None:
    """Let every sign-in be over, as after seven idle days."""
    with world.app.app_context(), transaction():
        db.session.execute(update(SignIn).values(ended_at=MONDAY))


def test_without_scripts_the_review_shows_what_may_solve_it(world: World, settings: Settings) -> None:
    ana = world.browser("ana")
    keys = iter(new_form_key, "")
    key = next(each for each in keys if not is_held_out(each, settings.suggestion_holdout))
    case = {"title": "El producto no se guarda y queda con stock 0", "area": "inventory"}
    plain = words(ana.get(describe(ana, key, **case).location))
    assert "Esto podría resolverlo ahora" in plain
    assert "Enviar de todas formas" in plain
    assert "autofocus" in plain
    scripted = describe(ana, key, **case, scripts="yes").location
    assert scripted == f"{NEW}/{key}/review?seen=yes"
    seen = words(ana.get(scripted))
    assert "Esto podría resolverlo ahora" not in seen
    assert "Enviar ticket" in seen


def test_an_emergency_is_critical_and_sees_no_articles(world: World) -> None:
    ana, key = world.browser("ana"), new_form_key()
    review = words(ana.get(describe(ana, key, type="emergency", priority="low").location))
    assert "Esto podría resolverlo ahora" not in review
    assert sent_ticket(world, send(ana, key)).priority is Priority.CRITICAL


def test_the_form_speaks_english(world: World) -> None:
    page = words(world.browser("ana").get("/en/tickets/new"))
    assert "Tell us what's happening" in page
    assert '<option value="en" selected>' in page
    assert "Cuéntanos" not in page
