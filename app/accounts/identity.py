"""The reader behind a request, as every page asks for it."""

from flask import g

from app.accounts.models import Person, SignIn
from app.accounts.roles import are_staff, audiences_of, permissions_of
from app.web.identity import STRANGER, Reader


def reader_of_request() -> Reader:
    """Return whoever signed in with this browser, else a stranger."""
    person = person_of_request()
    return reader_of(person) if person else STRANGER


def person_of_request() -> Person | None:
    """Return the person whose sign-in was recognised at the beginning of this request."""
    sign_in: SignIn | None = g.get("sign_in")
    return sign_in.person if sign_in else None


def reader_of(person: Person) -> Reader:
    """Describe a person to the pages."""
    roles = person.role_set
    return Reader(
        person_id=person.id,
        name=person.name,
        email=person.email,
        initials="".join(word[0] for word in person.name.split()[:2]).upper(),
        audiences=audiences_of(person.plan, roles),
        permissions=permissions_of(roles),
        is_staff=are_staff(roles),
    )
