"""A ticket form from its start to its end: what happened counts once, and success is never assumed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.deflection import ledger
from app.deflection.holdout import is_held_out
from app.deflection.jobs import mark_left, settle
from app.deflection.ledger import Arrival, Asker, FormState, state_of
from app.deflection.models import FailedStep, FormSession, FormStep
from app.deflection.outcomes import AFTER, Deed
from app.deflection.vocabulary import Outcome, StepKind
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.terms import Language, ProductArea, TicketType
from app.storage.database import db, transaction
from app.tickets.drafts import discard_draft, keep_draft, new_form_key
from tests.deflection.forms import (
    A_MOMENT,
    A_WEEK,
    AN_HOUR,
    PAYING,
    SAVING,
    STOCK,
    a_key,
    asker,
    do,
    form_with_suggestions,
    open_form,
    send,
    session_of,
    solved_form,
)
from tests.tickets.cast import MONDAY
from tests.tickets.conftest import Cast, cast

__all__ = ["cast"]
A_DAY = timedelta(days=1)


def outcome_of(key: str) -> Outcome:
    return session_of(key).outcome


def rows(table: type[FormSession | FormStep | FailedStep]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


# Beginning


def test_a_form_is_begun_once_however_often_its_page_is_opened(app: Flask) -> None:
    key = a_key()
    for hour in range(3):
        do(ledger.start, key, Asker(), Arrival(Language.ES, query="otra"), MONDAY + hour * AN_HOUR)
    form = session_of(key)
    assert rows(FormSession) == 1
    assert form.started_at == MONDAY
    assert form.last_seen_at == MONDAY + 2 * AN_HOUR
    assert form.outcome is Outcome.STARTED


def test_the_search_that_led_here_is_kept_without_personal_data(app: Flask) -> None:
    key = open_form(query="No llega el código a ANA@example.com, teléfono 0412-555.12.34", article_id=SAVING)
    assert session_of(key).query == "no llega el código a [mail] teléfono [number]"
    assert session_of(key).arrival_article_id == SAVING


def test_a_key_that_is_none_of_ours_begins_nothing(app: Flask) -> None:
    with pytest.raises(RuleBroken), transaction():
        ledger.start("short", Asker(), Arrival(Language.ES), MONDAY)


def test_what_ana_wrote_before_signing_in_becomes_hers(app: Flask, cast: Cast) -> None:
    key = open_form(Asker(visitor="phone"))
    do(ledger.start, key, asker(cast.ana, "phone"), Arrival(Language.ES), MONDAY)
    assert session_of(key).person_id == cast.ana.person_id
    assert session_of(key).visitor == "phone"


def test_a_form_opened_before_the_browser_carried_a_number_becomes_that_browsers(app: Flask) -> None:
    key = open_form(Asker())
    do(ledger.start, key, Asker(visitor="phone"), Arrival(Language.ES), MONDAY)
    assert session_of(key).visitor == "phone"


def test_nobody_speaks_for_somebody_elses_form(app: Flask, cast: Cast) -> None:
    hers, on_a_phone = open_form(asker(cast.ana)), open_form(Asker(visitor="phone"))
    for key, who in (
        (hers, asker(cast.pedro)),
        (hers, Asker(visitor="phone")),
        (on_a_phone, Asker(visitor="tablet")),
        (on_a_phone, asker(cast.ana, "tablet")),
        (on_a_phone, Asker()),
    ):
        with pytest.raises(NotFound):
            ledger.session_for(key, who)
        with pytest.raises(NotFound), transaction():
            ledger.start(key, who, Arrival(Language.ES), MONDAY)
    assert session_of(on_a_phone).person_id is None


def test_everybody_speaks_for_their_own_form_and_for_one_that_has_not_begun(app: Flask, cast: Cast) -> None:
    hers = open_form(asker(cast.ana, "phone"))
    assert ledger.session_for(hers, asker(cast.ana)) is not None
    assert ledger.session_for(hers, Asker(visitor="phone")) is not None  # her sign-in lapsed
    assert ledger.session_for(new_form_key(), Asker()) is None


# What happens in it


def test_an_article_is_shown_once_in_the_revision_first_seen(app: Flask) -> None:
    key = open_form()
    do(ledger.note_shown, key, [(SAVING, "r1"), (STOCK, "r1")], MONDAY)
    do(ledger.note_shown, key, [(SAVING, "r2"), (PAYING, "r1"), (PAYING, "r1")], MONDAY + AN_HOUR)
    do(ledger.note_shown, key, [], MONDAY + AN_HOUR)
    shown = db.session.scalars(select(FormStep).order_by(FormStep.id)).all()
    assert [(step.article_id, step.revision) for step in shown] == [
        (SAVING, "r1"),
        (STOCK, "r1"),
        (PAYING, "r1"),
    ]


def test_opening_and_dismissing_count_once_each(app: Flask) -> None:
    key = form_with_suggestions(None, MONDAY, SAVING, STOCK)
    for _again in range(2):
        do(ledger.note_opened, key, SAVING, MONDAY)
        do(ledger.dismiss, key, STOCK, MONDAY)
    assert rows(FormStep) == 4
    assert state_of(key) == FormState(False, dismissed=frozenset({STOCK}), opened=frozenset({SAVING}))
    opened = db.session.scalars(select(FormStep).filter_by(kind=StepKind.OPENED)).one()
    assert opened.revision == "r1"


def test_a_dismissal_can_be_undone_and_made_again(app: Flask) -> None:
    key = form_with_suggestions()
    do(ledger.dismiss, key, SAVING, MONDAY)
    for _again in range(2):
        do(ledger.undo_dismissal, key, SAVING, MONDAY)
        assert state_of(key).dismissed == frozenset()
    do(ledger.dismiss, key, SAVING, MONDAY + AN_HOUR)
    assert state_of(key).dismissed == {SAVING}
    assert rows(FormStep) == 2


def test_a_form_that_never_began_has_a_group_and_nothing_else(app: Flask) -> None:
    assert state_of(a_key()) == FormState(held_out=False)
    assert state_of(a_key(held_out=True)) == FormState(held_out=True)
    for deed in (ledger.note_opened, ledger.dismiss, ledger.undo_dismissal, ledger.confirm):
        do(deed, new_form_key(), SAVING, MONDAY)
    do(ledger.take_back, new_form_key(), MONDAY)
    assert rows(FormSession) == rows(FormStep) == 0


def test_a_held_out_form_is_shown_nothing_and_keeps_what_was_withheld(app: Flask) -> None:
    key = open_form(held_out=True)
    do(ledger.note_shown, key, [(SAVING, "r1")], MONDAY)
    assert session_of(key).held_out
    assert [step.kind for step in db.session.scalars(select(FormStep))] == [StepKind.WITHHELD]


def test_a_step_fails_once_in_a_form_and_each_time_without_one(app: Flask) -> None:
    key = form_with_suggestions()
    for _again in range(2):
        do(ledger.note_failed_step, SAVING, "r1", "paso-3", MONDAY, key)
        do(ledger.note_failed_step, SAVING, "r1", "paso-3", MONDAY)
    failed = db.session.scalars(select(FailedStep).order_by(FailedStep.id)).all()
    assert [row.session_id is None for row in failed].count(False) == 1
    assert len(failed) == 3


def test_the_last_type_and_area_stand_and_no_choice_unmakes_them(app: Flask) -> None:
    key = open_form()
    do(ledger.note_type_and_area, key, TicketType.HOW_TO, ProductArea.SALES, MONDAY)
    do(ledger.note_type_and_area, key, TicketType.TECHNICAL, None, MONDAY)
    assert (session_of(key).type, session_of(key).area) == (TicketType.TECHNICAL, ProductArea.SALES)


# Ending


def test_an_article_that_helped_ends_the_form_provisionally(app: Flask) -> None:
    key = form_with_suggestions()
    for later in range(2):
        do(ledger.confirm, key, SAVING, MONDAY + later * AN_HOUR)
    form = session_of(key)
    assert form.outcome is Outcome.CONFIRMED
    assert form.outcome_at == MONDAY
    assert (form.confirmed_article_id, form.confirmed_revision) == (SAVING, "r1")
    assert form.settled_at is None
    assert state_of(key).confirmed == SAVING


def test_going_back_to_the_draft_opens_the_form_again(app: Flask) -> None:
    key = solved_form()
    for _again in range(2):
        do(ledger.take_back, key, MONDAY + AN_HOUR)
    form = session_of(key)
    assert form.outcome is Outcome.STARTED
    assert form.outcome_at is None
    assert state_of(key).confirmed is None
    helped = db.session.scalars(select(FormStep).filter_by(kind=StepKind.HELPED)).one()
    assert helped.undone_at == MONDAY + AN_HOUR


def test_after_going_back_another_article_can_help(app: Flask) -> None:
    key = solved_form()
    do(ledger.take_back, key, MONDAY)
    do(ledger.confirm, key, STOCK, MONDAY + AN_HOUR)
    assert state_of(key).confirmed == STOCK


def test_a_solution_stands_after_seven_days_and_is_not_taken_back(app: Flask) -> None:
    early, late = solved_form(), solved_form()
    do(ledger.take_back, early, MONDAY + A_WEEK - A_MOMENT)
    do(ledger.take_back, late, MONDAY + A_WEEK)
    assert (outcome_of(early), outcome_of(late)) == (Outcome.STARTED, Outcome.CONFIRMED)


def test_a_ticket_ends_its_own_form_once(app: Flask, cast: Cast) -> None:
    key = form_with_suggestions(asker(cast.ana), type=None, area=None)
    ticket = send(cast.ana, key, MONDAY)
    send(cast.ana, key, MONDAY)
    form = session_of(key)
    assert form.outcome is Outcome.SUBMITTED
    assert form.ticket_id == ticket.id
    assert (form.type, form.area) == (TicketType.TECHNICAL, ProductArea.INVENTORY)


def test_a_ticket_ends_even_a_form_that_seemed_left_or_solved(app: Flask, cast: Cast) -> None:
    left, solved = form_with_suggestions(asker(cast.ana)), solved_form(asker(cast.ana))
    mark_left(MONDAY + A_DAY)
    assert outcome_of(left) is Outcome.LEFT
    for key in (left, solved):
        send(cast.ana, key, MONDAY + 2 * A_DAY)
        assert outcome_of(key) is Outcome.SUBMITTED


def test_a_ticket_under_a_copied_key_ends_nobody_elses_form(app: Flask, cast: Cast) -> None:
    key = form_with_suggestions(asker(cast.ana))
    send(cast.pedro, key, MONDAY)
    assert outcome_of(key) is Outcome.STARTED
    assert session_of(key).ticket_id is None


def test_what_is_told_after_the_end_changes_no_end(app: Flask, cast: Cast) -> None:
    key = form_with_suggestions(asker(cast.ana))
    send(cast.ana, key, MONDAY)
    do(ledger.confirm, key, SAVING, MONDAY + AN_HOUR)
    do(ledger.take_back, key, MONDAY + AN_HOUR)
    do(ledger.start, key, asker(cast.ana), Arrival(Language.ES), MONDAY + AN_HOUR)
    assert outcome_of(key) is Outcome.SUBMITTED


def test_every_outcome_is_in_the_table_and_a_ticket_is_final() -> None:
    assert set(AFTER) == set(Outcome)
    assert AFTER[Outcome.SUBMITTED] == {}
    assert {deed for deeds in AFTER.values() for deed in deeds} == set(Deed)


# By itself


def test_a_form_is_left_after_a_day_without_activity(app: Flask) -> None:
    key = form_with_suggestions()
    assert mark_left(MONDAY + A_DAY - A_MOMENT) == 0
    assert mark_left(MONDAY + A_DAY) == 1
    assert mark_left(MONDAY + A_DAY) == 0
    assert outcome_of(key) is Outcome.LEFT


def test_a_form_whose_draft_waits_is_not_left_before_the_draft_is_gone(app: Flask, cast: Cast) -> None:
    kept, thrown_away = form_with_suggestions(asker(cast.ana)), form_with_suggestions(asker(cast.ana))
    for key in (kept, thrown_away):
        do(keep_draft, cast.ana, key, {"title": "El producto no se guarda"}, MONDAY)
    do(discard_draft, cast.ana, thrown_away)
    assert mark_left(MONDAY + 2 * A_DAY) == 1
    assert outcome_of(kept) is Outcome.STARTED
    assert mark_left(MONDAY + A_WEEK) == 1
    assert outcome_of(kept) is Outcome.LEFT


def test_whoever_comes_back_has_not_left(app: Flask) -> None:
    key = form_with_suggestions()
    mark_left(MONDAY + A_DAY)
    do(ledger.note_opened, key, SAVING, MONDAY - AN_HOUR)  # told late: it happened before
    assert outcome_of(key) is Outcome.LEFT
    do(ledger.note_opened, key, SAVING, MONDAY + 2 * A_DAY)
    assert outcome_of(key) is Outcome.STARTED
    assert session_of(key).outcome_at is None


def test_solutions_settle_after_seven_days_once(app: Flask) -> None:
    key = solved_form()
    assert settle(MONDAY + A_WEEK - A_MOMENT) == 0
    assert settle(MONDAY + A_WEEK) == 1
    assert settle(MONDAY + A_WEEK + A_DAY) == 0
    assert session_of(key).settled_at == MONDAY + A_WEEK
    assert outcome_of(key) is Outcome.CONFIRMED


# The hold-out group


def test_a_key_is_always_in_the_same_group() -> None:
    key = new_form_key()
    assert len({is_held_out(key, 0.5) for _again in range(5)}) == 1


@pytest.mark.parametrize(("share", "held_out"), [(0.0, {False}), (1.0, {True})])
def test_none_or_all_can_be_held_out(share: float, held_out: set[bool]) -> None:
    assert {is_held_out(new_form_key(), share) for _form in range(200)} == held_out


def test_the_share_that_is_held_out_is_the_one_asked_for() -> None:
    keys = [f"form-key-{number:06}" for number in range(20_000)]
    held = sum(is_held_out(key, 0.05) for key in keys)
    assert 900 < held < 1100
    assert all(is_held_out(key, 0.2) for key in keys if is_held_out(key, 0.05))
