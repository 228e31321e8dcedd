"""What every channel can do: bring one letter to one person, or say why not."""

from dataclasses import dataclass, field
from typing import Protocol

from app.kernel.terms import Language
from app.notifications.vocabulary import ChannelKind


class Undeliverable(Exception):
    """This letter will never arrive (refused address, rejected content): park it."""


class TryLater(Exception):
    """It did not go through now (no connection, busy, a refusal that passes): try again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A worded notice for one channel.

    ``message_id`` is the same for every try; ``thread`` are the message ids it answers, oldest first;
    ``reply_to`` is empty where answers are not read.
    """

    message_id: str
    to_address: str
    to_name: str
    language: Language
    title: str
    text: str
    html: str = ""
    reply_to: str = ""
    thread: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """One way to reach people."""

    kind: ChannelKind

    def deliver(self, letter: Letter) -> None:
        """Bring ``letter`` to its person. Raises Undeliverable or TryLater."""
