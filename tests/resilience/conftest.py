"""Ana with a ticket, in an installation whose storage gets into trouble."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.actions import add_person
from app.accounts.identity import reader_of
from app.kernel.clock import utc_now
from app.settings import Settings
from app.storage.database import db, transaction
from app.storage.schema import bring_up_to_date
from app.tickets.access import viewer_of
from app.tickets.models import TicketMessage
from app.web.catalogues import compile_catalogues
from benchmarks.installation import Installation
from benchmarks.kills import postgresql
from tests.accounts.signing_in import PASSWORD, Browser
from tests.tickets.cast import open_ticket

ANA = "ana@demo.tuqr.com"
_FORM_KEY = re.compile(r'name="form_key" value="([^"]+)"')


@dataclass
class AnswerForm:
    """The form to answer on Ana's ticket, open in her browser."""

    app: Flask
    browser: Browser
    page: str
    token: str
    form_key: str

    def press(self, words: str, **files: object) -> TestResponse:
        """Send it, or send it again."""
        fields = {"csrf_token": self.token, "form_key": self.form_key, "message": words, **files}
        return self.browser.client.post(f"{self.page}/replies", data=fields, buffered=True)

    def said(self) -> list[str]:
        """Return what stands on the ticket."""
        with self.app.app_context():
            return list(db.session.scalars(select(TicketMessage.body)))

    def messages(self) -> int:
        """Return how many messages there are."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(TicketMessage)) or 0


@pytest.fixture
def installation(database_url: str, search_index: Path, tmp_path: Path) -> Iterator[Installation]:
    """An installation that runs as processes, on each engine, with a database of its own."""
    with _own_database(database_url, tmp_path) as url:
        own = Installation(tmp_path, url, search_index)
        yield own
        own.end()


@contextmanager
def _own_database(database_url: str, folder: Path) -> Iterator[str]:
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{folder / 'support.db'}"
    else:
        with postgresql(database_url) as url:
            yield url


@pytest.fixture
def small_app(search_index: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a SQLite database of this test's own."""
    compile_catalogues()
    app = create_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'support.db'}",
            data_folder=tmp_path,
            search_index_folder=search_index,
            secret_key="only for tests, long enough to be one",
            base_url="http://localhost",
        )
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        bring_up_to_date()
    yield app
    engine_of(app).dispose()


def engine_of(app: Flask) -> Engine:
    """Return the engine of an application."""
    with app.app_context():
        return db.engine


def answering(app: Flask) -> AnswerForm:
    """Let Ana sign in and open the page of her ticket."""
    with app.app_context():
        with transaction():
            ana = add_person(ANA, "Ana Rojas", PASSWORD, now=utc_now())
        ticket = open_ticket(viewer_of(reader_of(ana)), utc_now())
        page = f"/es/tickets/{ticket.reference}"
    browser = Browser(app)
    browser.sign_in(ANA)
    found = _FORM_KEY.search(browser.get(page).get_data(as_text=True))
    assert found
    return AnswerForm(app, browser, page, browser.token_of(page), found[1])
