"""What the team does with a ticket besides writing: take it, hand it over, move it, weigh it again."""

from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts.models import Person
from app.kernel.errors import Conflict, RuleBroken
from app.kernel.terms import Language, Priority
from app.kernel.wording import N_
from app.storage.database import db
from app.tickets import actions
from app.tickets.access import Viewer
from app.tickets.conversation import reopen
from app.tickets.models import Ticket
from app.web.blueprint import Blueprint
from app.workspace.ticket_answer import AT, TEAM, carry_out
from app.workspace.typed_numbers import number_in

ticket_handling = Blueprint("ticket_handling", __name__)


@ticket_handling.page(f"{AT}/taking", access=TEAM, methods=("POST",))
def taking(language: Language, reference: str) -> ResponseReturnValue:
    """Make the ticket one's own; whoever comes second is told who was first."""
    seen = number_in(request.form.get("seen_assignee", ""))

    def take(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
        try:
            actions.take(ticket, viewer, seen, now)
        except Conflict:
            if ticket.assignee_id is None:
                raise
            first = db.session.get_one(Person, ticket.assignee_id).name
            raise Conflict(N_("%(name)s took this ticket first."), name=first) from None

    return carry_out(language, reference, take)


@ticket_handling.page(f"{AT}/assignment", access=TEAM, methods=("POST",))
def assignment(language: Language, reference: str) -> ResponseReturnValue:
    """Give the ticket to somebody else, or back to the queue."""
    assignee = number_in(request.form.get("assignee", ""))
    reason = request.form.get("assignment_reason", "")
    return carry_out(
        language, reference, lambda ticket, viewer, now: actions.assign(ticket, viewer, assignee, now, reason)
    )


@ticket_handling.page(f"{AT}/start", access=TEAM, methods=("POST",))
def start(language: Language, reference: str) -> ResponseReturnValue:
    """Begin to work on the ticket."""
    return carry_out(language, reference, actions.start)


@ticket_handling.page(f"{AT}/resumption", access=TEAM, methods=("POST",))
def resumption(language: Language, reference: str) -> ResponseReturnValue:
    """Go on without the requester's answer."""
    return carry_out(language, reference, actions.resume)


@ticket_handling.page(f"{AT}/reopening", access=TEAM, methods=("POST",))
def reopening(language: Language, reference: str) -> ResponseReturnValue:
    """Open a ticket again that was thought solved."""
    return carry_out(language, reference, lambda ticket, viewer, now: reopen(ticket, viewer, "", "", now))


@ticket_handling.page(f"{AT}/priority", access=TEAM, methods=("POST",))
def priority(language: Language, reference: str) -> ResponseReturnValue:
    """Correct the priority for all to see, with the reason."""
    seen, wanted = request.form.get("seen_priority", ""), request.form.get("priority", "")
    reason = request.form.get("priority_reason", "")

    def correct(ticket: Ticket, viewer: Viewer, now: datetime) -> None:
        if not {seen, wanted} <= set(Priority):
            raise RuleBroken(N_("Choose a priority."), field="priority")
        actions.correct_priority(ticket, viewer, Priority(seen), Priority(wanted), reason, now)

    return carry_out(language, reference, correct)
