"""What people asked, taken out of the log to be asked again."""

from datetime import timedelta

from flask import Flask

from app.accounts.identity import reader_of
from app.editorial.asked import asked_queries, ticket_subjects
from app.search.rehearsing import QuestionKind
from app.storage.database import db, transaction
from app.tickets.access import viewer_of
from tests.editorial.log import NOON, visitor_searches
from tests.tickets.cast import MONDAY, enrol, open_ticket

NOW = NOON + timedelta(days=1)


def test_the_most_asked_come_first_with_what_most_visitors_opened(app: Flask) -> None:
    for visitor in ("ana", "pedro"):
        visitor_searches(visitor, "cerrar caja", opens="caja")
    visitor_searches("víctor", "cerrar caja", opens="pagos")
    visitor_searches("víctor", "código qr", at=NOON + timedelta(hours=1))
    found = asked_queries(db.session.connection(), NOW)
    assert [(one.text, one.times, one.opened) for one in found] == [
        ("cerrar caja", 3, {"caja"}),
        ("código qr", 1, frozenset()),
    ]


def test_what_fewer_visitors_asked_can_be_left_out(app: Flask) -> None:
    for hour in range(5):
        visitor_searches("ana", "mi problema raro", at=NOON + timedelta(hours=hour))
    visitor_searches("ana", "caja")
    visitor_searches("pedro", "caja")
    found = asked_queries(db.session.connection(), NOW, visitors=2)
    assert [one.text for one in found] == ["caja"]


def test_old_searches_and_those_with_personal_data_are_not_asked_again(app: Flask) -> None:
    visitor_searches("ana", "caja", at=NOON - timedelta(days=120))
    visitor_searches("pedro", "factura de pedro@tuqr.com")
    assert asked_queries(db.session.connection(), NOW) == []


def test_the_subjects_of_tickets_are_asked_as_the_form_asks_them(app: Flask) -> None:
    with transaction():
        ana = enrol("Ana Suárez")
    open_ticket(viewer_of(reader_of(ana)), MONDAY, title="El producto no se guarda")
    open_ticket(viewer_of(reader_of(ana)), MONDAY, title="Llámenme al 0412 555 1234")
    subjects = ticket_subjects(db.session.connection(), MONDAY + timedelta(days=1))
    assert [(one.text, one.kind) for one in subjects] == [("el producto no se guarda", QuestionKind.TICKET)]
    assert 0 < subjects[0].sureness < 1
