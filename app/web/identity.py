"""Who is asking, as the pages need to know it; accounts supply it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app, g

from app.kernel.permissions import Permission
from app.kernel.terms import Audience


@dataclass(frozen=True, slots=True)
class Reader:
    """The person, or the stranger, behind a request."""

    person_id: int | None = None
    name: str = ""
    email: str = ""
    initials: str = ""
    audiences: frozenset[Audience] = frozenset({Audience.EVERYONE})
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    is_staff: bool = False

    @property
    def is_known(self) -> bool:
        """Say whether the person signed in."""
        return self.person_id is not None

    def may(self, permission: Permission) -> bool:
        """Say whether the person holds ``permission``."""
        return permission in self.permissions


STRANGER = Reader()


def doubt_reader() -> None:
    """Note that nobody could be asked who this is; until then it is a stranger."""
    g.reader_in_doubt = True


def reader_is_in_doubt() -> bool:
    """Say whether the stranger may be somebody whom we could not recognise right now."""
    return bool(g.get("reader_in_doubt"))


def supply_reader(app_extensions: dict[str, object], supplier: Callable[[], Reader]) -> None:
    """Tell the plumbing whom to ask for the reader of the present request."""
    app_extensions["reader"] = supplier


def current_reader() -> Reader:
    """Return who is asking; a stranger unless accounts say otherwise. Asked once per request."""
    if "reader" not in g:
        g.reader = current_app.extensions.get("reader", lambda: STRANGER)()
    reader: Reader = g.reader
    return reader
