"""Who answers tickets, and what each of them can answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import AgentProfile, Person, RoleGrant
from app.accounts.roles import PERMISSIONS
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language, Role, SupportLevel, TicketType
from app.storage.database import db

_ANSWERING = sorted(role for role, held in PERMISSIONS.items() if Permission.ANSWER_TICKETS in held)


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who answers tickets; ``is_routed`` when new tickets may go to them by themselves."""

    person_id: int
    name: str
    level: SupportLevel
    specialities: frozenset[TicketType]
    languages: frozenset[Language]
    is_routed: bool


def agents() -> Sequence[Agent]:
    """Return everybody who may answer tickets and whose account is open, by name."""
    return _agents()


def agent_with(person_id: int) -> Agent:
    """Return one of them. Raises RuleBroken for anybody else."""
    found = _agents(person_id)
    if not found:
        raise RuleBroken("Choose somebody who answers tickets.", field="assignee")
    return found[0]


def level_of(person_id: int) -> SupportLevel:
    """Return the level of a person of the team; the first one for whoever has no profile."""
    level = db.session.scalar(select(AgentProfile.level).where(AgentProfile.person_id == person_id))
    return SupportLevel(level or SupportLevel.ASSIGNED_AGENT)


def describe_agent(
    person: Person,
    *,
    level: SupportLevel = SupportLevel.ASSIGNED_AGENT,
    specialities: Iterable[TicketType] = (),
    languages: Iterable[Language] = (),
) -> None:
    """Say what an agent can answer, in place of what was said before."""
    db.session.merge(
        AgentProfile(
            person_id=person.id,
            level=level.value,
            specialities=frozenset(specialities),
            languages=frozenset(languages),
        )
    )


def _agents(only: int | None = None) -> list[Agent]:
    """Ask for all of them, or for one, with one statement."""
    statement = (
        select(Person.id, Person.name, Person.language, RoleGrant.role, AgentProfile)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(AgentProfile, AgentProfile.person_id == Person.id)
        .where(Person.disabled_at.is_(None), RoleGrant.role.in_(_ANSWERING))
        .order_by(Person.name, Person.id)
    )
    if only is not None:
        statement = statement.where(Person.id == only)
    found: dict[int, Agent] = {}
    for person_id, name, language, role, profile in db.session.execute(statement):
        routed = role is Role.AGENT or (person_id in found and found[person_id].is_routed)
        found[person_id] = Agent(
            person_id,
            name,
            SupportLevel(profile.level) if profile else SupportLevel.ASSIGNED_AGENT,
            profile.specialities if profile else frozenset(),
            (profile.languages if profile else frozenset()) or frozenset({language}),
            routed,
        )
    return list(found.values())
