"""Writes letters to the log and to files: what development and an installation without a server use."""

import hashlib
from pathlib import Path

import structlog

from app.kernel.clock import utc_now
from app.notifications.channels.port import Letter
from app.notifications.mail.message import Sender, message_of
from app.notifications.vocabulary import ChannelKind

log = structlog.get_logger("letters")


class ConsoleChannel:
    """One file a letter in ``folder``: ``.eml`` for e-mail, ``.txt`` for WhatsApp.

    A letter that comes again takes the place of itself, as mail programmes do with one Message-ID.
    """

    def __init__(self, kind: ChannelKind, folder: Path, sender: Sender) -> None:
        self.kind = kind
        self._folder = folder
        self._sender = sender

    def deliver(self, letter: Letter) -> None:
        """Write the letter down. Raises Undeliverable for what no mail server would take."""
        name = hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]
        if self.kind is ChannelKind.EMAIL:
            file, content = f"{name}.eml", bytes(message_of(letter, self._sender, utc_now()))
        else:
            file, content = f"{name}.txt", f"{letter.to_address}\n\n{letter.text}\n".encode()
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / file).write_bytes(content)
        log.info("letter written", channel=self.kind.value, title=letter.title, file=file)
