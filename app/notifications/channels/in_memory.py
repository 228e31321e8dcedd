"""Keeps letters where a test can look at them, and fails as it is told."""

from collections.abc import Callable

from app.notifications.channels.port import Letter
from app.notifications.vocabulary import ChannelKind


class InMemoryChannel:
    """Everything that arrived, in order; ``before`` may raise what a real channel would."""

    def __init__(self, kind: ChannelKind, before: Callable[[Letter], None] | None = None) -> None:
        self.kind = kind
        self.arrived: list[Letter] = []
        self.before = before

    def deliver(self, letter: Letter) -> None:
        """Keep the letter. Raises what ``before`` raises."""
        if self.before is not None:
            self.before(letter)
        self.arrived.append(letter)
