"""How tickets live, from sending to closing."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.kernel.errors import Conflict, NotAllowed
from app.kernel.terms import Priority, ProductArea, TicketType
from app.storage.database import db, transaction
from app.tickets import actions, conversation
from app.tickets.details import Refusals
from app.tickets.drafts import keep_draft, latest_draft, new_form_key
from app.tickets.editing import EditConflict, edit
from app.tickets.jobs import close_lapsed_tickets, expire_drafts
from app.tickets.lifecycle import Stage
from app.tickets.lists import my_tickets, unread_messages
from app.tickets.merging import merge
from app.tickets.models import TicketMessage
from app.tickets.queries import page_mark, ticket_page
from app.tickets.submitting import follow_up, submit_ticket
from app.tickets.views import Changed, Reported, Said
from app.tickets.vocabulary import ChangeKind
from tests.tickets.cast import MONDAY, a_case, open_ticket, refused, resolved, say
from tests.tickets.conftest import Cast

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_day_of_the_source_from_sending_to_confirming(cast: Cast) -> None:
    """Ana sends, Juan asks for a picture, Ana sends it, Juan solves it, Ana confirms."""
    ticket = open_ticket(cast.ana)
    assert ticket.assignee_id == cast.juan.person_id
    with transaction():
        actions.start(ticket, cast.juan, MONDAY + HOUR)
        conversation.ask(ticket, cast.juan, "¿Me envías una captura?", new_form_key(), MONDAY + HOUR)
    assert ticket.stage is Stage.WAITING
    with transaction():
        conversation.reply(ticket, cast.ana, "Aquí está, dice UEPS.", new_form_key(), MONDAY + 2 * HOUR)
    assert ticket.stage is Stage.IN_PROGRESS
    with transaction():
        conversation.resolve(ticket, cast.juan, "Corregido.", new_form_key(), MONDAY + 3 * HOUR)
    assert ticket.stage is Stage.RESOLVED
    with transaction():
        actions.confirm(ticket, cast.ana, MONDAY + 20 * HOUR)
    assert ticket.stage is Stage.CLOSED


def test_sending_the_same_form_again_is_the_same_ticket(cast: Cast) -> None:
    key = new_form_key()
    with transaction():
        first = submit_ticket(cast.ana, key, a_case(), MONDAY)
    with transaction():
        again = submit_ticket(cast.ana, key, a_case(), MONDAY + HOUR)
    assert first is again
    with refused():
        submit_ticket(cast.ana, key, a_case(title="Otra cosa"), MONDAY)
    with transaction():
        of_pedro = submit_ticket(cast.pedro, key, a_case(), MONDAY)
    assert of_pedro.id != first.id


def test_a_form_with_mistakes_keeps_its_draft(cast: Cast) -> None:
    key = new_form_key()
    with transaction():
        keep_draft(cast.ana, key, {"title": "Se cae", "type": "training"}, MONDAY)
    with pytest.raises(Refusals) as told, transaction():
        submit_ticket(
            cast.ana, key, a_case(title="", type=TicketType.TRAINING, priority=Priority.LOW), MONDAY
        )
    assert set(told.value.by_field) == {"title", "type", "priority_reason"}
    draft = latest_draft(cast.ana, MONDAY)
    assert draft is not None
    assert draft.content["title"] == "Se cae"
    assert latest_draft(cast.pedro, MONDAY) is None


def test_a_raise_after_the_answer_makes_no_answer_late(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    say(ticket, cast.juan, "Lo reviso.", MONDAY + 5 * HOUR)
    with transaction():
        actions.correct_priority(
            ticket, cast.juan, Priority.MEDIUM, Priority.CRITICAL, "No puede vender", MONDAY + 6 * HOUR
        )
    assert ticket.first_response_due_at == MONDAY + 8 * HOUR


def test_the_guarantee_is_kept_with_the_ticket_and_never_worse(cast: Cast) -> None:
    """Regular: medium 8 h from Monday at 10 in Caracas ends at 18; critical since 11 at 13."""
    ticket = open_ticket(cast.ana)
    assert ticket.first_response_due_at == MONDAY + 8 * HOUR
    with transaction():
        actions.correct_priority(
            ticket, cast.juan, Priority.MEDIUM, Priority.CRITICAL, "No puede vender", MONDAY + HOUR
        )
    assert ticket.first_response_due_at == MONDAY + 3 * HOUR
    with transaction():
        actions.correct_priority(
            ticket, cast.juan, Priority.CRITICAL, Priority.LOW, "Ya vende", MONDAY + HOUR
        )
    assert ticket.first_response_due_at == MONDAY + 3 * HOUR
    with refused(Conflict):
        actions.correct_priority(ticket, cast.sofia, Priority.CRITICAL, Priority.HIGH, "Sigue", MONDAY + HOUR)


def test_ana_asks_for_another_priority_and_an_agent_decides(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    with refused():
        actions.request_priority(ticket, cast.ana, Priority.HIGH, " ", MONDAY)
    with transaction():
        actions.request_priority(ticket, cast.ana, Priority.HIGH, "Mis clientes lo ven", MONDAY)
    assert ticket.priority is Priority.MEDIUM
    with refused(NotAllowed):
        actions.correct_priority(ticket, cast.ana, Priority.MEDIUM, Priority.HIGH, "Yo", MONDAY)


@pytest.mark.parametrize("text", ["Gracias!", "Ok, muchas gracias"])
def test_a_bare_thanks_reopens_nothing_and_answers_nothing(cast: Cast, text: str) -> None:
    ticket = open_ticket(cast.ana)
    say(ticket, cast.juan, "¿Qué versión usas?", MONDAY, conversation.ask)
    say(ticket, cast.ana, text, MONDAY)
    assert ticket.stage is Stage.WAITING
    resolved(ticket, cast.juan, MONDAY)
    say(ticket, cast.ana, text, MONDAY)
    assert ticket.stage is Stage.RESOLVED


def test_what_ana_adds_reopens_a_ticket_for_fourteen_days_and_then_needs_a_follow_up(cast: Cast) -> None:
    ticket = resolved(open_ticket(cast.ana), cast.juan, MONDAY)
    with transaction():
        actions.confirm(ticket, cast.ana, MONDAY)
    say(ticket, cast.ana, "Volvió a pasar", MONDAY + 14 * DAY)
    assert ticket.stage is Stage.OPEN
    resolved(ticket, cast.juan, MONDAY + 15 * DAY)
    with transaction():
        actions.confirm(ticket, cast.ana, MONDAY + 15 * DAY)
    late = MONDAY + 30 * DAY
    with refused(conversation.TooLateToReopen):
        conversation.reply(ticket, cast.ana, "Otra vez", new_form_key(), late)
    say(ticket, cast.ana, "Gracias", late)
    with transaction():
        following = follow_up(cast.ana, ticket, "Otra vez lo mismo", new_form_key(), late)
    assert (following.follows_id, following.happened) == (ticket.id, "Otra vez lo mismo")
    assert ticket_page(cast.ana, ticket, late).follow_ups == (following.reference,)
    assert ticket_page(cast.ana, following, late).follows == ticket.reference


def test_a_ticket_that_can_be_reopened_needs_no_follow_up(cast: Cast) -> None:
    ticket = resolved(open_ticket(cast.ana), cast.juan, MONDAY)
    with refused():
        follow_up(cast.ana, ticket, "Sigue", new_form_key(), MONDAY)
    with transaction():
        conversation.reopen(ticket, cast.ana, "", new_form_key(), MONDAY)
    assert ticket.stage is Stage.OPEN


def test_a_reply_sent_twice_is_said_once(cast: Cast) -> None:
    ticket, key = open_ticket(cast.ana), new_form_key()
    for _ in range(2):
        with transaction():
            conversation.reply(ticket, cast.juan, "Lo miro", key, MONDAY)
    with refused():
        conversation.reply(ticket, cast.juan, "Lo miro ya", key, MONDAY)
    assert db.session.scalar(select(func.count()).select_from(TicketMessage)) == 1
    assert (ticket.stage, ticket.first_response_at) == (Stage.IN_PROGRESS, MONDAY)


def test_a_resolved_ticket_closes_by_itself_after_a_full_business_day(cast: Cast) -> None:
    """Resolved on Friday at 17 in Caracas: 48 hours end on Sunday, the business day on Monday at 18."""
    friday = MONDAY + 4 * DAY + 7 * HOUR
    ticket = resolved(open_ticket(cast.ana), cast.juan, friday)
    monday_evening = friday + 3 * DAY + HOUR
    assert ticket.lapses_at == monday_evening
    assert close_lapsed_tickets(monday_evening - timedelta(seconds=1)) == 0
    assert close_lapsed_tickets(monday_evening) == 1
    assert close_lapsed_tickets(monday_evening) == 0
    assert ticket.stage is Stage.CLOSED
    with transaction():
        actions.confirm(ticket, cast.ana, monday_evening)
    assert ticket.closed_at == monday_evening


def test_two_edits_of_one_version_show_both_texts(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    with transaction():
        edit(ticket, cast.ana, 1, {"title": "No guarda el stock"}, MONDAY)
    with pytest.raises(EditConflict) as told, transaction():
        edit(ticket, cast.juan, 1, {"title": "Stock en cero", "area": ProductArea.PRODUCTS}, MONDAY)
    assert (told.value.mine.title, told.value.theirs.title) == ("Stock en cero", "No guarda el stock")
    assert (told.value.fields, told.value.version) == (("title", "area"), 2)
    with transaction():
        edit(ticket, cast.juan, 2, {"title": "Stock en cero"}, MONDAY)
        edit(ticket, cast.juan, 2, {"title": "Stock en cero"}, MONDAY)
    assert ticket.version == 3
    changed = [each for each in ticket_page(cast.ana, ticket, MONDAY).entries if isinstance(each, Changed)]
    assert [(each.before, each.to) for each in changed if each.kind is ChangeKind.EDITED] == [
        ("El producto no se guarda", "No guarda el stock"),
        ("No guarda el stock", "Stock en cero"),
    ]


@pytest.mark.parametrize("field", ["requester_id", "status", "priority", "happened", "version"])
def test_an_agent_changes_only_what_is_the_teams_to_change(cast: Cast, field: str) -> None:
    ticket = open_ticket(cast.ana)
    with refused(NotAllowed):
        edit(ticket, cast.juan, 1, {field: "x"}, MONDAY)


def test_a_merged_ticket_goes_on_under_the_other_number(cast: Cast) -> None:
    kept, doubled = open_ticket(cast.ana), open_ticket(cast.ana, MONDAY + HOUR, title="Lo mismo")
    say(doubled, cast.ana, "¿Hola?", MONDAY + HOUR)
    with transaction():
        merge(doubled, kept, cast.juan, MONDAY + 2 * HOUR)
    say(doubled, cast.ana, "Sigo esperando", MONDAY + 3 * HOUR)
    page = ticket_page(cast.ana, kept, MONDAY + 3 * HOUR)
    assert [each.body for each in page.entries if isinstance(each, Said)] == ["¿Hola?", "Sigo esperando"]
    assert [each.details.title for each in page.entries if isinstance(each, Reported)] == [
        "El producto no se guarda",
        "Lo mismo",
    ]
    assert ticket_page(cast.ana, doubled, MONDAY).merged_into == kept.reference
    assert [row.reference for row in my_tickets(cast.ana).rows] == [kept.reference]
    with refused():
        conversation.reopen(doubled, cast.ana, "No", new_form_key(), MONDAY + 3 * HOUR)


def test_only_tickets_of_one_requester_are_merged(cast: Cast) -> None:
    of_ana, of_pedro = open_ticket(cast.ana), open_ticket(cast.pedro)
    with refused():
        merge(of_ana, of_pedro, cast.juan, MONDAY)
    with refused():
        merge(of_ana, of_ana, cast.juan, MONDAY)
    with refused(NotAllowed):
        merge(of_ana, open_ticket(cast.ana), cast.ana, MONDAY)


def test_a_chain_of_merges_is_one_step_deep(cast: Cast) -> None:
    first, second, third = (open_ticket(cast.ana) for _ in range(3))
    for ticket, into in [(first, second), (second, third)]:
        with transaction():
            merge(ticket, into, cast.juan, MONDAY)
    db.session.refresh(first)
    assert conversation.standing(first) is third


def test_a_draft_nobody_went_on_with_is_forgotten_after_seven_days(cast: Cast) -> None:
    key, sent = new_form_key(), new_form_key()
    with transaction():
        keep_draft(cast.ana, key, {"title": "Se cae"}, MONDAY)
        ticket = submit_ticket(cast.ana, sent, a_case(), MONDAY)
    assert expire_drafts(MONDAY + 7 * DAY - HOUR) == 0
    assert expire_drafts(MONDAY + 7 * DAY) == 2
    assert latest_draft(cast.ana, MONDAY) is None
    with transaction():
        assert submit_ticket(cast.ana, sent, a_case(), MONDAY + 8 * DAY) is ticket


def test_a_draft_has_only_the_fields_of_the_form(cast: Cast) -> None:
    with refused():
        keep_draft(cast.ana, new_form_key(), {"requester_id": "7"}, MONDAY)
    with refused():
        keep_draft(cast.ana, new_form_key(), {"title": "x" * 70_000}, MONDAY)
    with refused():
        keep_draft(cast.ana, "short", {"title": "x"}, MONDAY)


def test_saving_late_does_not_bring_a_sent_form_back(cast: Cast) -> None:
    key = new_form_key()
    with transaction():
        submit_ticket(cast.ana, key, a_case(), MONDAY)
    with transaction():
        draft = keep_draft(cast.ana, key, {"title": "x"}, MONDAY)
    assert draft.content == {}
    assert latest_draft(cast.ana, MONDAY) is None


def test_new_words_are_unread_until_the_page_was_shown(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    say(ticket, cast.juan, "Lo miro", MONDAY)
    say(ticket, cast.juan, "Entre nosotros: es el lote 7", MONDAY, conversation.note)
    assert (my_tickets(cast.ana).rows[0].unread, unread_messages(cast.ana)) == (1, 1)
    page = ticket_page(cast.ana, ticket, MONDAY)
    assert [each.is_new for each in page.entries if isinstance(each, Said)] == [True]
    with transaction():
        actions.mark_read(ticket, cast.ana, page.last_message_id)
        actions.mark_read(ticket, cast.ana, 0)
    assert (my_tickets(cast.ana).rows[0].unread, unread_messages(cast.ana)) == (0, 0)
    assert page.mark == page_mark(cast.ana, ticket)
    say(ticket, cast.juan, "Otra nota", MONDAY, conversation.note)
    assert page.mark == page_mark(cast.ana, ticket)
    assert page_mark(cast.juan, ticket) == ticket_page(cast.juan, ticket, MONDAY).mark
    say(ticket, cast.juan, "Ya está", MONDAY)
    assert page.mark != page_mark(cast.ana, ticket)
