"""Whose names may stand in a ticket: everybody with an account, and single names of those who took part."""

import re
from collections.abc import Collection, Iterable

from sqlalchemy import select

from app.accounts.models import Person, RoleGrant
from app.editorial.drafting.redaction import folded, names_pattern
from app.storage.database import db
from app.tickets.views import Changed, Said, TicketView

_PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "e", "da", "do", "dos", "van", "von", "san"})


def people_in(view: TicketView, text: str) -> re.Pattern[str] | None:
    """Return what finds people in folded words of a ticket; two statements."""
    took_part = {view.requester, view.assignee, *(_named_in(view)), *_team()}
    whole = _known(text) | took_part
    return names_pattern(whole, (part for name in took_part for part in _parts(name)))


def _named_in(view: TicketView) -> Iterable[str]:
    for entry in view.entries:
        if isinstance(entry, Said):
            yield entry.author
        elif isinstance(entry, Changed):
            yield entry.actor


def _team() -> Collection[str]:
    """Return everybody with a role: agents sign with a first name."""
    return db.session.scalars(select(Person.name).join(RoleGrant).distinct()).all()


def _known(text: str) -> set[str]:
    """Return the names of all accounts whose first word stands in the text."""
    words = set(re.findall(r"\w+", folded(text)))
    names = db.session.scalars(select(Person.name).distinct())
    return {name for name in names if " " in name and folded(name.split()[0]) in words}


def _parts(name: str) -> Iterable[str]:
    return (part for part in name.split() if len(part) > 2 and folded(part) not in _PARTICLES)
