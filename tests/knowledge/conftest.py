"""A small help centre and the people who visit it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.globals import app_ctx
from sqlalchemy import event

from app.knowledge.article import Article
from app.storage.database import db
from app.web.identity import STRANGER, Reader
from tests.support.library import HelpCentre, an_article, help_centre, in_both_languages
from tests.support.visitor import Visitor

SAVING = in_both_languages(
    an_article("producto-no-se-guarda", "El producto no se guarda"), "Product is not saved"
)
PAYING = an_article("metodos-de-pago", "Configura los métodos de pago", category="primeros-pasos")

Open = Callable[..., HelpCentre]


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The application without an open context, so that each request has its own."""
    before = app.extensions["knowledge"], app.extensions.get("reader")
    outer = app_ctx._get_current_object()
    outer.pop()
    yield app
    app.extensions["knowledge"], app.extensions["reader"] = before
    outer.push()


@pytest.fixture
def open_help_centre(app: Flask, tmp_path: Path) -> Open:
    """Make a help centre of given articles the live one."""
    made: list[HelpCentre] = []

    def open_(articles: Iterable[Article], **facts: Any) -> HelpCentre:
        centre = help_centre(tmp_path / f"index-{len(made)}", articles, **facts)
        made.append(centre)
        app.extensions["knowledge"] = centre
        return centre

    return open_


@pytest.fixture
def centre(open_help_centre: Open) -> HelpCentre:
    """A help centre with one article in both languages and one in Spanish only."""
    return open_help_centre([*SAVING, PAYING])


@pytest.fixture
def ana(app: Flask, centre: HelpCentre) -> Visitor:
    """Ana, who looks for help without signing in."""
    assert app.extensions["knowledge"] is centre
    return Visitor(app)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Reader], None]:
    """Let every following request be made by a person with these rights."""

    def as_(reader: Reader = STRANGER) -> None:
        app.extensions["reader"] = lambda: reader

    return as_


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """Count the statements a page needs, transactions aside."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
