"""What an operator does with accounts from a terminal."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from app.accounts.actions import add_person, person_with
from app.accounts.agents import level_of
from app.cli.demo import CAST, demo
from app.cli.demo_stories import STORIES
from app.cli.demo_tickets import describe_team, seed_tickets
from app.cli.demo_votes import POPULAR
from app.cli.people import people
from app.kernel.errors import NotFound
from app.kernel.terms import Plan, Role
from app.knowledge.queries import usefulness_of
from app.settings import Settings
from app.storage.database import db, transaction
from app.tickets.lifecycle import Stage
from app.tickets.models import Ticket
from tests.accounts.signing_in import Browser

NOON = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
NEW = "nube martillo cereza tranquila"


@pytest.fixture
def operator(app: Flask, settings: Settings) -> "Operator":
    """Somebody at a terminal of this installation."""
    assert app.extensions["settings"] is settings
    return Operator(settings)


class Operator:
    """Runs ``support people …`` and answers its questions."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def run(self, *words: str, typing: str = "") -> Result:
        return CliRunner().invoke(people, list(words), obj=self.settings, input=typing)


def test_the_first_supervisor_is_made_with_a_password_of_their_own(app: Flask, operator: Operator) -> None:
    answer = operator.run(
        "add", "jefa@tuqr.example", "--name", "La Jefa", "--role", "supervisor", typing=f"{NEW}\n{NEW}\n"
    )
    assert answer.exit_code == 0, answer.output
    assert NEW not in answer.output
    browser = Browser(app)
    browser.sign_in("jefa@tuqr.example", NEW)
    assert browser.reader().is_staff


def test_a_generated_password_is_shown_once_and_works(app: Flask, operator: Operator) -> None:
    answer = operator.run("add", "luis@tuqr.example", "--name", "Luis", "--plan", "vip", "--generate")
    password = answer.output.split("Password: ")[1].strip()
    assert Browser(app).sign_in("luis@tuqr.example", password).status_code == 302


@pytest.mark.parametrize(
    ("words", "typing", "said"),
    [
        (("add", "not an address", "--name", "X"), f"{NEW}\n{NEW}\n", "is not an e-mail address"),
        (("add", "x@tuqr.example", "--name", "X"), "corta\ncorta\n", "at least 12"),
        (("disable", "nobody@tuqr.example"), "", "no account with the address nobody@tuqr.example"),
        (("add", "x@tuqr.example", "--name", "X", "--role", "king"), "", "'king' is not one of"),
    ],
)
def test_a_mistake_is_answered_in_words_and_an_exit_status(
    operator: Operator, words: tuple[str, ...], typing: str, said: str
) -> None:
    answer = operator.run(*words, typing=typing)
    assert answer.exit_code in {1, 2}
    assert said in answer.output


def test_closing_an_account_signs_its_owner_out_and_opening_it_lets_them_back(
    app: Flask, browser: Browser, operator: Operator
) -> None:
    browser.sign_in("ana@demo.tuqr.com")
    assert operator.run("disable", "ANA@demo.tuqr.com").exit_code == 0
    assert not browser.reader().is_known
    assert "closed" in operator.run("list").output
    operator.run("enable", "ana@demo.tuqr.com")
    assert Browser(app).sign_in("ana@demo.tuqr.com").status_code == 302


def test_new_roles_and_a_new_password_sign_their_owner_out(
    app: Flask, browser: Browser, operator: Operator
) -> None:
    browser.sign_in("juan@demo.tuqr.com")
    answer = operator.run("roles", "juan@demo.tuqr.com", "agent", "editor")
    assert "agent, editor" in answer.output
    assert not browser.reader().is_known
    browser.sign_in("juan@demo.tuqr.com")
    operator.run("password", "juan@demo.tuqr.com", typing=f"{NEW}\n{NEW}\n")
    assert not browser.reader().is_known
    assert Browser(app).sign_in("juan@demo.tuqr.com", NEW).status_code == 302


def test_everybody_is_listed_with_what_they_are(browser: Browser, operator: Operator) -> None:
    del browser  # only for the accounts
    listed = operator.run("list").output
    assert "victor@demo.tuqr.com · Víctor Salas · requester · VIP" in listed
    assert "marta@demo.tuqr.com · Marta León · editor" in listed


