"""To whom a ticket goes: whose speciality, language and level fit, least loaded first (product 5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.kernel.terms import Language, SupportLevel, TicketType


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent who could answer; without specialities they take every type. ``load``: active tickets."""

    person_id: int
    level: SupportLevel
    specialities: frozenset[TicketType]
    languages: frozenset[Language]
    load: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """What a ticket asks of whoever answers it."""

    type: TicketType
    language: Language
    level: SupportLevel = SupportLevel.ASSIGNED_AGENT


def best_candidate(candidates: Iterable[Candidate], need: Need) -> int | None:
    """Return the id of who should answer, or None when nobody fits and the queue has to decide.

    The nearest level at or above the need comes first, then specialists before those who
    take everything, then the least loaded, then whoever came first.
    """
    fitting = [candidate for candidate in candidates if fits(candidate, need)]
    if not fitting:
        return None
    return min(
        fitting, key=lambda each: (each.level, not each.specialities, each.load, each.person_id)
    ).person_id


def fits(candidate: Candidate, need: Need) -> bool:
    """Say whether the agent's level, language and specialities cover the need."""
    return (
        candidate.level >= need.level
        and need.language in candidate.languages
        and (not candidate.specialities or need.type in candidate.specialities)
    )
