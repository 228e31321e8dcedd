"""The cast with tickets: people, what they would send, and a clock that the tests move."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.kernel.terms import Language, Plan, Role, SupportLevel, TicketType
from app.storage.database import db, transaction
from app.tickets.access import Viewer, viewer_of
from tests.tickets.cast import enrol


@dataclass(frozen=True)
class Cast:
    """The people of every story, as tickets know them."""

    ana: Viewer
    victor: Viewer
    pedro: Viewer
    juan: Viewer
    luisa: Viewer
    sofia: Viewer
    marta: Viewer


@pytest.fixture
def cast(app: Flask) -> Cast:  # people need tables
    """Ana and Pedro pay the regular plan, Víctor is VIP; Juan and Luisa answer, Sofía supervises."""
    with transaction():
        people = {
            "ana": enrol("Ana Rojas"),
            "victor": enrol("Víctor Salas", plan=Plan.VIP),
            "pedro": enrol("Pedro Gil"),
            "juan": enrol("Juan Pérez", Role.AGENT),
            "luisa": enrol("Luisa Mora", Role.AGENT),
            "sofia": enrol("Sofía Méndez", Role.SUPERVISOR),
            "marta": enrol("Marta León", Role.EDITOR),
        }
        db.session.flush()
        describe_agent(people["juan"], languages=Language)
        describe_agent(
            people["luisa"],
            level=SupportLevel.SENIOR_SPECIALIST,
            specialities=[TicketType.TECHNICAL],
            languages=[Language.ES],
        )
    return Cast(**{name: viewer(person) for name, person in people.items()})


def viewer(person: Person) -> Viewer:
    """Return a person as their pages would."""
    return viewer_of(reader_of(person))
