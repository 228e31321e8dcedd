"""A database that is locked, full or read-only says so in words, loses nothing and works again (G15)."""

import io
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.settings import Settings
from app.storage.blobs import FolderBlobs, StoredBlob, current_blobs, supply_blobs
from tests.resilience.conftest import answering, engine_of

WORDS = "Sigue igual: «stock 0» & nada más."
Trouble = Callable[[Flask], Any]


@contextmanager
def connections_that(app: Flask, *statements: str) -> Iterator[None]:
    """Run statements on each new connection of the application, and close those it has."""
    engine = engine_of(app)

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for statement in statements:
            connection.execute(statement)

    event.listen(engine, "connect", prepare)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", prepare)
        engine.dispose()


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Somebody else holds the write lock for longer than anybody waits."""
    with connections_that(app, "PRAGMA busy_timeout = 150"):
        other = sqlite3.connect(_file_of(app), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """The database cannot grow by one page; SQLite answers as on a full disk."""
    with sqlite3.connect(_file_of(app)) as connection:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
    with connections_that(app, f"PRAGMA max_page_count = {pages}"):
        yield


@contextmanager
def read_only(app: Flask) -> Iterator[None]:
    """Nothing can be written."""
    with connections_that(app, "PRAGMA query_only = ON"):
        yield


def _file_of(app: Flask) -> Path:
    settings: Settings = app.extensions["settings"]
    return Path(settings.database.removeprefix("sqlite:///"))


def assert_it_says_so(answer: TestResponse) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "nada quedó a medias" in answer.text
    assert "sqlite" not in answer.text.lower()


@pytest.mark.parametrize("trouble", [locked, full, read_only])
def test_what_ana_typed_comes_back_with_a_button_and_arrives_once_the_trouble_is_over(
    small_app: Flask, trouble: Trouble
) -> None:
    form = answering(small_app)
    words = WORDS + "\nDetalle." * 6000  # more than fits in the pages there are
    with trouble(small_app):
        assert_it_says_so(form.press(words))
        again = form.press(words)
        assert_it_says_so(again)
        assert f'name="form_key" value="{form.form_key}"' in again.text
        assert "Sigue igual: «stock 0» &amp; nada más." in again.text
        assert form.browser.get(form.page).status_code == 200  # reading goes on
        assert form.messages() == 0
    assert form.press(words).status_code == 303
    assert form.press(words).status_code == 303
    assert form.said() == [words]


def test_passwords_never_come_back(small_app: Flask) -> None:
    form = answering(small_app)
    with locked(small_app):
        answer = form.browser.sign_in("ana@demo.tuqr.com", "caballo grapa batería equivocado")
    assert "equivocado" not in answer.text


class _FullBlobs(FolderBlobs):
    """A store on a full disk."""

    def put(self, stream: BinaryIO, limit: int) -> StoredBlob:
        """Fail as the system does."""
        raise OSError(ENOSPC, "No space left on device")


def test_a_file_that_cannot_be_kept_is_said_by_its_name_and_the_words_stay(
    small_app: Flask, tmp_path: Path
) -> None:
    form = answering(small_app)
    with small_app.app_context():
        kept = current_blobs()
    supply_blobs(small_app, _FullBlobs(tmp_path / "attachments"))
    answer = form.press(WORDS, files=(io.BytesIO(b"registro"), "registro.txt"))
    assert answer.status_code == 422
    assert "registro.txt" in answer.text
    assert "Sigue igual: «stock 0» &amp; nada más." in answer.text
    assert form.messages() == 0
    supply_blobs(small_app, kept)
    assert form.press(WORDS, files=(io.BytesIO(b"registro"), "registro.txt")).status_code == 303
    assert form.said() == [WORDS]


def test_pages_need_no_room_on_the_disk(small_app: Flask, tmp_path: Path) -> None:
    """Compiled templates are kept only where there is room for them."""
    shutil.rmtree(tmp_path / "templates")
    assert small_app.test_client().get("/es/").status_code == 200


def test_whoever_cannot_be_recognised_is_asked_to_try_again_not_to_sign_in(
    small_app: Flask, tmp_path: Path
) -> None:
    form = answering(small_app)
    engine_of(small_app).dispose()
    file = _file_of(small_app)
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    draft = {"csrf_token": form.token, "form_key": form.form_key, "title": WORDS}
    for answer in (
        form.browser.get(form.page),
        form.press(WORDS),
        form.browser.client.post("/es/tickets/new", data=draft),  # open to strangers; she is none
        form.browser.get(f"/es/tickets/new/{form.form_key}/review"),
        form.browser.get("/es/tickets/nothing-of-the-kind"),
    ):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
    assert form.browser.get("/es/").status_code == 200
    assert form.browser.get("/healthz").status_code == 200
    assert form.browser.get("/readyz").status_code == 503
    engine_of(small_app).dispose()
    file.rmdir()
    file.with_suffix(".away").rename(file)
    assert form.press(WORDS).status_code == 303
    assert form.said() == [WORDS]
    assert form.browser.get("/readyz").status_code == 200
