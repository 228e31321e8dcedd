"""The cast with accounts, and a browser that signs in as a person would."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.globals import app_ctx
from flask_security import hash_password

from app.accounts.models import Person, RoleGrant
from app.kernel.terms import Plan, Role
from app.storage.database import db, transaction
from tests.accounts.signing_in import CAST, PASSWORD, Browser


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The application without an open context, so that each request of a browser has its own."""
    outer = app_ctx._get_current_object()
    outer.pop()
    yield app
    outer.push()


@pytest.fixture(scope="session")
def password_hash(prepared_app: Flask) -> str:
    """The cast's password as it is kept; made once, because that is slow on purpose."""
    with prepared_app.app_context():
        return str(hash_password(PASSWORD))


@pytest.fixture
def people(app: Flask, password_hash: str) -> None:
    """Ana, Víctor, Juan, Sofía and Marta have accounts."""
    with app.app_context(), transaction():
        for email, (name, plan, roles) in CAST.items():
            grants = [RoleGrant(role=Role(role)) for role in roles]
            db.session.add(
                Person(email=email, name=name, password=password_hash, plan=Plan(plan), roles=grants)
            )


@pytest.fixture
def browser(app: Flask, people: None) -> Browser:
    """A browser nobody has used, in a world where the cast has accounts."""
    assert people is None
    return Browser(app)
