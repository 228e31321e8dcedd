"""Whatever people send as a file is kept in the store or refused; it never does anything (security 34–38)."""

import io
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.kernel.errors import RuleBroken
from app.settings import ROOT
from app.storage.blobs import FolderBlobs, MemoryBlobs, current_blobs, supply_blobs
from app.storage.database import db
from app.tickets.attachments import INLINE, KINDS
from app.tickets.drafts import new_form_key
from app.tickets.models import TicketAttachment
from app.tickets.uploads import MEGABYTE, UploadLimits, current_limits, receive_file, supply_limits
from tests.accounts.signing_in import Browser
from tests.support import uploads

LONGEST = 5  # seconds for one file (security G10)
MOST_MEMORY = 100 * MEGABYTE
LATER = datetime.now(UTC) + timedelta(days=1)
LIMITS = UploadLimits(file_bytes=1_000_000, bytes_a_day=10_000 * MEGABYTE)
_ADDRESS = re.compile(r"/es/tickets/files/[0-9a-f]{32}")
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


@dataclass
class Sender:
    """Ana with a browser, and the folder that her files are kept in, with a moat around it."""

    app: Flask
    browser: Browser
    token: str
    moat: Path

    @property
    def store(self) -> Path:
        return self.moat / "store"

    def send(self, name: str, content: bytes) -> TestResponse:
        """Send a file in a form of its own."""
        data = {
            "csrf_token": self.token,
            "form_key": new_form_key(),
            "file": (io.BytesIO(content), name),
        }
        began = time.monotonic()
        answer = self.browser.client.post("/es/tickets/files", data=data)
        assert time.monotonic() - began < LONGEST, name
        assert answer.status_code in {201, 422}, (name, answer.status_code)
        return answer

    def kept(self) -> dict[str, bytes]:
        """Return everything that lies in the moat, by its path from the store."""
        return {
            str(path.relative_to(self.store) if path.is_relative_to(self.store) else path): path.read_bytes()
            for path in self.moat.rglob("*")
            if path.is_file()
        }

    def rows(self) -> int:
        """Count the files that the database knows."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(TicketAttachment)) or 0


@pytest.fixture
def ana(
    guarded: Flask,
    readers: Mapping[str, Browser],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Sender]:
    """Ana is about to send files; the temporary folder is inside the moat too."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    with guarded.app_context():
        blobs, limits = current_blobs(), current_limits()
    supply_blobs(guarded, FolderBlobs(tmp_path / "store"))
    supply_limits(guarded, LIMITS)
    browser = readers["requester"]
    yield Sender(guarded, browser, browser.token_of("/account/password"), tmp_path)
    supply_blobs(guarded, blobs)
    supply_limits(guarded, limits)


def address_in(answer: TestResponse) -> str:
    found = _ADDRESS.search(answer.get_data(as_text=True))
    assert found
    return found[0]


def test_what_people_send_every_day_comes_back_byte_for_byte(ana: Sender) -> None:
    for name, content in uploads.ordinary().items():
        answer = ana.send(name, content)
        assert answer.status_code == 201, name
        with ana.browser.get(address_in(answer)) as back:
            assert back.data == content, name
            assert back.status_code == 200
    assert len(ana.kept()) == len(uploads.ordinary())


def test_what_is_not_taken_is_refused_in_words_and_leaves_nothing(ana: Sender) -> None:
    before = ana.rows()
    taken = []
    for name, content in uploads.refused().items():
        answer = ana.send(name, content)
        if answer.status_code != 422:
            taken.append(name)
        assert b"<script>alert" not in answer.data, name
    assert taken == []
    assert ana.kept() == {}
    assert ana.rows() == before


def test_what_is_several_things_at_once_is_never_served_as_one_that_acts(ana: Sender) -> None:
    served = {kind.media_type for kind in KINDS}
    for name, content in uploads.ambiguous().items():
        answer = ana.send(name, content)
        if answer.status_code == 422:
            continue
        with ana.browser.get(address_in(answer)) as back:
            headers = back.headers
            assert headers["Content-Type"] in served, name
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
            how = "inline" if headers["Content-Type"] in INLINE else "attachment"
            assert headers["Content-Disposition"].startswith(f"{how}; filename="), name
            assert "\n" not in headers["Content-Disposition"]
            assert headers.get("Set-Cookie", "").count("fuera") == 0
            if how == "inline":
                with Image.open(io.BytesIO(back.data)) as shown:
                    assert shown.get_format_mimetype() == headers["Content-Type"], name


