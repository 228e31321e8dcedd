"""When a requester may ask for a higher level, and until when it is decided: pure rules."""

from datetime import datetime

from app.kernel.terms import Plan, Priority, SupportLevel
from app.kernel.wording import N_
from app.sla.policy import Policy
from app.tickets.lifecycle import Stage


def refusal(stage: Stage, level: SupportLevel, is_open: bool) -> str | None:
    """Return why no request can be made now, as an English message id; None when one can."""
    if stage is Stage.CLOSED:
        return N_("This ticket is closed, so it cannot be escalated. Reply on it if it is not solved.")
    if stage is Stage.RESOLVED:
        return N_("This ticket is resolved, so it cannot be escalated. Say first that it is not solved.")
    if is_open:
        return N_("You asked for it already: a supervisor is deciding.")
    if level is SupportLevel.MANAGEMENT:
        return N_("This ticket is with the management already: there is no higher level.")
    return None


def decided_by(policy: Policy, plan: Plan, asked_at: datetime) -> datetime:
    """Return until when a supervisor has decided.

    Whoever asks is worried, so a request waits for its answer no longer than a ticket of high
    priority may before it rises by itself (product 7: two hours of work).
    """
    within = policy.escalation.unanswered[Priority.HIGH]
    return policy.terms[plan, Priority.HIGH].calendar.instant_after(asked_at, within)
