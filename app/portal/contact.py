"""How to reach people: the channels that exist, their hours, and who answers what."""

from dataclasses import dataclass

from app.knowledge.pages import Crumb, Meta


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach us: an icon's name, what it is for, when it is answered, and where it leads."""

    icon: str
    title: str
    purpose: str
    hours: str
    address: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A department with its address and what it answers (the source's table)."""

    title: str
    address: str
    url: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The contact page. ``mail_url`` is a mailto with the search or the article filled in.

    ``query`` and ``article_title`` say what the person brought along; either may be "".
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    query: str
    article_title: str
    article_url: str | None
    mail_url: str
    mail_subject: str
    hours: str
    channels: tuple[Channel, ...]
    desks: tuple[Desk, ...]
