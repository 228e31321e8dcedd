"""Files of tickets leave as what they are, to those who may see them (security 38)."""

import io
import re
from urllib.parse import quote

import pytest
from sqlalchemy import update

from app.storage.blobs import current_blobs
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.models import TicketAttachment
from tests.accounts.conftest import app, password_hash, people
from tests.portal.own_tickets import World, world
from tests.tickets.cast import MONDAY
from tests.tickets.test_files import picture

__all__ = ["app", "password_hash", "people", "world"]

_FILE = re.compile(r'href="(/es/tickets/files/[0-9a-f]{32})"')


def attached(world: World, content: bytes, file_name: str) -> str:
    """Let Ana send a file with a message; return its address."""
    mine = world.ticket("ana")
    files = [(io.BytesIO(content), file_name)]
    page = f"/es/tickets/{mine}"
    assert world.send("ana", page, f"{page}/replies", message="Va", files=files).status_code == 303
    return _FILE.findall(world.open("ana", page))[0]


@pytest.mark.parametrize(
    ("content", "file_name", "media_type", "how"),
    [
        (picture(), "captura.png", "image/png", "inline"),
        (picture("JPEG"), "foto.jpg", "image/jpeg", "inline"),
        (picture("GIF"), "animada.gif", "image/gif", "inline"),
        (picture("WEBP"), "vista.webp", "image/webp", "inline"),
        (b"%PDF-1.7\n", "factura.pdf", "application/pdf", "attachment"),
        (b"hola <script>alert(1)</script>", "notas.txt", "text/plain", "attachment"),
        (b"a;b\n", "precios.csv", "text/csv", "attachment"),
    ],
)
def test_a_file_leaves_as_what_it_is(
    world: World, content: bytes, file_name: str, media_type: str, how: str
) -> None:
    answer = world.browser("ana").get(attached(world, content, file_name))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith(f'{how}; filename="{file_name}"; ')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.get_data())


def test_its_name_arrives_whole_and_breaks_nothing(world: World) -> None:
    name = 'años "2026"; x=1 €.pdf'
    address = attached(world, b"%PDF-1.7\n", "factura.pdf")
    with world.app.app_context(), transaction():
        db.session.execute(update(TicketAttachment).values(file_name=name))
    answer = world.browser("ana").get(address)
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=\"anos _2026_; x=1 .pdf\"; filename*=UTF-8''{quote(name, safe='')}"
    )


def test_who_may_not_see_the_ticket_may_not_see_its_files(world: World) -> None:
    address = attached(world, picture(), "captura.png")
    world.open("victor", address, status=404)
    world.open("juan", address)
    assert world.app.test_client().get(address).status_code == 302


def test_files_of_internal_notes_stay_with_the_team(world: World) -> None:
    mine = world.ticket("ana")
    world.say("juan", mine, "Va el registro", MONDAY, conversation.reply)
    key = "una-clave-de-una-nota"
    sent = world.browser("juan").client.post(
        "/es/tickets/files",
        data={
            "csrf_token": world.browser("juan").token_of("/es/contact"),
            "form_key": key,
            "file": (io.BytesIO(b"secreto\n"), "registro.log"),
        },
    )
    assert sent.status_code == 201
    world.do("juan", mine, conversation.note, "Mira el registro", key, MONDAY)
    [address] = set(_FILE.findall(world.open("juan", f"/es/staff/tickets/{mine}")))
    world.open("juan", address)
    world.open("ana", address, status=404)
    assert address not in world.open("ana", f"/es/tickets/{mine}")


def test_a_file_that_was_lost_is_said_in_words(world: World) -> None:
    address = attached(world, picture(), "captura.png")
    with world.app.app_context():
        current_blobs().delete(address.rsplit("/", 1)[1])
    assert "Este archivo ya no se puede abrir." in world.open("ana", address, status=404)
    world.open("ana", "/es/tickets/files/../../etc/passwd", status=404)
    world.open("ana", "/es/tickets/files/" + "0" * 32, status=404)
