"""Many at once: on both databases a form begins once, ends once, and is settled once."""

from flask import Flask
from sqlalchemy import func, select

from app.deflection import ledger
from app.deflection.jobs import mark_left, settle
from app.deflection.ledger import Arrival, Asker
from app.deflection.listeners import on_ticket_opened
from app.deflection.models import FormSession, FormStep
from app.deflection.vocabulary import Outcome
from app.kernel.terms import Language
from app.storage.database import db, in_transaction, transaction
from app.tickets.submitting import submit_ticket
from tests.deflection.forms import (
    A_WEEK,
    PAYING,
    SAVING,
    STOCK,
    a_key,
    asker,
    form_with_suggestions,
    opened,
    session_of,
    solved_form,
)
from tests.tickets.cast import MONDAY, a_case
from tests.tickets.conftest import Cast, cast
from tests.tickets.test_crowds import all_at_once

__all__ = ["cast"]


def test_one_form_told_of_by_many_requests_is_one(app: Flask) -> None:
    key = a_key()

    def tell(number: int) -> str:
        with transaction():
            ledger.start(key, Asker(visitor="phone"), Arrival(Language.ES), MONDAY)
            ledger.note_shown(key, [(SAVING, "r1"), (STOCK, "r1"), (PAYING, "r1")], MONDAY)
            ledger.note_opened(key, (SAVING, STOCK)[number % 2], MONDAY)
            ledger.confirm(key, SAVING, MONDAY)
        return "told"

    assert set(all_at_once(app, 24, tell)) == {"told"}
    assert db.session.scalar(select(func.count()).select_from(FormSession)) == 1
    assert db.session.scalar(select(func.count()).select_from(FormStep)) == 6
    assert session_of(key).outcome is Outcome.CONFIRMED


def test_eight_workers_settle_and_leave_every_form_once(app: Flask) -> None:
    for _form in range(12):
        solved_form()
        form_with_suggestions()

    def work(number: int) -> str:
        return str(settle(MONDAY + A_WEEK)) if number % 2 else str(mark_left(MONDAY + A_WEEK))

    done = [int(each) for each in all_at_once(app, 8, work)]
    assert sum(done[0::2]) == sum(done[1::2]) == 12


def test_workers_that_hear_of_a_ticket_twice_end_its_form_once(app: Flask, cast: Cast) -> None:
    form = form_with_suggestions(asker(cast.ana))
    solved = [solved_form(asker(cast.ana)) for _form in range(3)]
    with transaction():
        event = opened(submit_ticket(cast.ana, form, a_case(), MONDAY))

    def hear(_number: int) -> str:
        in_transaction(lambda: on_ticket_opened(event))
        return "heard"

    assert set(all_at_once(app, 8, hear)) == {"heard"}
    assert session_of(form).outcome is Outcome.SUBMITTED
    assert {session_of(key).outcome for key in solved} == {Outcome.REVERTED}
