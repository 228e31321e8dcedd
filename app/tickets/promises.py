"""What tickets ask of the policy in force: when an answer is due, when a resolved one closes."""

from datetime import datetime
from typing import cast

from flask import Flask, current_app

from app.kernel.terms import Plan, Priority
from app.sla.closing import closes_at
from app.sla.policy import Policy
from app.sla.promise import Promise, promise_first_response


def supply_policy(app: Flask, policy: Policy) -> None:
    """Tell tickets which policy is in force."""
    app.extensions["policy"] = policy


def current_policy() -> Policy:
    """Return what ``supply_policy`` was given."""
    return cast(Policy, current_app.extensions["policy"])


def promise(plan: Plan, priority: Priority, asked_at: datetime) -> Promise:
    """Return the guarantee of the first answer, as the form shows it before sending (product 6)."""
    return promise_first_response(current_policy(), plan, priority, asked_at)


def lapses_at(resolved_at: datetime) -> datetime:
    """Return when a resolved ticket closes by itself: 48 h with a full business day (product 5)."""
    return closes_at(current_policy(), resolved_at)
