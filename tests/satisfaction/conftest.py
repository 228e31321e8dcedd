"""The cast rates the help it got: in the heart of the house, and outside in browsers."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.globals import app_ctx
from sqlalchemy import update

from app.accounts.models import Person
from app.storage.database import db, transaction
from app.tickets.access import Viewer
from tests.accounts.conftest import password_hash
from tests.accounts.signing_in import Browser
from tests.tickets.conftest import Cast, cast

__all__ = ["cast", "password_hash"]


@dataclass(frozen=True)
class Street:
    """Where people open links in browsers of their own."""

    app: Flask

    def stranger(self) -> Browser:
        """Return a browser in which nobody signed in."""
        return Browser(self.app)

    def browser_of(self, viewer: Viewer) -> Browser:
        """Return a browser in which somebody of the cast signed in."""
        with self.app.app_context():
            email = db.session.get_one(Person, viewer.person_id).email
        browser = Browser(self.app)
        assert browser.sign_in(email).status_code == 302
        return browser


@pytest.fixture
def street(app: Flask, cast: Cast, password_hash: str) -> Iterator[Street]:
    """Leave the house: every request has a context of its own."""
    assert cast
    with transaction():
        db.session.execute(update(Person).values(password=password_hash))
    outer = app_ctx._get_current_object()
    outer.pop()
    yield Street(app)
    outer.push()
