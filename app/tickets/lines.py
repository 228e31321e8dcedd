"""What the lines of a ticket's page hold, ready to print."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file to open. ``is_shown`` when it is a picture light enough to be seen in the page."""

    url: str
    file_name: str
    size: str
    icon: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A part of the report: what it is called and what was told."""

    label: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Post:
    """Something said; ``came_by`` is empty for the portal, ``reference`` for the ticket of the page."""

    shape: ClassVar[str] = "post"

    anchor: str
    at: datetime
    author: str
    initials: str
    is_mine: bool
    is_staff: bool
    is_note: bool
    is_new: bool
    asks: bool
    came_by: str
    reference: str
    body: Markup
    files: tuple[FileCard, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What the requester told on sending; ``technical`` are the facts of their computer."""

    shape: ClassVar[str] = "report"

    anchor: str
    at: datetime
    author: str
    initials: str
    is_mine: bool
    reference: str
    title: str
    body: Markup
    facts: tuple[Fact, ...]
    technical: tuple[Fact, ...]
    files: tuple[FileCard, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A change in words; ``earlier`` is the long text that was replaced, ``leads_to`` another ticket."""

    shape: ClassVar[str] = "event"

    anchor: str
    at: datetime
    icon: str
    words: Markup
    earlier: Markup | None = None
    leads_to: str = ""
    reference: str = ""


Line = Post | Report | Event
