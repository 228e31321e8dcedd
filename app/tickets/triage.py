"""From the four questions to a priority (ux 8.1); the browser only mirrors this table."""

from collections.abc import Set as AbstractSet

from app.kernel.errors import RuleBroken
from app.kernel.terms import Plan, Priority, TicketType
from app.tickets.vocabulary import Impact


def proposed_priority(ticket_type: TicketType, impacts: AbstractSet[Impact]) -> Priority:
    """Return the priority the answers propose: the worst harm decides; an emergency is always critical."""
    if ticket_type is TicketType.EMERGENCY or Impact.CANNOT_SELL in impacts:
        return Priority.CRITICAL
    if impacts & {Impact.CANNOT_WORK, Impact.CUSTOMERS_AFFECTED}:
        return Priority.HIGH
    if Impact.ONLY_A_QUESTION in impacts:
        return Priority.LOW
    return Priority.MEDIUM


def contradict(impacts: AbstractSet[Impact]) -> bool:
    """Say whether the answers disagree: only a question, and yet something is stopped."""
    return Impact.ONLY_A_QUESTION in impacts and len(impacts) > 1


def chosen_priority(
    ticket_type: TicketType, impacts: AbstractSet[Impact], wanted: Priority | None, reason: str
) -> Priority:
    """Return ``wanted`` where it may stand. Raises RuleBroken for another one than proposed without a reason.

    An emergency stays critical whatever is wanted.
    """
    proposed = proposed_priority(ticket_type, impacts)
    if wanted is None or wanted is proposed or ticket_type is TicketType.EMERGENCY:
        return proposed
    if not reason:
        if wanted is Priority.CRITICAL:
            raise RuleBroken("Say in one line what has stopped.", field="priority_reason")
        raise RuleBroken("Say why another priority fits better.", field="priority_reason")
    return wanted


def require_type(ticket_type: TicketType, plan: Plan) -> None:
    """Refuse types that ``plan`` does not include. Raises RuleBroken."""
    if ticket_type.needs_vip and plan is not Plan.VIP:
        raise RuleBroken("This kind of help comes with the VIP plan. Choose another one.", field="type")
