"""The cast with accounts, and a browser that signs in as a person would."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.globals import app_ctx

from app.accounts.actions import add_person
from app.kernel.clock import utc_now
from app.kernel.terms import Plan, Role
from app.storage.database import transaction
from tests.accounts.signing_in import CAST, PASSWORD, Browser


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The application without an open context, so that each request of a browser has its own."""
    outer = app_ctx._get_current_object()
    outer.pop()
    yield app
    outer.push()


@pytest.fixture
def people(app: Flask) -> None:
    """Ana, Víctor, Juan, Sofía and Marta have accounts."""
    with app.app_context(), transaction():
        for email, (name, plan, roles) in CAST.items():
            add_person(email, name, PASSWORD, plan=Plan(plan), roles=map(Role, roles), now=utc_now())


@pytest.fixture
def browser(app: Flask, people: None) -> Browser:
    """A browser nobody has used, in a world where the cast has accounts."""
    assert people is None
    return Browser(app)
