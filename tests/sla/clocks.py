"""Short ways to say when: local times of Caracas in the words of the tests."""

from datetime import datetime
from zoneinfo import ZoneInfo

CARACAS = ZoneInfo("America/Caracas")


def local(text: str) -> datetime:
    """Return the instant of a local time such as 2026-11-20 16:30."""
    return datetime.fromisoformat(text).replace(tzinfo=CARACAS)


def said(at: datetime | None) -> str | None:
    """Return the local time of an instant with its day of the week: Fri 2026-11-20 16:30."""
    return f"{at.astimezone(CARACAS):%a %Y-%m-%d %H:%M}" if at else None
