"""Who sees and does what: each person of the cast before the same tickets (security 13–18)."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.kernel.errors import NotAllowed, NotFound, RuleBroken
from app.kernel.terms import SupportLevel
from app.storage.blobs import MemoryBlobs
from app.storage.database import db, transaction
from app.tickets import actions, conversation
from app.tickets.access import Act, Viewer, attachment_for, can, ticket_for
from app.tickets.drafts import discard_draft, keep_draft, new_form_key
from app.tickets.jobs import sweep_files
from app.tickets.lifecycle import Move
from app.tickets.lists import MyFilter, QueueFilter, my_open_tickets, my_tickets, queue
from app.tickets.models import Ticket, TicketAttachment
from app.tickets.offers import offered
from app.tickets.queries import files_in_form, page_mark, ticket_page
from app.tickets.submitting import submit_ticket
from app.tickets.uploads import ReceivedFile, UploadLimits, attach_file, receive_file, remove_file
from tests.tickets.cast import MONDAY, a_case, open_ticket, refused, resolved, say
from tests.tickets.conftest import Cast

CANARY = "CANARY-7d1f"
LIMITS = UploadLimits(files=3, bytes_a_day=100)


def put(viewer: Viewer, key: str, content: bytes = b"texto", store: MemoryBlobs | None = None) -> str:
    """Send a file into a form; return its name."""
    received = receive_file(store or MemoryBlobs(), f"{CANARY}.txt", io.BytesIO(content), LIMITS)
    with transaction():
        return attach_file(viewer, key, received, MONDAY, LIMITS).name


def other_name() -> ReceivedFile:
    """Receive the same bytes under another name."""
    return receive_file(MemoryBlobs(), "otro nombre.txt", io.BytesIO(b"texto"), LIMITS)


@pytest.mark.parametrize("who", ["victor", "pedro", "marta"])
def test_to_others_a_ticket_is_as_missing_as_one_that_never_was(cast: Cast, who: str) -> None:
    reference = open_ticket(cast.ana).reference
    person = getattr(cast, who)
    refusals = []
    for asked in (reference, "TQ-22222", "1", "' or 1=1 --"):
        with pytest.raises(NotFound) as told:
            ticket_for(person, asked)
        refusals.append(told.value.message)
    assert len(set(refusals)) == 1
    assert my_tickets(person).rows == ()
    assert my_open_tickets(person) == ()
    assert queue(person).rows == ()
    assert queue(person, search=reference).counts[QueueFilter.ACTIVE] == 0


def test_ana_never_learns_of_what_the_team_writes_among_itself(cast: Cast) -> None:
    ticket, key = open_ticket(cast.ana), new_form_key()
    file = put(cast.juan, key)
    with transaction():
        conversation.note(ticket, cast.juan, CANARY, key, MONDAY)
        actions.assign(ticket, cast.sofia, cast.luisa.person_id, MONDAY, CANARY)
    assert CANARY in str(ticket_page(cast.juan, ticket, MONDAY))
    assert attachment_for(cast.luisa, file).file_name == f"{CANARY}.txt"
    assert CANARY not in str(ticket_page(cast.ana, ticket, MONDAY))
    assert my_tickets(cast.ana, search=CANARY).rows == ()
    assert len(queue(cast.juan, search=CANARY).rows) == 1
    with pytest.raises(NotFound):
        attachment_for(cast.ana, file)


def test_an_agents_own_ticket_hides_the_notes_from_them(cast: Cast) -> None:
    """Juan is a customer of his own team here."""
    ticket = open_ticket(cast.juan)
    assert ticket.assignee_id == cast.luisa.person_id
    say(ticket, cast.luisa, CANARY, MONDAY, conversation.note)
    assert CANARY not in str(ticket_page(cast.juan, ticket, MONDAY))
    with refused(NotAllowed):
        conversation.resolve(ticket, cast.juan, "Me lo resuelvo", new_form_key(), MONDAY)
    assert queue(cast.juan).rows == ()


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("ana", {Act.REPLY, Act.EDIT, Act.REQUEST_PRIORITY, Move.WITHDRAW}),
        (
            "juan",
            {
                Act.REPLY,
                Act.NOTE,
                Act.ASSIGN,
                Act.EDIT,
                Act.CORRECT_PRIORITY,
                "start",
                "ask",
                "resolve",
                "merge",
            },
        ),
        (
            "sofia",
            {
                Act.REPLY,
                Act.NOTE,
                Act.TAKE,
                Act.ASSIGN,
                Act.EDIT,
                Act.CORRECT_PRIORITY,
                "start",
                "ask",
                "resolve",
                "merge",
            },
        ),
        ("victor", set()),
        ("marta", set()),
    ],
)
def test_an_open_ticket_offers_each_person_these_buttons(cast: Cast, who: str, acts: set[str]) -> None:
    ticket = open_ticket(cast.ana)
    person = getattr(cast, who)
    seen = {
        act
        for act in offered(person, ticket, MONDAY)
        if who not in {"victor", "marta"} or can(person, act, ticket)
    }
    assert seen == acts


def test_a_ticket_of_a_higher_level_is_read_but_not_worked_on(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    with transaction():
        ticket.level = SupportLevel.SENIOR_SPECIALIST.value
        actions.assign(ticket, cast.sofia, None, MONDAY)
    assert ticket_for(cast.juan, ticket.reference) is ticket
    say(ticket, cast.juan, "Ayer pasó igual", MONDAY, conversation.note)
    with refused(NotAllowed):
        actions.take(ticket, cast.juan, None, MONDAY)
    with transaction():
        actions.take(ticket, cast.luisa, None, MONDAY)
    with refused(NotAllowed):
        actions.assign(ticket, cast.juan, cast.juan.person_id, MONDAY)


@pytest.mark.parametrize("who", ["ana", "marta", "pedro"])
def test_nobody_outside_the_team_is_given_a_ticket(cast: Cast, who: str) -> None:
    ticket = open_ticket(cast.ana)
    with refused(RuleBroken):
        actions.assign(ticket, cast.sofia, getattr(cast, who).person_id, MONDAY)


def test_an_agent_hands_over_only_what_is_theirs(cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    with refused(NotAllowed):
        actions.assign(ticket, cast.luisa, cast.luisa.person_id, MONDAY)
    with transaction():
        actions.assign(ticket, cast.juan, cast.luisa.person_id, MONDAY)
    assert ticket.assignee_id == cast.luisa.person_id


def test_a_file_in_a_form_is_nobody_elses_and_then_it_is_the_tickets(cast: Cast) -> None:
    key = new_form_key()
    name = put(cast.ana, key)
    assert [file.name for file in files_in_form(cast.ana, key)] == [name]
    for other in (cast.pedro, cast.juan, cast.sofia):
        with pytest.raises(NotFound):
            attachment_for(other, name)
        with transaction():
            remove_file(other, key, name)
    with transaction():
        ticket = submit_ticket(cast.ana, key, a_case(), MONDAY)
        remove_file(cast.ana, key, name)
    assert attachment_for(cast.juan, name).ticket_id == ticket.id
    with pytest.raises(NotFound):
        attachment_for(cast.pedro, name)
    with refused():
        put(cast.ana, key)


def test_a_file_that_is_sent_again_because_the_answer_got_lost_is_there_once(cast: Cast) -> None:
    key = new_form_key()
    first = put(cast.ana, key)
    assert put(cast.ana, key) == first
    assert put(cast.ana, key, b"otro") != first
    with transaction():
        assert attach_file(cast.ana, key, other_name(), MONDAY, LIMITS).name != first
    assert len(files_in_form(cast.ana, key)) == 3


def test_a_form_takes_so_many_files_and_a_day_so_many_bytes(cast: Cast) -> None:
    key = new_form_key()
    for number in range(3):
        put(cast.ana, key, b"text%d" % number)
    with refused():
        put(cast.ana, key, b"text3")
    put(cast.ana, new_form_key(), b"x" * 80)
    with refused():
        put(cast.ana, new_form_key(), b"x" * 10)
    put(cast.pedro, new_form_key(), b"x" * 10)


def test_the_sweeper_removes_files_without_rows_and_no_others(cast: Cast) -> None:
    store, later = MemoryBlobs(), MONDAY + timedelta(days=30)
    sent, thrown, reply = new_form_key(), new_form_key(), new_form_key()
    kept = put(cast.ana, sent, store=store)
    put(cast.ana, thrown, store=store)
    put(cast.ana, reply, store=store)
    with transaction():
        keep_draft(cast.ana, thrown, {"title": "x"}, MONDAY)
        discard_draft(cast.ana, thrown)
        submit_ticket(cast.ana, sent, a_case(), MONDAY)
    assert sweep_files(store, MONDAY - timedelta(days=30)) == 0
    assert sweep_files(store, later) == 2
    assert list(store.names_before(later)) == [kept]
    assert db.session.scalars(select(TicketAttachment.name)).all() == [kept]


def test_what_waits_for_ana_stands_first_in_her_list(cast: Cast) -> None:
    hours = [MONDAY + timedelta(hours=number) for number in range(4)]
    closed = resolved(open_ticket(cast.ana, hours[0]), cast.juan, hours[0])
    with transaction():
        actions.confirm(closed, cast.ana, hours[3])
    asked = open_ticket(cast.ana, hours[0], title="Pregunta del 100%")
    say(asked, cast.juan, "¿Cuál?", hours[1], conversation.ask)
    waiting = open_ticket(cast.ana, hours[2])
    page = my_tickets(cast.ana)
    assert [row.reference for row in page.rows] == [asked.reference, waiting.reference, closed.reference]
    assert page.counts == {MyFilter.ALL: 3, MyFilter.FOR_ME: 1, MyFilter.WITH_TEAM: 1, MyFilter.CLOSED: 1}
    assert [row.reference for row in my_tickets(cast.ana, search="100%").rows] == [asked.reference]
    assert [row.reference for row in my_tickets(cast.ana, search="¿cuál?").rows] == [asked.reference]
    assert my_tickets(cast.ana, search="100_").rows == ()


def test_the_queue_begins_with_the_nearest_promise(cast: Cast) -> None:
    late = open_ticket(cast.ana, MONDAY)
    soon = open_ticket(cast.victor, MONDAY + timedelta(minutes=5))
    overdue = open_ticket(cast.pedro, MONDAY - timedelta(days=5))  # answered, and still not solved
    say(overdue, cast.juan, "Lo miro", MONDAY)
    rows = queue(cast.sofia).rows
    assert [row.reference for row in rows] == [overdue.reference, soon.reference, late.reference]
    assert queue(cast.juan).counts[QueueFilter.MINE] == 3


@pytest.mark.parametrize("amount", [1, 12])
def test_a_page_takes_as_many_statements_for_many_tickets_as_for_one(cast: Cast, amount: int) -> None:
    tickets: list[Ticket] = [open_ticket(cast.ana) for _ in range(amount)]
    for ticket in tickets:
        for _ in range(amount):
            say(ticket, cast.juan, "Lo miro", MONDAY)
    asked: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement != "BEGIN":
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    questions: list[tuple[Callable[[], object], int]] = [
        (lambda: my_tickets(cast.ana), 2),
        (lambda: queue(cast.juan), 2),
        (lambda: ticket_page(cast.ana, tickets[0], MONDAY), 6),
        (lambda: page_mark(cast.ana, tickets[0]), 1),
    ]
    try:
        for question, expected in questions:
            asked.clear()
            question()
            assert len(asked) == expected, asked
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
