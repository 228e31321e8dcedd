"""What tests of tickets are made of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

import pytest

from app.accounts.models import Person, RoleGrant
from app.kernel.errors import DomainError, RuleBroken
from app.kernel.terms import Plan, ProductArea, Role, TicketType
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.access import Viewer
from app.tickets.details import Details, Submission
from app.tickets.drafts import new_form_key
from app.tickets.models import Ticket
from app.tickets.submitting import submit_ticket

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 10 in the morning in Caracas
_numbers = count(1)


def enrol(name: str, *roles: Role, plan: Plan = Plan.REGULAR) -> Person:
    """Give somebody an account; nobody signs in here, so the password is none."""
    person = Person(
        email=f"{name.split()[0].lower()}{next(_numbers)}@demo.tuqr.com",
        name=name,
        password="-",
        plan=plan,
        roles=[RoleGrant(role=role) for role in roles],
    )
    db.session.add(person)
    return person


def a_case(**changes: object) -> Submission:
    """Return what Ana writes when a product is not saved."""
    about = {
        "title": "El producto no se guarda",
        "happened": "Agrego un producto con 50 unidades y queda con stock 0.",
        "type": TicketType.TECHNICAL,
        "area": ProductArea.INVENTORY,
    }
    form = {name: changes.pop(name) for name in ("impacts", "priority", "priority_reason") if name in changes}
    return Submission(details=Details(**(about | changes)), **form)  # type: ignore[arg-type]  # a test's choice


def open_ticket(viewer: Viewer, now: datetime = MONDAY, **changes: object) -> Ticket:
    """Send a ticket."""
    with transaction():
        return submit_ticket(viewer, new_form_key(), a_case(**changes), now)


@contextmanager
def refused(kind: type[DomainError] = RuleBroken) -> Iterator[None]:
    """Expect the write in the block to be refused, and nothing of it to be kept."""
    with pytest.raises(kind), transaction():
        yield


def say(
    ticket: Ticket, by: Viewer, text: str, now: datetime, how: Callable[..., object] = conversation.reply
) -> None:
    """Send a message in a form of its own."""
    with transaction():
        how(ticket, by, text, new_form_key(), now)


def resolved(ticket: Ticket, by: Viewer, now: datetime) -> Ticket:
    """Bring a ticket to "resolved"."""
    say(ticket, by, "Corregido: recarga la página.", now, conversation.resolve)
    return ticket
