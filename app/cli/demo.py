"""Fill a demo installation with people, votes and tickets; never a real one."""

import os
from pathlib import Path

import click
from flask_security import verify_password
from sqlalchemy import select

from app import create_app
from app.accounts.actions import add_person, change_password
from app.accounts.models import Person
from app.cli.demo_desk import seed_desk
from app.cli.demo_tickets import describe_team, seed_tickets
from app.cli.demo_votes import seed_votes
from app.cli.people import new_password
from app.kernel.clock import utc_now
from app.kernel.terms import Plan, Role
from app.settings import Settings
from app.storage.database import db, transaction

# E-mail, name, plan, role: the cast of every story and test.
CAST: tuple[tuple[str, str, Plan, Role], ...] = (
    ("ana@demo.tuqr.com", "Ana Rojas", Plan.REGULAR, Role.REQUESTER),
    ("victor@demo.tuqr.com", "Víctor Salas", Plan.VIP, Role.REQUESTER),
    ("juan@demo.tuqr.com", "Juan Pérez", Plan.REGULAR, Role.AGENT),
    ("luisa@demo.tuqr.com", "Luisa Mora", Plan.REGULAR, Role.AGENT),
    ("sofia@demo.tuqr.com", "Sofía Méndez", Plan.REGULAR, Role.SUPERVISOR),
    ("marta@demo.tuqr.com", "Marta León", Plan.REGULAR, Role.EDITOR),
)


@click.command()
@click.pass_obj
def demo(settings: Settings) -> None:
    """Make the demo's people, votes and tickets, and show how to sign in; safe to run at every start."""
    if not settings.demo or settings.is_production:
        raise click.ClickException("Set SUPPORT_DEMO=true to try the product; never where customers come.")
    passwords = _kept_passwords(settings.data_folder / "demo-passwords.txt")
    with create_app(settings).app_context():
        with transaction():
            for email, name, plan, role in CAST:
                _seed_person(email, name, passwords[email], plan, role)
            describe_team()
        with transaction():
            seed_votes(utc_now())
        with transaction():
            seed_tickets(utc_now())
        with transaction():
            seed_desk(utc_now())
    _show(passwords)


def _seed_person(email: str, name: str, password: str, plan: Plan, role: Role) -> None:
    person = db.session.scalar(select(Person).where(Person.email == email))
    if person is None:
        add_person(email, name, password, now=utc_now(), plan=plan, roles=[role])
    elif not verify_password(password, person.password):
        change_password(person, password, now=utc_now())


def _kept_passwords(file: Path) -> dict[str, str]:
    """Return this installation's demo passwords, made once and readable by its owner only."""
    kept = dict(line.split() for line in file.read_text().splitlines()) if file.exists() else {}
    passwords = {email: kept.get(email) or new_password() for email, *_ in CAST}
    if passwords != kept:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        with open(file, "x", opener=_owner_only) as made:
            made.writelines(f"{email} {password}\n" for email, password in passwords.items())
    return passwords


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _show(passwords: dict[str, str]) -> None:
    click.echo("\n  Demo accounts (this installation only):")
    for email, name, plan, role in CAST:
        what = f"{role.value}, VIP" if plan is Plan.VIP else role.value
        click.echo(f"  {email:22} {passwords[email]}   {name} ({what})")
