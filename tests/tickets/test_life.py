"""How tickets live, from sending to closing."""

from datetime import timedelta

from app.storage.database import transaction
from app.tickets import actions, conversation
from app.tickets.drafts import new_form_key
from app.tickets.lifecycle import Stage
from tests.tickets.cast import MONDAY, open_ticket
from tests.tickets.conftest import Cast

HOUR = timedelta(hours=1)


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
