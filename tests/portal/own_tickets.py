"""People with tickets and browsers: what stories about one's own tickets are made of."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.kernel.terms import Language
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.access import Viewer, ticket_for, viewer_of
from app.tickets.drafts import new_form_key
from app.tickets.submitting import submit_ticket
from tests.accounts.signing_in import Browser
from tests.tickets.cast import MONDAY, a_case

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_KEY = re.compile(r'name="form_key" value="([^"]+)"')


class World:
    """The cast with their browsers, at one instant that ``at`` moves."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browsers: dict[str, Browser] = {}

    def browser(self, who: str) -> Browser:
        """Return the browser in which somebody signed in."""
        if who not in self.browsers:
            self.browsers[who] = Browser(self.app, f"198.51.100.{len(self.browsers) + 1}")
            self.browsers[who].client.environ_base["HTTP_USER_AGENT"] = FIREFOX
            assert self.browsers[who].sign_in(f"{who}@demo.tuqr.com").status_code == 302
        return self.browsers[who]

    def open(self, who: str, path: str, status: int = 200, **options: object) -> str:
        """Return the text of a page that somebody opens."""
        with self.browser(who).get(path, **options) as answer:
            assert answer.status_code == status, (path, answer.status_code)
            return unescape(answer.get_data().decode(errors="replace")).replace("\u202f", " ")

    def send(self, who: str, page: str, path: str, **fields: object) -> TestResponse:
        """Send a form that stands on ``page``, with its token and, unless given, its key."""
        text = self.browser(who).get(page).get_data(as_text=True)
        token, keys = _TOKEN.search(text), _KEY.findall(text)
        assert token
        form = {"csrf_token": token[1], **({"form_key": keys[-1]} if keys else {}), **fields}
        return self.browser(who).client.post(path, data=form)

    def viewer(self, who: str) -> Viewer:
        """Return somebody as tickets know them."""
        return viewer_of(
            reader_of(db.session.scalars(select(Person).filter_by(email=f"{who}@demo.tuqr.com")).one())
        )

    def ticket(self, who: str, now: datetime = MONDAY, **changes: object) -> str:
        """Let somebody send a ticket; return its number."""
        with self.app.app_context(), transaction():
            return submit_ticket(self.viewer(who), new_form_key(), a_case(**changes), now).reference

    def do(self, who: str, reference: str, act: Callable[..., object], *words: object) -> None:
        """Let somebody do something on a ticket."""
        with self.app.app_context(), transaction():
            viewer = self.viewer(who)
            act(ticket_for(viewer, reference), viewer, *words)

    def say(
        self,
        who: str,
        reference: str,
        text: str,
        now: datetime,
        how: Callable[..., object] = conversation.reply,
    ) -> None:
        """Let somebody say something on a ticket."""
        self.do(who, reference, how, text, new_form_key(), now)

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Gather what the database is asked in the block, without what signing in asks."""
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not re.search(r"sign_ins|\bpeople\.password|BEGIN|role_grants|agent_", statement):
                asked.append(statement)

        with self.app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            with self.app.app_context():
                event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def world(app: Flask, people: None) -> Iterator[World]:
    """Ana and Víctor ask, Juan answers, Sofía supervises; it is Monday, ten in the morning."""
    assert people is None
    made = World(app)
    with app.app_context(), transaction():
        juan = db.session.scalars(select(Person).filter_by(email="juan@demo.tuqr.com")).one()
        describe_agent(juan, languages=Language)
    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False) as clock:
        made.clock = clock  # type: ignore[attr-defined]  # moved by the tests
        yield made
