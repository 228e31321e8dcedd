"""People who write tickets and answers over HTTP, and press again until they are told it arrived."""

import hashlib
import html
import http.client
import io
import random
import re
import secrets
import time
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from threading import Event
from urllib.parse import urlencode, urlsplit

from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from benchmarks.installation import PASSWORD, address_of

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(name|value|type)="([^"]*)"')
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
_WITH_PICTURE = 0.4  # of all tickets
_TOO_MANY_TRIES = 429  # signing in while the server is killed counts as guessing: it passes
_PATIENCE = 20.0  # seconds with one answer
_BETWEEN_TRIES = 0.1  # seconds
_GIVEN_UP_AFTER = 600.0  # seconds of pressing the same button


@dataclass(frozen=True, slots=True)
class SentTicket:
    """A ticket that its writer was told about; ``digests`` are of the files that went with it."""

    form_key: str
    reference: str
    title: str
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentReply:
    """An answer that its writer was told about."""

    form_key: str
    reference: str
    body: str


@dataclass(slots=True)
class Told:
    """What the portal acknowledged, and how often somebody had to press again."""

    tickets: list[SentTicket] = field(default_factory=list)
    replies: list[SentReply] = field(default_factory=list)
    presses_again: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``location`` is where a redirect leads."""

    status: int
    location: str
    body: str

    def hidden(self, name: str) -> str:
        """Return a hidden field of the page. Raises LookupError."""
        for tag in _INPUT.findall(self.body):
            found = dict(_ATTRIBUTE.findall(tag))
            if found.get("name") == name and found.get("type") == "hidden":
                return html.unescape(found.get("value", ""))
        raise LookupError(f"no field {name} on this page: {self.words}")

    def __str__(self) -> str:
        return f"{self.status} {self.location} {self.words}"

    @property
    def words(self) -> str:
        """Return how the page begins, for people who look for a fault."""
        return " ".join(re.sub(r"<[^>]*>", " ", self.body.partition("<main")[2] or self.body).split())[:300]


class Writer:
    """Somebody with a browser and patience; ``leave`` ends it when there is nothing to wait for."""

    def __init__(self, name: str, port: int, chance: random.Random) -> None:
        self.name, self.told, self.leave = name, Told(), Event()
        self._port, self._chance = port, chance
        self._cookies: dict[str, str] = {}

    def write_until(self, stop: Event) -> None:
        """Sign in, then open tickets, one at least, and answer on them until ``stop``."""
        self._sign_in()
        while True:
            ticket = self._open_ticket()
            for _ in range(self._chance.randrange(3)):
                self._answer_on(ticket)
            if stop.is_set():
                return

    def _sign_in(self) -> None:
        page = self._opened("/account/login")
        if page.status == 200:
            fields = {"csrf_token": page.hidden("csrf_token"), "email": address_of(self.name)}
            self._sent("/account/login", {**fields, "password": PASSWORD})

    def _open_ticket(self) -> SentTicket:
        title = f"Caso {secrets.token_hex(6)}"
        picture = _png(self._chance) if self._chance.random() < _WITH_PICTURE else b""
        page = self._opened("/es/tickets/new")
        told = {
            "csrf_token": page.hidden("csrf_token"),
            "form_key": page.hidden("form_key"),
            "title": title,
            "type": "technical",
            "area": "inventory",
            "happened": f"Agrego un producto y queda con stock 0. {title}",
            "language": "es",
        }
        review = self._sent("/es/tickets/new", told, picture).location
        sent = self._sent_after_review(review)
        digests = (hashlib.sha256(picture).hexdigest(),) if picture else ()
        ticket = SentTicket(told["form_key"], sent.split("/")[-2], title, digests)
        self.told.tickets.append(ticket)
        return ticket

    def _sent_after_review(self, address: str) -> str:
        """Send what the review shows; when it has become another, look at it and send again."""
        while True:
            page = self._opened(address)
            if page.status == 303 or page.status == 302:
                return page.location
            fields = {name: page.hidden(name) for name in ("csrf_token", "reviewed")}
            answer = self._sent(address, fields, also=409)
            if answer.status == 303:
                return answer.location

    def _answer_on(self, ticket: SentTicket) -> None:
        address = f"/es/tickets/{ticket.reference}"
        page = self._opened(address)
        body = f"Sigue igual. {secrets.token_hex(6)}"
        fields = {name: page.hidden(name) for name in ("csrf_token", "form_key")}
        self._sent(f"{address}/replies", {**fields, "message": body})
        self.told.replies.append(SentReply(fields["form_key"], ticket.reference, body))

    def _opened(self, address: str) -> Answer:
        return self._pressed(lambda: self._ask("GET", address), {200, 302, 303})

    def _sent(self, address: str, fields: Mapping[str, str], picture: bytes = b"", also: int = 303) -> Answer:
        return self._pressed(lambda: self._ask("POST", address, fields, picture), {302, 303, also})

    def _pressed(self, press: Callable[[], Answer], good: AbstractSet[int]) -> Answer:
        """Press until the portal answers as it should; a refusal of the portal is a fault of ours."""
        last = time.monotonic() + _GIVEN_UP_AFTER
        while True:
            try:
                answer = press()
                if answer.status in good and answer.location != "/account/login":
                    return answer
                if answer.status < 500 and answer.status != _TOO_MANY_TRIES:
                    raise AssertionError(f"{self.name} was answered {answer}")
            except (OSError, http.client.HTTPException):
                answer = None
            if time.monotonic() > last or self.leave.is_set():
                raise AssertionError(f"{self.name} gave up: {answer and answer.words}")
            self.told.presses_again += 1
            time.sleep(_BETWEEN_TRIES)

    def _ask(
        self, method: str, address: str, fields: Mapping[str, str] | None = None, picture: bytes = b""
    ) -> Answer:
        headers = {"User-Agent": _BROWSER, "Cookie": "; ".join(f"{n}={v}" for n, v in self._cookies.items())}
        body = b""
        if fields is not None:
            headers["Content-Type"], body = _form(fields, picture)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)
        try:
            connection.request(method, address, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for each in response.headers.get_all("Set-Cookie", []):
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(each).items()})
        return Answer(response.status, urlsplit(response.headers.get("Location", "")).path, text)


def _form(fields: Mapping[str, str], picture: bytes) -> tuple[str, bytes]:
    if not picture:
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    file = FileStorage(io.BytesIO(picture), filename="pantalla.png", content_type="image/png")
    stream, length, boundary = stream_encode_multipart({**fields, "files": file})
    return f"multipart/form-data; boundary={boundary}", stream.read(length)


def _png(chance: random.Random) -> bytes:
    """Return a small picture that nobody else sends."""
    kept = io.BytesIO()
    Image.frombytes("RGB", (8, 8), chance.randbytes(8 * 8 * 3)).save(kept, "PNG")
    return kept.getvalue()
