"""Letters by SMTP: one recipient each, never in clear where that was not chosen, never without an end."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import Literal

from app.kernel.clock import utc_now
from app.notifications.channels.port import Letter, TryLater, Undeliverable
from app.notifications.mail.addresses import require_address
from app.notifications.mail.message import Sender, message_of, sender_of
from app.notifications.vocabulary import ChannelKind
from app.settings import Settings

Security = Literal["starttls", "tls", "none"]
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
_WHOLE_TALK = 3  # times the patience for one answer
_TOO_LARGE = 552


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where letters are handed in; ``patience`` is how many seconds one answer of it may take."""

    host: str
    port: int = 0
    security: Security = "starttls"
    user: str = ""
    password: str = ""
    patience: float = 20
    trust: ssl.SSLContext | None = None


class EmailChannel:
    """Brings letters to a mail server, which brings them to people."""

    kind = ChannelKind.EMAIL

    def __init__(self, server: SmtpServer, sender: Sender) -> None:
        self._server = server
        self._sender = sender

    def deliver(self, letter: Letter) -> None:
        """Hand ``letter`` in. Raises Undeliverable when it never will be taken, else TryLater.

        A server that goes away after it had the letter but before it said so gets it again under the same
        Message-ID; one that goes away afterwards has it.
        """
        message = message_of(letter, self._sender, utc_now())
        with _told_apart(), _talk(self._server) as smtp:
            smtp.send_message(message, self._sender.address, [require_address(letter.to_address)])


def email_channel(settings: Settings) -> EmailChannel | None:
    """Return the channel that the settings describe; None without a mail server."""
    if not settings.smtp_host:
        return None
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        patience=settings.smtp_timeout_seconds,
    )
    return EmailChannel(server, sender_of(settings))


@contextmanager
def _talk(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    """Connect, prove who we are, and take leave; how the leave goes says nothing about the letter."""
    trust = server.trust or ssl.create_default_context()
    smtp = _line(server, trust)
    with _for_at_most(server.patience * _WHOLE_TALK, smtp):
        try:
            code, greeting = smtp.connect(server.host, server.port or _PORTS[server.security])
            if code != 220:
                raise smtplib.SMTPConnectError(code, greeting)
            if server.security == "starttls":
                smtp.starttls(context=trust)
            if server.user:
                smtp.login(server.user, server.password)
            yield smtp
            with suppress(OSError):
                smtp.quit()
        finally:
            smtp.close()


def _line(server: SmtpServer, trust: ssl.SSLContext) -> smtplib.SMTP:
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(timeout=server.patience, context=trust)
    else:
        smtp = smtplib.SMTP(timeout=server.patience)
    smtp._host = server.host  # type: ignore[attr-defined]  # whose certificate is asked for
    return smtp


@contextmanager
def _for_at_most(seconds: float, smtp: smtplib.SMTP) -> Iterator[None]:
    """Hang up after ``seconds``: a server that sends a byte now and then would keep us for ever."""
    timer = Timer(seconds, _hang_up, [smtp])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(smtp: smtplib.SMTP) -> None:
    line = smtp.sock
    if line is not None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # a TLS line's own would forget its keys midway


@contextmanager
def _told_apart() -> Iterator[None]:
    """Turn what can go wrong into the two words of the port."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise _refusal(code, words, is_final=_is_final(code)) from refused
    except smtplib.SMTPSenderRefused as refused:
        too_large = refused.smtp_code == _TOO_LARGE
        raise _refusal(refused.smtp_code, refused.smtp_error, is_final=too_large) from refused
    except smtplib.SMTPDataError as refused:
        final = _is_final(refused.smtp_code)
        raise _refusal(refused.smtp_code, refused.smtp_error, is_final=final) from refused
    except OSError as trouble:  # what is left of smtplib's errors among them: greeting, sign-in, drops
        raise TryLater(f"{type(trouble).__name__}: {_words(trouble)}") from trouble


def _refusal(code: int, words: bytes | str, *, is_final: bool) -> Undeliverable | TryLater:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    kind = Undeliverable if is_final else TryLater
    return kind(f"{code} {said[:300]}")


def _is_final(code: int) -> bool:
    return 500 <= code <= 599


def _words(trouble: OSError) -> str:
    return str(trouble)[:300]
