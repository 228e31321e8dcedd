"""Which role holds which permission: one table (product 13, security 13)."""

from collections.abc import Set as AbstractSet

from app.kernel.permissions import Permission
from app.kernel.terms import Audience, Plan, Role

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REQUESTER: frozenset(),
    Role.AGENT: frozenset(
        {Permission.READ_STAFF_ARTICLES, Permission.REVIEW_VOTES, Permission.ANSWER_TICKETS}
    ),
    Role.SUPERVISOR: frozenset(
        {
            Permission.READ_STAFF_ARTICLES,
            Permission.REVIEW_VOTES,
            Permission.SEE_PUBLISHING,
            Permission.PROPOSE_CHANGES,
            Permission.MANAGE_PEOPLE,
            Permission.ANSWER_TICKETS,
            Permission.DIRECT_TICKETS,
        }
    ),
    Role.EDITOR: frozenset(
        {
            Permission.READ_STAFF_ARTICLES,
            Permission.REVIEW_VOTES,
            Permission.SEE_PUBLISHING,
            Permission.PROPOSE_CHANGES,
        }
    ),
    Role.ADMINISTRATOR: frozenset(Permission),
}


def permissions_of(roles: AbstractSet[Role]) -> frozenset[Permission]:
    """Return everything that ``roles`` together allow."""
    return frozenset[Permission]().union(*(PERMISSIONS[role] for role in roles))


def are_staff(roles: AbstractSet[Role]) -> bool:
    """Say whether somebody with ``roles`` works here: whoever may read staff articles does."""
    return Permission.READ_STAFF_ARTICLES in permissions_of(roles)


def audiences_of(plan: Plan, roles: AbstractSet[Role]) -> frozenset[Audience]:
    """Return the audiences a person belongs to; staff read what every customer reads."""
    if are_staff(roles):
        return frozenset(Audience)
    if plan is Plan.VIP:
        return frozenset({Audience.EVERYONE, Audience.VIP})
    return frozenset({Audience.EVERYONE})
