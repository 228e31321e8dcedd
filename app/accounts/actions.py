"""What can be done to an account; each change that takes something away signs the person out."""

from collections.abc import Iterable
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from flask_security import hash_password
from sqlalchemy import select

from app.accounts.models import EndReason, Person, RoleGrant, address_of
from app.accounts.passwords import require_good_password
from app.accounts.sign_ins import end_all_sign_ins
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.terms import Language, Plan, Role
from app.storage.database import db


def person_with(email: str) -> Person:
    """Return the person with this address, however it is capitalised. Raises NotFound."""
    person = db.session.scalar(select(Person).where(Person.email == address_of(email)))
    if person is None:
        raise NotFound("There is no account with the address %(email)s.", email=email)
    return person


def add_person(
    email: str,
    name: str,
    password: str,
    *,
    now: datetime,
    plan: Plan = Plan.REGULAR,
    language: Language = Language.ES,
    roles: Iterable[Role] = (),
) -> Person:
    """Open an account for somebody whose address is known to be theirs. Raises RuleBroken."""
    _require_address(email)
    require_good_password(password, name=name, email=email)
    if db.session.scalar(select(Person.id).where(Person.email == address_of(email))) is not None:
        raise RuleBroken("There already is an account with the address %(email)s.", email=email)
    person = Person(
        email=email,
        name=name.strip(),
        password=hash_password(password),
        plan=plan,
        language=language,
        created_at=now,
        confirmed_at=now,
        password_changed_at=now,
        roles=_grants(roles, now),
    )
    db.session.add(person)
    db.session.flush()
    return person


def change_password(person: Person, password: str, *, now: datetime) -> None:
    """Set a new password and sign the person out everywhere. Raises RuleBroken."""
    require_good_password(password, name=person.name, email=person.email)
    person.password = hash_password(password)
    person.password_changed_at = now
    end_all_sign_ins(person, EndReason.PASSWORD_CHANGED, now)


def change_roles(person: Person, roles: Iterable[Role], *, now: datetime) -> None:
    """Give the person exactly ``roles``; none makes them a requester. Signs them out everywhere."""
    wanted = frozenset(roles) - {Role.REQUESTER}
    kept = [grant for grant in person.roles if grant.role in wanted]
    person.roles = kept + _grants(wanted - {grant.role for grant in kept}, now)
    end_all_sign_ins(person, EndReason.ROLES_CHANGED, now)


def disable(person: Person, *, now: datetime) -> None:
    """Close the account: nobody signs in with it, and whoever did is out."""
    person.disabled_at = person.disabled_at or now
    end_all_sign_ins(person, EndReason.DISABLED, now)


def enable(person: Person) -> None:
    """Open a closed account again."""
    person.disabled_at = None


def _grants(roles: Iterable[Role], now: datetime) -> list[RoleGrant]:
    return [RoleGrant(role=role, granted_at=now) for role in sorted(set(roles) - {Role.REQUESTER})]


def _require_address(email: str) -> None:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise RuleBroken("%(email)s is not an e-mail address.", email=email) from error
