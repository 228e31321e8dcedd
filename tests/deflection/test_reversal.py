"""A solution is provisional: a ticket of the same person about the same within seven days reverts it."""

import pytest
from flask import Flask

from app.deflection.jobs import settle
from app.deflection.ledger import Asker
from app.deflection.listeners import on_ticket_opened
from app.deflection.vocabulary import Outcome
from app.jobs.relay import relay
from app.kernel.terms import ProductArea, TicketType
from app.storage.database import transaction
from app.tickets.access import Viewer
from app.tickets.drafts import new_form_key
from app.tickets.submitting import submit_ticket
from tests.deflection.forms import (
    A_MOMENT,
    A_WEEK,
    AN_HOUR,
    asker,
    do,
    form_with_suggestions,
    open_form,
    opened,
    send,
    session_of,
    solved_form,
)
from tests.tickets.cast import MONDAY, a_case
from tests.tickets.conftest import Cast, cast

__all__ = ["cast"]
ABOUT_STOCK = {"type": TicketType.TECHNICAL, "area": ProductArea.INVENTORY}


def outcome_of(key: str) -> Outcome:
    return session_of(key).outcome


def another_ticket(viewer: Viewer, **facts: object) -> None:
    now = facts.pop("now", MONDAY + AN_HOUR)
    send(viewer, new_form_key(), now, **(ABOUT_STOCK | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        (A_WEEK - A_MOMENT, Outcome.REVERTED),
        (A_WEEK, Outcome.CONFIRMED),
        (A_WEEK + A_MOMENT, Outcome.CONFIRMED),
        (A_MOMENT, Outcome.REVERTED),
        (-A_MOMENT, Outcome.CONFIRMED),
    ],
)
def test_a_ticket_reverts_within_seven_days_after(
    app: Flask, cast: Cast, after: object, outcome: Outcome
) -> None:
    key = solved_form(asker(cast.ana))
    another_ticket(cast.ana, now=MONDAY + after)  # type: ignore[operator]
    assert outcome_of(key) is outcome


@pytest.mark.parametrize(
    ("type", "area", "outcome"),
    [
        (TicketType.TECHNICAL, ProductArea.SALES, Outcome.REVERTED),
        (TicketType.HOW_TO, ProductArea.INVENTORY, Outcome.REVERTED),
        (TicketType.TECHNICAL, None, Outcome.REVERTED),
        (TicketType.HOW_TO, ProductArea.SALES, Outcome.CONFIRMED),
        (TicketType.HOW_TO, None, Outcome.CONFIRMED),
    ],
)
def test_a_ticket_on_the_same_type_or_area_reverts(
    app: Flask, cast: Cast, type: TicketType, area: ProductArea | None, outcome: Outcome
) -> None:
    key = solved_form(asker(cast.ana))
    another_ticket(cast.ana, type=type, area=area)
    assert outcome_of(key) is outcome


def test_a_solution_that_named_neither_is_reverted_by_any_ticket(app: Flask, cast: Cast) -> None:
    key = solved_form(asker(cast.ana), type=None, area=None)
    another_ticket(cast.ana, type=TicketType.HOW_TO, area=ProductArea.SALES)
    assert outcome_of(key) is Outcome.REVERTED


def test_a_solution_without_an_area_is_not_reverted_by_a_ticket_without_one(app: Flask, cast: Cast) -> None:
    key = solved_form(asker(cast.ana), area=None)
    another_ticket(cast.ana, type=TicketType.HOW_TO, area=None)
    assert outcome_of(key) is Outcome.CONFIRMED


def test_the_reverted_form_names_the_ticket_and_when(app: Flask, cast: Cast) -> None:
    key = solved_form(asker(cast.ana))
    ticket = send(cast.ana, new_form_key(), MONDAY + AN_HOUR, **ABOUT_STOCK)
    do(on_ticket_opened, opened(ticket))
    assert session_of(key).ticket_id == ticket.id
    assert session_of(key).outcome_at == MONDAY + AN_HOUR


def test_somebody_elses_ticket_reverts_nothing(app: Flask, cast: Cast) -> None:
    key = solved_form(asker(cast.ana))
    another_ticket(cast.pedro)
    assert outcome_of(key) is Outcome.CONFIRMED


def test_what_ana_solved_before_signing_in_is_reverted_by_her_ticket_from_that_browser(
    app: Flask, cast: Cast
) -> None:
    key, elsewhere = solved_form(Asker(visitor="phone")), solved_form(Asker(visitor="tablet"))
    nobodys = solved_form(Asker())
    form = open_form(asker(cast.ana, "phone"), MONDAY)
    send(cast.ana, form, MONDAY + AN_HOUR, **ABOUT_STOCK)
    assert outcome_of(key) is Outcome.REVERTED
    assert outcome_of(elsewhere) is Outcome.CONFIRMED
    assert outcome_of(nobodys) is Outcome.CONFIRMED


def test_at_a_shared_computer_pedros_ticket_leaves_anas_solution_alone(app: Flask, cast: Cast) -> None:
    key = solved_form(asker(cast.ana, "shop computer"))
    form = open_form(asker(cast.pedro, "shop computer"), MONDAY)
    send(cast.pedro, form, MONDAY + AN_HOUR, **ABOUT_STOCK)
    assert outcome_of(key) is Outcome.CONFIRMED


def test_a_ticket_told_late_reverts_what_had_settled_meanwhile(app: Flask, cast: Cast) -> None:
    key = solved_form(asker(cast.ana))
    settle(MONDAY + A_WEEK)
    another_ticket(cast.ana, now=MONDAY + A_WEEK - A_MOMENT)
    assert outcome_of(key) is Outcome.REVERTED
    assert session_of(key).settled_at is None


def test_a_ticket_without_a_form_reverts_as_well(app: Flask, cast: Cast) -> None:
    key, going_on = solved_form(asker(cast.ana)), form_with_suggestions(asker(cast.ana))
    another_ticket(cast.ana)
    assert outcome_of(key) is Outcome.REVERTED
    assert outcome_of(going_on) is Outcome.STARTED


def test_the_worker_tells_the_ledger(app: Flask, cast: Cast) -> None:
    key, form = solved_form(asker(cast.ana)), form_with_suggestions(asker(cast.ana))
    with transaction():
        submit_ticket(cast.ana, form, a_case(), MONDAY + AN_HOUR)
    relay(app, MONDAY + AN_HOUR)
    assert outcome_of(form) is Outcome.SUBMITTED
    assert outcome_of(key) is Outcome.REVERTED
