"""A fault of an article file, said so that its editor can go and mend it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in ``path`` at ``line`` (from 1); ``message`` is an English message id.

    ``values`` fill the message's placeholders and are never translated.
    """

    path: str
    line: int
    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Return ``file:line: message`` (product 1)."""
        return f"{self.path}:{self.line}: {self.words(translate)}"

    def words(self, translate: Callable[[str], str] = str) -> str:
        """Return the message alone, filled in."""
        return translate(self.message) % self.values


def fault(path: str, line: int, message: str, **values: str | int) -> Fault:
    """Return a fault; messages are written here so that the translators' tools find them."""
    return Fault(path, max(line, 1), message, values)
