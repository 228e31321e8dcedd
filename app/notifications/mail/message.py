"""A letter as an e-mail message, in which nothing that people wrote can become a header."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

from app.kernel.text import one_line, readable
from app.notifications.channels.port import Letter, Undeliverable
from app.notifications.mail.addresses import require_address
from app.settings import Settings

_LONGEST = 200  # characters of a subject
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,70}")
_VALUE = re.compile(r"[\x20-\x7e]{1,900}")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,120}@[A-Za-z0-9.-]{1,120}>")
_ADDRESSED = {"From", "To", "Cc", "Bcc", "Sender", "Reply-To"}
_THREADED = {"Message-ID", "In-Reply-To", "References"}
_OURS = frozenset(
    name.lower() for name in _ADDRESSED | _THREADED | {"Subject", "Date", "Content-Type", "Content-Language"}
)


class _Unbroken(UnstructuredHeader, BaseHeader):
    """A header for programs: it may go on in a new line at a space, but a long word stays one word."""

    def fold(self, *, policy: Policy) -> str:
        """Write each word on a line of its own."""
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


def _policy() -> Policy:
    kinds = HeaderRegistry()
    for name in ("List-Unsubscribe", "In-Reply-To", "References"):
        kinds.map_to_type(name, _Unbroken)
    return SMTP.clone(header_factory=kinds)


_POLICY = _policy()


@dataclass(frozen=True, slots=True)
class Sender:
    """Who our letters are from."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Return where our message ids are at home."""
        return self.address.rpartition("@")[2]


def sender_of(settings: Settings) -> Sender:
    """Return who letters of this installation are from."""
    return Sender(settings.mail_sender_name, settings.mail_from)


def message_of(letter: Letter, sender: Sender, now: datetime) -> EmailMessage:
    """Return ``letter`` to one recipient. Raises Undeliverable where it has no proper address or header."""
    message = EmailMessage(policy=_POLICY)
    for name, value in _headers(letter, sender, now):
        message[name] = value
    message.set_content(readable(letter.text) + "\n", cte="quoted-printable")
    if letter.html:
        message.add_alternative(readable(letter.html), subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language.value  # of all its parts, so after them
    return message


def _headers(letter: Letter, sender: Sender, now: datetime) -> Iterator[tuple[str, str | Address]]:
    yield "From", _address(sender.name, sender.address)
    yield "To", _address(letter.to_name, letter.to_address)
    if letter.reply_to:
        yield "Reply-To", _address(sender.name, letter.reply_to)
    yield "Subject", header_text(letter.title)[:_LONGEST]
    yield "Date", format_datetime(now)
    yield "Message-ID", _message_id(letter.message_id)
    if letter.thread:
        thread = [_message_id(each) for each in letter.thread]
        yield "In-Reply-To", thread[-1]
        yield "References", " ".join(thread)
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    for name, value in letter.headers.items():
        if not _HEADER.fullmatch(name) or name.lower() in _OURS or not _VALUE.fullmatch(value):
            raise Undeliverable(f"not a header: {name!r}")
        yield name, value


def header_text(text: str) -> str:
    """Return text for a header: one line, and nothing that a reader of headers would decode once more."""
    return one_line(text).replace("=?", "= ?")


def _address(name: str, address: str) -> Address:
    return Address(display_name=header_text(name), addr_spec=require_address(address))


def _message_id(written: str) -> str:
    if not _MESSAGE_ID.fullmatch(written):
        raise Undeliverable(f"not a message id: {written!r}")
    return written
