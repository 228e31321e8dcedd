"""Mail servers for the tests: a real one that can be told to refuse, and some that misbehave."""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

TAKEN = "250 taken"
UP_TO_THE_LETTER = (b"220 hello", b"250 hello", b"250 from", b"250 to", b"354 go on")
_PAPERS = Path(__file__).with_name("localhost.pem")


@dataclass
class Sink:
    """Takes letters and answers what it is told to, by recipient or for every letter."""

    envelopes: list[Envelope] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    answer: str = TAKEN
    signed_in: list[bytes] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # as the server calls it
        self, _server: Server, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Say whether there is such a mailbox."""
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Server, _session: Session, envelope: Envelope) -> str:
        """Take the letter, or say why not."""
        if self.answer == TAKEN:
            self.envelopes.append(envelope)
            self.was_encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return self.answer

    def authenticate(
        self, _server: Server, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        """Let in whoever knows the word."""
        login = cast(LoginPassword, data)
        self.signed_in.append(login.login)
        return AuthResult(success=login.password == b"secreto", handled=False)

    @property
    def raw(self) -> list[bytes]:
        """Return the letters as they came over the line."""
        return [cast(bytes, each.original_content) for each in self.envelopes]

    @property
    def letters(self) -> list[EmailMessage]:
        """Return the letters as a mail program reads them."""
        return [cast(EmailMessage, message_from_bytes(raw, policy=default)) for raw in self.raw]


class _AnyPort(Controller):
    """A server on a port that is free: the real one is known after it began to listen."""

    def _trigger_server(self) -> None:
        self.port = cast(asyncio.base_events.Server, self.server).sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def mail_server(sink: Sink, **options: Any) -> Iterator[int]:
    """Run a real mail server; yield its port."""
    server = _AnyPort(sink, hostname="127.0.0.1", port=0, **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


@contextlib.contextmanager
def odd_server(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run something that listens where a mail server should, and behaves as told with each caller."""
    listening = socket.create_server(("127.0.0.1", 0))
    callers: list[socket.socket] = []

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _address = listening.accept()
                callers.append(caller)
                with contextlib.suppress(OSError):
                    behave(caller)

    worker = threading.Thread(target=serve, daemon=True)
    worker.start()
    try:
        yield listening.getsockname()[1]
    finally:
        for each in (listening, *callers):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        worker.join(5)


def says(*answers: bytes, then: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """Answer each thing that is said with the next answer (the first one greets), then do something else."""

    def behave(caller: socket.socket) -> None:
        lines = caller.makefile("rb")
        for place, answer in enumerate(answers):
            if place:
                lines.readline()
            caller.sendall(answer + b"\r\n")
        then(caller)

    return behave


def hangs_up(caller: socket.socket) -> None:
    """End the call."""
    caller.shutdown(socket.SHUT_RDWR)


def says_nothing(_caller: socket.socket) -> None:
    """Leave the caller waiting."""


def dribbles(caller: socket.socket) -> None:
    """Send a byte now and then, and never finish."""
    pause = threading.Event()
    while True:
        caller.sendall(b"2")
        pause.wait(0.05)


def takes_then(then: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    """Read a whole letter, and do something else than say that it was taken."""

    def behave(caller: socket.socket) -> None:
        says(b"220 hello", b"250 hello", b"250 from", b"250 to", b"354 go on", then=lambda _caller: None)(
            caller
        )
        read_letter(caller)
        then(caller)

    return behave


def read_letter(caller: socket.socket) -> bytes:
    """Read up to the line with a lonely dot."""
    read = b""
    while not read.endswith(b"\r\n.\r\n"):
        piece = caller.recv(65536)
        if not piece:
            break
        read += piece
    return read


def papers() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what a server shows that it is ``localhost``, and what makes a caller believe it."""
    shows = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shows.load_cert_chain(_PAPERS)
    return shows, ssl.create_default_context(cafile=str(_PAPERS))