def test_the_demo_refuses_to_fill_a_real_installation(app: Flask, settings: Settings) -> None:
    answer = CliRunner().invoke(demo, obj=settings)
    assert answer.exit_code == 1
    with app.app_context(), pytest.raises(NotFound):
        person_with("ana@demo.tuqr.com")


@pytest.fixture
def trying(app: Flask, settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a demo with a data folder of its own, where fonts and styles are already made."""
    assert app.extensions["settings"] is settings
    for made in ("fonts", "static"):
        (tmp_path / made).symlink_to(settings.data_folder / made)
    return settings.model_copy(update={"demo": True, "data_folder": tmp_path})


def test_the_demos_people_keep_their_passwords_and_only_the_owner_can_read_them(
    app: Flask, trying: Settings
) -> None:
    first, second = (CliRunner().invoke(demo, obj=trying) for _start in range(2))
    assert first.exit_code == second.exit_code == 0, first.output
    assert first.stdout == second.stdout
    file = trying.data_folder / "demo-passwords.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    passwords = _passwords(trying)
    assert len(set(passwords.values())) == len(CAST)
    for email, name, plan, role in CAST:
        assert passwords[email] in first.stdout
        browser = Browser(app)
        browser.sign_in(email, passwords[email])
        assert browser.reader().name == name
        with app.app_context():
            person = person_with(email)
            assert (person.plan, person.role_set) == (Plan(plan), frozenset({Role(role)}))


def test_the_demo_mends_its_passwords_when_the_file_is_lost(app: Flask, trying: Settings) -> None:
    CliRunner().invoke(demo, obj=trying)
    (trying.data_folder / "demo-passwords.txt").unlink()
    CliRunner().invoke(demo, obj=trying)
    password = _passwords(trying)["ana@demo.tuqr.com"]
    assert Browser(app).sign_in("ana@demo.tuqr.com", password).status_code == 302


def test_the_popular_articles_of_the_demo_show_the_shares_the_product_was_described_with(
    app: Flask, trying: Settings
) -> None:
    for _start in range(2):
        assert CliRunner().invoke(demo, obj=trying).exit_code == 0
    with app.app_context():
        scores = usefulness_of(POPULAR)
    assert {article: round((score.share or 0) * 100) for article, score in scores.items()} == {
        "configurar-metodos-de-pago": 95,
        "producto-no-se-guarda": 92,
        "configurar-inventario-ueps": 89,
        "hacer-mi-tienda-publica": 94,
        "problemas-de-carga-lenta": 87,
    }
    assert sum(score.votes for score in scores.values()) == 709


def _passwords(trying: Settings) -> dict[str, str]:
    lines = (trying.data_folder / "demo-passwords.txt").read_text().splitlines()
    return dict(line.split(" ", 1) for line in lines)


def test_an_agent_is_described_so_that_tickets_find_them(
    app: Flask, operator: Operator, people: None
) -> None:
    described = operator.run(
        "describe", "juan@demo.tuqr.com", "--level", "2", "--speciality", "billing", "--language", "en"
    )
    assert described.output.strip() == "Juan Pérez · level 2 · billing · en"
    assert operator.run("describe", "juan@demo.tuqr.com").output.strip() == (
        "Juan Pérez · level 1 · every type · es"
    )
    refused = operator.run("describe", "ana@demo.tuqr.com")
    assert refused.exit_code == 1
    with app.app_context():
        assert level_of(person_with("ana@demo.tuqr.com").id) == 1


def test_the_demo_has_a_ticket_in_every_stage_and_tells_no_story_twice(app: Flask, people: None) -> None:
    with app.app_context():
        with transaction():
            add_person("luisa@demo.tuqr.com", "Luisa Mora", NEW, now=NOON, roles=[Role.AGENT])
            describe_team()
        for _start in range(2):
            with transaction():
                seed_tickets(NOON)
        stages = [ticket.stage for ticket in db.session.scalars(select(Ticket))]
    assert len(stages) == len(STORIES)
    assert set(stages) == set(Stage)
