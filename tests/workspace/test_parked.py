"""Sofía decides about letters that did not get through (product 8)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.accounts.actions import person_with
from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import ChannelKind, NoticeKind, Urgency
from app.storage.database import db, transaction
from app.tickets.models import Ticket
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import ANA, JUAN, MARTA, SOFIA, VICTOR

PAGE = "/es/staff/deliveries"
AT = Callable[[str], Colleague]
Send = Callable[..., str]
REFUSED = "Undeliverable: 550 5.1.1 User unknown"


@pytest.fixture
def park(app: Flask, send: Send) -> Callable[..., int]:
    """Put a letter to Ana aside; return its number."""

    def park_it(error: str = REFUSED, tries: int = 1, at: datetime = MONDAY) -> int:
        reference = send()
        with app.app_context(), transaction():
            ana = person_with(ANA)
            ticket = db.session.scalars(select(Ticket).filter_by(reference=reference)).one()
            told = Notice(
                key=f"letter about {reference}",
                person_id=ana.id,
                kind=NoticeKind.TICKET_OPENED,
                urgency=Urgency.NORMAL,
                ticket_id=ticket.id,
                occurred_at=at,
            )
            db.session.add(told)
            db.session.flush()
            letter = Delivery(
                notice_id=told.id,
                person_id=ana.id,
                channel=ChannelKind.EMAIL,
                subject=f"ticket {ticket.id}",
                due_at=at,
                tries=tries,
                parked_at=at,
                last_error=error,
            )
            db.session.add(letter)
            db.session.flush()
            return letter.id

    return park_it


def letter(app: Flask, number: int) -> Delivery:
    with app.app_context():
        return db.session.get_one(Delivery, number)


def test_when_everything_arrived_the_page_says_so(at_desk: AT) -> None:
    assert "Todo llegó" in at_desk(SOFIA).look(PAGE).reads()


def test_who_what_and_why_are_said_in_words(at_desk: AT, park: Callable[..., int]) -> None:
    park()
    page = at_desk(SOFIA).look(PAGE).reads()
    assert "1 espera una decisión." in page
    assert "Ana Rojas" in page
    assert "Correo · ana@demo.tuqr.com" in page
    assert "Recibimos tu ticket TQ-" in page
    assert "hoy, 10:00" in page
    assert "tras 1 intento" in page
    assert (
        "El servidor de correo lo rechazó definitivamente: revisa la dirección. 550 5.1.1 User unknown"
        in page
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("Undeliverable: 552 too large", "El buzón está lleno"),
        ("Undeliverable: no channel whatsapp is installed", "Esta vía no está configurada"),
        ("Undeliverable: the mail server takes no such address", "No hay forma de llevarlo a esta dirección"),
        ("TryLater: 451 greylisted", "pidió todas las veces intentarlo más tarde"),
        ("TryLater: TimeoutError: timed out", "No se pudo contactar"),
        ("KeyError: 'title'", "la falla es nuestra"),
        ("", "la falla es nuestra"),
        ("Undeliverable: 550 <script>alert(1)</script>", "550 <script>alert(1)</script>"),
    ],
)
def test_every_reason_is_said(at_desk: AT, park: Callable[..., int], error: str, words: str) -> None:
    park(error)
    sofia = at_desk(SOFIA).look(PAGE)
    assert words in sofia.reads()
    assert not sofia.page.css("main script")


def test_a_letter_is_tried_again_from_the_beginning(
    app: Flask, at_desk: AT, park: Callable[..., int]
) -> None:
    number = park(tries=10, at=MONDAY - timedelta(hours=3))
    sofia = at_desk(SOFIA).look(PAGE).press("Intentar de nuevo")
    assert "Se intentará de nuevo" in sofia.reads("[role=status]")
    assert "Todo llegó" in sofia.reads()
    again = letter(app, number)
    assert (again.parked_at, again.tries, again.due_at, again.dropped_at) == (None, 0, MONDAY, None)


def test_a_letter_is_given_up_and_stays_in_the_bell(
    app: Flask, at_desk: AT, park: Callable[..., int]
) -> None:
    number = park()
    sofia = at_desk(SOFIA).look(PAGE).press("Descartar")
    assert "Se descartó" in sofia.reads("[role=status]")
    assert letter(app, number).dropped_at == MONDAY
    assert "Recibimos tu ticket" in at_desk(ANA).look("/es/notices").reads()


def test_the_second_to_decide_is_told_and_changes_nothing(
    app: Flask, at_desk: AT, park: Callable[..., int]
) -> None:
    number, _other = park(), park()
    first, second = at_desk(SOFIA).look(PAGE), at_desk(SOFIA).look(PAGE)
    first.browser.send(f"{PAGE}/{number}/drop", form=PAGE)
    answer = second.browser.send(f"{PAGE}/{number}/release", form=PAGE)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert 'role="alert"' in page
    assert "1 espera una decisión." in page  # the other one is still there to decide about
    assert (letter(app, number).dropped_at, letter(app, number).tries) == (MONDAY, 1)


@pytest.mark.parametrize("number", [999_999, 2**70])
def test_what_is_not_there_is_not_decided(at_desk: AT, park: Callable[..., int], number: int) -> None:
    park()
    for deed in ("release", "drop"):
        assert at_desk(SOFIA).browser.send(f"{PAGE}/{number}/{deed}", form=PAGE).status_code == 404


def test_only_who_directs_the_team_looks_and_decides(
    app: Flask, at_desk: AT, park: Callable[..., int]
) -> None:
    number = park()
    for who in (ANA, VICTOR, JUAN, MARTA):
        somebody = at_desk(who)
        assert somebody.look(PAGE).status == 404
        for deed in ("release", "drop"):
            answer = somebody.browser.send(f"{PAGE}/{number}/{deed}", form="/account/password")
            assert answer.status_code == 404
        assert "Avisos que no llegaron" not in somebody.look("/es/").reads("header")
    assert letter(app, number).parked_at == MONDAY
    assert "Avisos que no llegaron" in at_desk(SOFIA).look("/es/").reads("header")


def test_ten_letters_ask_as_much_as_one(app: Flask, at_desk: AT, park: Callable[..., int]) -> None:
    sofia, costs = at_desk(SOFIA), []
    for more in (1, 9):
        for _letter in range(more):
            park()
        sofia.look(PAGE)
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)  # noqa: B023  # taken away again below

        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            sofia.look(PAGE)
            event.remove(db.engine, "before_cursor_execute", note)
        costs.append(len([each for each in asked if "BEGIN" not in each]))
    assert costs[0] == costs[1]
