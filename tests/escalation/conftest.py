"""The cast, with people at the higher levels."""

from dataclasses import dataclass

import pytest
from flask import Flask

from app.accounts.agents import describe_agent
from app.accounts.models import Person
from app.kernel.terms import Language, Role, SupportLevel
from app.storage.database import db, transaction
from app.tickets.access import Viewer
from tests.tickets.cast import enrol
from tests.tickets.conftest import Cast, cast, viewer

__all__ = ["cast"]


@dataclass(frozen=True)
class Tower:
    """Who stands above Juan (1) and Luisa (2, technical, Spanish), besides Sofía who directs."""

    dario: Viewer
    gloria: Viewer


@pytest.fixture
def tower(app: Flask, cast: Cast) -> Tower:
    """Darío develops and Gloria manages; both take every type in both languages."""
    assert cast
    with transaction():
        dario, gloria = enrol("Darío Paz", Role.AGENT), enrol("Gloria Ruiz", Role.SUPERVISOR)
        db.session.flush()
        _describe(dario, SupportLevel.DEVELOPMENT)
        _describe(gloria, SupportLevel.MANAGEMENT)
    return Tower(viewer(dario), viewer(gloria))


def _describe(person: Person, level: SupportLevel) -> None:
    describe_agent(person, level=level, languages=Language)
