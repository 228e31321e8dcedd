"""See and change who has an account."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import select

from app import create_app
from app.accounts.actions import (
    add_person,
    change_password,
    change_roles,
    disable,
    enable,
    person_with,
)
from app.accounts.agents import Agent, agent_with, describe_agent
from app.accounts.models import Person
from app.kernel.clock import utc_now
from app.kernel.errors import DomainError
from app.kernel.terms import Language, Plan, Role, SupportLevel, TicketType
from app.settings import Settings
from app.storage.database import db, transaction


def one_of(words: type[Role] | type[Plan] | type[Language] | type[TicketType]) -> click.Choice[str]:
    """Accept the words of a closed vocabulary."""
    return click.Choice([word.value for word in words])


def new_password() -> str:
    """Return a random password (96 bits) that a person can still copy by hand."""
    return secrets.token_urlsafe(12)


@click.group()
def people() -> None:
    """See and change who has an account."""


@people.command("list")
@click.pass_obj
def list_people(settings: Settings) -> None:
    """List everybody with an account."""
    with _writing(settings):
        for person in db.session.scalars(select(Person).order_by(Person.email)):
            click.echo(_line(person))


@people.command()
@click.argument("email")
@click.option("--name", prompt=True, help="As it is shown to others.")
@click.option(
    "--role", "roles", multiple=True, type=one_of(Role), help="Repeat it for several; none is a requester."
)
@click.option("--plan", type=one_of(Plan), default=Plan.REGULAR.value, show_default=True)
@click.option("--language", type=one_of(Language), default=Language.ES.value, show_default=True)
@click.option("--generate", is_flag=True, help="Make a random password and show it once, instead of asking.")
@click.pass_obj
def add(
    settings: Settings,
    email: str,
    name: str,
    roles: tuple[str, ...],
    plan: str,
    language: str,
    generate: bool,
) -> None:
    """Open an account for EMAIL; asks for the password."""
    password = _asked(generate)
    with _writing(settings):
        person = add_person(
            email,
            name,
            password,
            now=utc_now(),
            plan=Plan(plan),
            language=Language(language),
            roles=[Role(role) for role in roles],
        )
        click.echo(_line(person))
    _show(password, generate)


@people.command("password")
@click.argument("email")
@click.option("--generate", is_flag=True, help="Make a random password and show it once, instead of asking.")
@click.pass_obj
def password_of(settings: Settings, email: str, generate: bool) -> None:
    """Give EMAIL a new password and sign them out everywhere."""
    password = _asked(generate)
    with _writing(settings):
        change_password(person_with(email), password, now=utc_now())
    click.echo("Password changed; every browser is signed out.")
    _show(password, generate)


@people.command()
@click.argument("email")
@click.argument("roles", nargs=-1, type=one_of(Role))
@click.pass_obj
def roles(settings: Settings, email: str, roles: tuple[str, ...]) -> None:
    """Give EMAIL exactly these ROLES and sign them out everywhere; without any, only show theirs."""
    with _writing(settings):
        person = person_with(email)
        if roles:
            change_roles(person, [Role(role) for role in roles], now=utc_now())
        click.echo(_line(person))


@people.command()
@click.argument("email")
@click.option("--level", type=click.IntRange(1, 4), default=1, show_default=True, help="Of support, 1 to 4.")
@click.option(
    "--speciality",
    "specialities",
    multiple=True,
    type=one_of(TicketType),
    help="Repeat it for several; none is every type.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=one_of(Language),
    help="Repeat it for both; none is the language of the account.",
)
@click.pass_obj
def describe(
    settings: Settings,
    email: str,
    level: int,
    specialities: tuple[str, ...],
    languages: tuple[str, ...],
) -> None:
    """Say what EMAIL can answer, in place of what was said before: tickets go to whom they fit."""
    with _writing(settings):
        person = person_with(email)
        describe_agent(
            person,
            level=SupportLevel(level),
            specialities=[TicketType(each) for each in specialities],
            languages=[Language(each) for each in languages],
        )
        click.echo(_profile(agent_with(person.id)))


@people.command("disable")
@click.argument("email")
@click.pass_obj
def disable_person(settings: Settings, email: str) -> None:
    """Close the account of EMAIL and sign them out everywhere."""
    with _writing(settings):
        disable(person_with(email), now=utc_now())
    click.echo("Account closed; every browser is signed out.")


@people.command("enable")
@click.argument("email")
@click.pass_obj
def enable_person(settings: Settings, email: str) -> None:
    """Open a closed account again."""
    with _writing(settings):
        enable(person_with(email))
    click.echo("Account open.")


@contextmanager
def _writing(settings: Settings) -> Iterator[None]:
    """Run the block as one write, telling a refusal in words and exit status 1."""
    with create_app(settings).app_context():
        try:
            with transaction():
                yield
        except DomainError as refusal:
            raise click.ClickException(refusal.message % refusal.values) from refusal


def _asked(generate: bool) -> str:
    if generate:
        return new_password()
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _show(password: str, generate: bool) -> None:
    if generate:
        click.echo(f"Password: {password}")


def _line(person: Person) -> str:
    what = ", ".join(sorted(person.role_set))
    plan = " · VIP" if person.plan is Plan.VIP else ""
    closed = "" if person.active else " · closed"
    return f"{person.email} · {person.name} · {what}{plan}{closed}"


def _profile(agent: Agent) -> str:
    what = ", ".join(sorted(agent.specialities)) or "every type"
    return f"{agent.name} · level {agent.level.value} · {what} · {', '.join(sorted(agent.languages))}"
