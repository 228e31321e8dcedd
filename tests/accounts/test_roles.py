"""Roles and what they allow: the table that product 13 describes."""

import pytest

from app.accounts.roles import PERMISSIONS, are_staff, audiences_of, permissions_of
from app.kernel.permissions import Permission
from app.kernel.terms import Audience, Plan, Role

READ, SEE, REVIEW, MANAGE, ANSWER, DIRECT, PROPOSE = (
    Permission.READ_STAFF_ARTICLES,
    Permission.SEE_PUBLISHING,
    Permission.REVIEW_VOTES,
    Permission.MANAGE_PEOPLE,
    Permission.ANSWER_TICKETS,
    Permission.DIRECT_TICKETS,
    Permission.PROPOSE_CHANGES,
)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.REQUESTER, set()),
        (Role.AGENT, {READ, REVIEW, ANSWER}),
        (Role.EDITOR, {READ, REVIEW, SEE, PROPOSE}),
        (Role.SUPERVISOR, {READ, REVIEW, SEE, PROPOSE, MANAGE, ANSWER, DIRECT}),
        (Role.ADMINISTRATOR, {READ, REVIEW, SEE, PROPOSE, MANAGE, ANSWER, DIRECT}),
    ],
)
def test_each_role_may_do_this_and_no_more(role: Role, allowed: set[Permission]) -> None:
    assert permissions_of({role}) == allowed


def test_no_role_is_forgotten_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_two_roles_allow_what_either_allows() -> None:
    assert permissions_of({Role.AGENT, Role.EDITOR}) == {READ, REVIEW, SEE, PROPOSE, ANSWER}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REQUESTER])
def test_everybody_but_requesters_is_staff(role: Role) -> None:
    assert are_staff({role})
    assert are_staff({role, Role.REQUESTER})
    assert not are_staff({Role.REQUESTER})


def test_the_plan_opens_vip_articles_but_never_staff_ones() -> None:
    assert audiences_of(Plan.VIP, {Role.REQUESTER}) == {Audience.EVERYONE, Audience.VIP}
    assert audiences_of(Plan.REGULAR, {Role.REQUESTER}) == {Audience.EVERYONE}
