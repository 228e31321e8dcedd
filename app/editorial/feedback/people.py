"""Who may take care of feedback."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Person, RoleGrant
from app.accounts.roles import PERMISSIONS
from app.kernel.errors import NotAllowed
from app.kernel.permissions import Permission
from app.kernel.wording import N_
from app.storage.database import db
from app.web.identity import Reader

_REVIEWING = sorted(role for role, held in PERMISSIONS.items() if Permission.REVIEW_VOTES in held)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody an item can be given to."""

    person_id: int
    name: str


def reviewers() -> Sequence[Reviewer]:
    """Return everybody who may review and whose account is open, by name; one statement."""
    grants = select(RoleGrant.person_id).where(RoleGrant.role.in_(_REVIEWING))
    people = select(Person.id, Person.name).where(Person.disabled_at.is_(None), Person.id.in_(grants))
    rows = db.session.execute(people.order_by(Person.name, Person.id))
    return [Reviewer(person_id, name) for person_id, name in rows]


def is_reviewer(person_id: int) -> bool:
    """Say whether an item can be given to this person."""
    return any(reviewer.person_id == person_id for reviewer in reviewers())


def require_reviewer(viewer: Reader) -> int:
    """Return who acts. Raises NotAllowed for whoever may not review."""
    if viewer.person_id is None or not viewer.may(Permission.REVIEW_VOTES):
        raise NotAllowed(N_("Only the team reviews articles."))
    return viewer.person_id
