"""Who listens to which events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

from flask import Flask, current_app

from app.kernel.events import Event
from app.storage.outbox import OutboxEvent

_Kind = TypeVar("_Kind", bound=Event)


@dataclass(frozen=True, slots=True)
class _Audience:
    kind: type[Event]
    handlers: list[Callable[[Any], None]] = field(default_factory=list)


def subscribe(app: Flask, kind: type[_Kind], handler: Callable[[_Kind], None]) -> None:
    """Let ``handler`` hear every event of ``kind``, at least once: hearing it again changes nothing.

    It is called by the worker inside a transaction that also marks the event, so it opens none.
    """
    heard = app.extensions.setdefault("listeners", {})
    heard.setdefault(kind.name, _Audience(kind)).handlers.append(handler)


def tell(kept: OutboxEvent) -> None:
    """Let everybody who listens hear a kept event, in the order they subscribed."""
    audience = cast(dict[str, _Audience], current_app.extensions.get("listeners", {})).get(kept.name)
    if audience is None:
        return
    event = _rebuilt(kept, audience.kind)
    for handler in audience.handlers:
        handler(event)


def _rebuilt(kept: OutboxEvent, kind: type[Event]) -> Event:
    """Return the event as it was published. Raises TypeError when fields are missing that it needs now."""
    known: Sequence[str] = [each.name for each in fields(kind)]
    facts = {name: value for name, value in kept.payload.items() if name in known}
    key = kept.key.removeprefix(f"{kept.name} ")
    return kind(subject=kept.subject, key=key, occurred_at=kept.occurred_at, **facts)