def test_nothing_lands_outside_the_store_whatever_a_file_is_called(ana: Sender) -> None:
    around = (ROOT, Path.cwd(), Path("/tmp"), Path("/"), Path.home(), ana.moat, ana.moat.parent)  # noqa: S108
    for name, content in uploads.ambiguous().items():
        ana.send(name, content)
    assert [path for path in ana.kept() if not _NAME.fullmatch(path)] == []
    assert [folder for folder in around if list(folder.glob("*fuera*"))] == []
    modes = {path.stat().st_mode & 0o777 for path in ana.store.rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_the_row_of_a_file_shows_its_name_as_words_only(ana: Sender) -> None:
    for name in ("<script>alert(1)&.png", "<img src=x onerror=alert(1)>.png", "{{7*7}}'.png"):
        answer = ana.send(name, uploads.picture())
        assert answer.status_code == 201, name
        page = answer.get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49.png" not in page


def test_somebody_elses_file_is_no_page(ana: Sender, readers: Mapping[str, Browser], guarded: Flask) -> None:
    address = address_in(ana.send("captura.png", uploads.picture()))
    for kind in ("vip", "agent", "editor"):  # it is in no ticket yet, so the team does not see it either
        assert readers[kind].get(address).status_code == 404
    assert Browser(guarded).get(address).status_code in {302, 404}
    for path in ("..%2f..%2fsupport.db", "../../support.db", "0" * 32, "store", "%00"):
        assert ana.browser.get(f"/es/tickets/files/{path}").status_code == 404


@pytest.mark.parametrize(("form", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")])
def test_a_photo_comes_back_without_the_place_where_it_was_taken(ana: Sender, form: str, name: str) -> None:
    answer = ana.send(name, uploads.picture(form, exif=uploads.exif_of_a_place()))
    with ana.browser.get(address_in(answer)) as back, Image.open(io.BytesIO(back.data)) as shown:
        assert not shown.getexif()
    assert len(ana.kept()) == 1


def is_taken(store: MemoryBlobs, name: str, content: bytes) -> bool:
    try:
        receive_file(store, name, io.BytesIO(content), LIMITS)
    except RuleBroken:
        return False
    return True


def test_a_program_under_any_name_is_no_file_of_ours() -> None:
    store = MemoryBlobs()
    assert [name for name, content in uploads.disguised().items() if is_taken(store, name, content)] == []
    assert list(store.names_before(LATER)) == []


@pytest.mark.filterwarnings("ignore::UserWarning")  # what a decoder thinks of broken bytes
def test_files_broken_in_any_way_are_taken_or_refused_but_never_an_error() -> None:
    chance = random.Random(20261122)
    files = [(name, content) for name, content in uploads.ordinary().items() if len(content) < 5000]
    for _ in range(3000):
        name, content = chance.choice(files)
        broken = bytearray(content)
        for _ in range(chance.choice((1, 1, 2, 8, 40))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if chance.random() < 0.3:
            del broken[chance.randrange(len(broken)) :]
        store = MemoryBlobs()
        if not is_taken(store, name, bytes(broken)):
            assert list(store.names_before(LATER)) == [], name


BOMBS = ("muchos.zip", "muchisimos.zip", "largo.zip", "bomba.odt", "cien-megapixeles.png", "perfil.png")


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_goes_off_nowhere(name: str, tmp_path: Path) -> None:
    bomb = tmp_path / name
    bomb.write_bytes(uploads.refused()[name])
    program = [sys.executable, "-W", "ignore", "-m", "tests.support.receiving", str(bomb)]
    told = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    seconds, grown = map(float, told.split())
    assert seconds < LONGEST
    assert grown < MOST_MEMORY
