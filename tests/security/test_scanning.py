"""Where there is a virus scanner, nothing is kept that it did not call clean (security 39)."""

import io
import socket

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.errors import RuleBroken
from app.storage.blobs import MemoryBlobs
from app.storage.database import db
from app.tickets.drafts import new_form_key
from app.tickets.models import TicketAttachment
from app.tickets.scanning import Clamd, supply_scanner
from app.tickets.uploads import UploadLimits, receive_file
from tests.security.matrix import Who
from tests.security.world import World
from tests.support.clamd import scanner
from tests.support.uploads import EICAR
from tests.tickets.test_files import LATER, ORDINARY, archive

LIMITS = UploadLimits()
INFECTED = {"eicar.txt": EICAR, "eicar.zip": archive("eicar.com", **{"eicar.com": EICAR}) + EICAR}


@pytest.mark.parametrize("name", sorted(INFECTED))
def test_a_file_with_a_virus_is_refused_in_words_and_leaves_nothing(name: str) -> None:
    store = MemoryBlobs()
    with scanner() as address, pytest.raises(RuleBroken, match="has a virus"):
        receive_file(store, name, io.BytesIO(INFECTED[name]), LIMITS, Clamd(address))
    assert list(store.names_before(LATER)) == []


@pytest.mark.parametrize("name", sorted(ORDINARY))
def test_a_clean_file_is_taken(name: str) -> None:
    store = MemoryBlobs()
    with scanner() as address:
        taken = receive_file(store, name, io.BytesIO(ORDINARY[name]), LIMITS, Clamd(address))
    assert list(store.names_before(LATER)) == [taken.blob.name]


@pytest.mark.parametrize(
    "said", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0", b"\xff\xfe\0", b"x" * 9000]
)
def test_a_scanner_that_gives_no_clear_answer_lets_nothing_in(said: bytes) -> None:
    store = MemoryBlobs()
    with scanner(said) as address, pytest.raises(RuleBroken, match="cannot check"):
        receive_file(store, "notas.txt", io.BytesIO(b"Hola\n"), LIMITS, Clamd(address))
    assert list(store.names_before(LATER)) == []


def test_a_scanner_that_is_away_lets_nothing_in() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    store = MemoryBlobs()
    with pytest.raises(RuleBroken, match="cannot check"):
        receive_file(store, "notas.txt", io.BytesIO(b"Hola\n"), LIMITS, Clamd(address))
    assert list(store.names_before(LATER)) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ana_is_told_and_her_text_stays(world: World, prepared_app: Flask) -> None:
    browser, token = world.browser_of(Who.ANA)
    path = world.address("ticket_changes.say")
    with scanner() as address:
        supply_scanner(prepared_app, Clamd(address))
        try:
            answer = browser.client.post(
                path,
                data={
                    "message": "Mira la captura",
                    "form_key": new_form_key(),
                    "csrf_token": token,
                    "files": (io.BytesIO(EICAR), "captura.txt"),
                },
            )
        finally:
            supply_scanner(prepared_app, None)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "«captura.txt» tiene un virus" in page
    assert "Mira la captura" in page
    with prepared_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(TicketAttachment)) == 0
