"""The cast at work: everybody with an account, tickets of two customers, and a clock that stands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app.accounts.actions import person_with
from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import Person, RoleGrant
from app.kernel.terms import Audience, Language, Plan, Role, SupportLevel, TicketType
from app.storage.database import db, transaction
from app.tickets.access import Viewer, viewer_of
from tests.accounts.conftest import app, password_hash, people
from tests.support.library import an_article, help_centre
from tests.tickets.cast import MONDAY, open_ticket
from tests.workspace.colleague import Colleague

__all__ = ["app", "password_hash", "people"]

ANA, VICTOR, PEDRO = "ana@demo.tuqr.com", "victor@demo.tuqr.com", "pedro@demo.tuqr.com"
JUAN, LUISA, SOFIA, MARTA = (
    "juan@demo.tuqr.com",
    "luisa@demo.tuqr.com",
    "sofia@demo.tuqr.com",
    "marta@demo.tuqr.com",
)
As = Callable[[str], Viewer]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Monday, 10 in the morning in Caracas, until a test moves it."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def team(app: Flask, people: None, password_hash: str, clock: time_machine.Traveller) -> None:
    """Juan answers most things at level 1, Luisa technical ones at level 2; Pedro is another customer."""
    assert people is None
    with app.app_context(), transaction():
        for email, name, roles in ((LUISA, "Luisa Mora", [Role.AGENT]), (PEDRO, "Pedro Gil", [])):
            db.session.add(
                Person(
                    email=email,
                    name=name,
                    password=password_hash,
                    plan=Plan.REGULAR,
                    roles=[RoleGrant(role=role) for role in roles],
                )
            )
        db.session.flush()
        describe_agent(person_with(JUAN), languages=Language, specialities=[TicketType.HOW_TO])
        describe_agent(
            person_with(LUISA),
            level=SupportLevel.SENIOR_SPECIALIST,
            languages=Language,
            specialities=[TicketType.HOW_TO, TicketType.ACCOUNT],
        )


@pytest.fixture
def viewer(app: Flask, team: None) -> As:
    """Return anybody of the cast as tickets know them; belongs in an application context."""

    def as_(email: str) -> Viewer:
        return viewer_of(reader_of(person_with(email)))

    return as_


@pytest.fixture
def send(app: Flask, viewer: As) -> Callable[..., str]:
    """Let a customer send a ticket; nobody is good at technical ones, so those stay in the queue."""

    def send_it(who: str = ANA, **changes: object) -> str:
        with app.app_context():
            now = changes.pop("now", MONDAY)
            return open_ticket(viewer(who), now, **changes).reference  # type: ignore[arg-type]

    return send_it


@pytest.fixture
def at_desk(app: Flask, team: None) -> Callable[[str], Colleague]:
    """Sign somebody in."""
    return lambda email: Colleague(app, email)


@pytest.fixture
def help_centre_with_secrets(app: Flask, tmp_path: Path) -> Iterator[None]:
    """Three articles about the same thing: for everybody, for VIP and for the team."""
    before = app.extensions["knowledge"]
    app.extensions["knowledge"] = help_centre(
        tmp_path / "index",
        [
            an_article("para-todos", "Conectar la impresora"),
            an_article("para-vip", "Conectar la impresora fiscal", audience=Audience.VIP),
            an_article("para-el-equipo", "Conectar la impresora por dentro", audience=Audience.STAFF),
        ],
    )
    yield
    app.extensions["knowledge"] = before
