"""Many at once: on both databases the rows decide, whoever comes first (security 53–55)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from app.kernel.errors import Conflict
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent
from app.tickets import actions
from app.tickets.access import Viewer, ticket_for
from app.tickets.drafts import new_form_key
from app.tickets.editing import EditConflict, edit
from app.tickets.models import Ticket, TicketChange
from app.tickets.submitting import submit_ticket
from tests.tickets.cast import MONDAY, a_case, open_ticket
from tests.tickets.conftest import Cast


def all_at_once(app: Flask, people: int, act: Callable[[int], str]) -> list[str]:
    """Let so many people act at the same moment, eight at a time, each with a connection of their own."""
    db.session.remove()
    together = Barrier(8)

    def one(number: int) -> str:
        with app.app_context():
            if number < 8:
                together.wait()
            return act(number)

    with ThreadPoolExecutor(8) as crowd:
        return list(crowd.map(one, range(people)))


def test_fifty_parallel_submits_of_one_form_make_one_ticket(app: Flask, cast: Cast) -> None:
    key = new_form_key()

    def submit(_number: int) -> str:
        with transaction():
            return submit_ticket(cast.ana, key, a_case(), MONDAY).reference

    references = all_at_once(app, 50, submit)
    assert len(references) == 50
    assert len(set(references)) == 1
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
    assert db.session.scalar(select(func.count()).select_from(OutboxEvent)) == 2
    assert db.session.scalar(select(func.count()).select_from(TicketChange)) == 2


def test_of_agents_who_take_one_ticket_exactly_one_wins(app: Flask, cast: Cast) -> None:
    ticket = open_ticket(cast.ana)
    with transaction():
        actions.assign(ticket, cast.sofia, None, MONDAY)
    reference = ticket.reference
    agents: list[Viewer] = [cast.juan, cast.luisa] * 4

    def take(number: int) -> str:
        try:
            with transaction():
                actions.take(ticket_for(agents[number], reference), agents[number], None, MONDAY)
        except Conflict:
            return "lost"
        return str(agents[number].person_id)

    outcomes = all_at_once(app, 8, take)
    winner = db.session.scalars(select(Ticket.assignee_id)).one()
    assert set(outcomes) == {str(winner), "lost"}
    assert outcomes.count("lost") == 4  # the winner's own four presses are one


def test_of_twenty_edits_of_one_version_one_is_kept_and_the_others_are_told(app: Flask, cast: Cast) -> None:
    reference = open_ticket(cast.ana).reference

    def change(number: int) -> str:
        try:
            with transaction():
                edit(ticket_for(cast.juan, reference), cast.juan, 1, {"title": f"Título {number}"}, MONDAY)
        except EditConflict as conflict:
            return conflict.theirs.title
        return f"Título {number}"

    titles = all_at_once(app, 20, change)
    kept = db.session.scalars(select(Ticket.title)).one()
    assert set(titles) == {kept}
