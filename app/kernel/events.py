"""What happened, told to whoever listens: the shape of all events."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to ``subject`` (a public name, such as a ticket's reference).

    Fields of subclasses are text, numbers, booleans or None, so that an event can be kept as JSON.
    ``key`` tells the same event from another one: publishing it twice keeps it once.
    """

    name: ClassVar[str] = ""

    subject: str
    key: str
    occurred_at: datetime

    def payload(self) -> dict[str, str | int | bool | None]:
        """Return the fields that the concrete event adds."""
        return {name: value for name, value in asdict(self).items() if name not in _ENVELOPE}


_ENVELOPE = frozenset({"subject", "key", "occurred_at"})
