"""A worker whose letters go to a sink that refuses a fifth: ``python -m benchmarks.sink``.

The sink is as far away as a mail server: it keeps a letter before the worker writes that it was sent, so a
worker killed in between sends it again.
"""

import os
import random
import signal
from pathlib import Path

from app import create_app
from app.jobs.worker import Worker
from app.notifications.channels.port import Letter, TryLater
from app.notifications.relay import supply_channels
from app.notifications.vocabulary import ChannelKind
from app.settings import Settings

REFUSED = 0.2
ARRIVED = "arrived"  # the sink's file in the data folder


class Sink:
    """Appends a line for each letter, as one write that is there or not: when killed, never half of it."""

    kind = ChannelKind.EMAIL

    def __init__(self, file: Path, chance: random.Random) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._chance = chance

    def deliver(self, letter: Letter) -> None:
        """Keep the letter. Raises TryLater for one in five."""
        if self._chance.random() < REFUSED:
            raise TryLater("421 busy")
        os.write(self._file, f"{letter.message_id} {letter.to_address}\n".encode())


def main() -> None:
    """Work until told to stop."""
    settings = Settings()
    app = create_app(settings)
    supply_channels(app, {ChannelKind.EMAIL: Sink(settings.data_folder / ARRIVED, random.Random())})
    worker = Worker(app)
    signal.signal(signal.SIGTERM, worker.stop)
    worker.run()


if __name__ == "__main__":
    main()
