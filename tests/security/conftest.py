"""A help centre with articles that most readers may not see, a cast with tickets, and who tries what."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.accounts.actions import add_person
from app.kernel.clock import utc_now
from app.kernel.terms import Plan, Role
from app.settings import Settings
from app.storage.database import transaction
from app.storage.schema import bring_up_to_date
from app.web.catalogues import compile_catalogues
from tests.accounts.conftest import password_hash
from tests.accounts.signing_in import CAST, PASSWORD, Browser
from tests.conftest import empty_tables
from tests.security.planting import EVERYBODY, VISITOR, Planted, plant
from tests.security.world import World, populate
from tests.support.published import publish_hidden_articles

__all__ = ["password_hash"]

NOBODY = "nobody"
PEOPLE = {
    NOBODY: None,
    "requester": "ana@demo.tuqr.com",
    "vip": "victor@demo.tuqr.com",
    "agent": "juan@demo.tuqr.com",
    "editor": "marta@demo.tuqr.com",
}


@pytest.fixture(scope="session")
def hidden_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles of ``tests.support.hidden_articles``, published."""
    return publish_hidden_articles(tmp_path_factory)


@pytest.fixture(scope="session")
def guarded(hidden_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over those articles, with the cast in its database."""
    folder = tmp_path_factory.mktemp("guarded")
    compile_catalogues()
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'support.db'}",
            data_folder=tmp_path_factory.getbasetemp().parent / "data",
            search_index_folder=hidden_index,
            secret_key="only for tests, long enough to be one",
            base_url="http://localhost",
        )
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        bring_up_to_date()
        with transaction():
            for email, (name, plan, roles) in CAST.items():
                add_person(email, name, PASSWORD, plan=Plan(plan), roles=map(Role, roles), now=utc_now())
    return app


@pytest.fixture(scope="session")
def readers(guarded: Flask) -> dict[str, Browser]:
    """A browser for each kind of reader, signed in where the reader has an account."""
    browsers = {}
    for number, (kind, email) in enumerate(PEOPLE.items(), start=1):
        browsers[kind] = Browser(guarded, f"198.51.100.{number}")
        if email:
            assert browsers[kind].sign_in(email).status_code == 302
    return browsers


@pytest.fixture(scope="session")
def planted(guarded: Flask) -> Planted:
    """Words in everything that is private, in that help centre."""
    return plant(guarded)


@pytest.fixture(scope="session")
def everybody(guarded: Flask, planted: Planted) -> dict[str, Browser]:
    """A browser for each of those to whom something there is private, and for a visitor."""
    browsers = {}
    for number, name in enumerate(EVERYBODY, start=101):
        browsers[name] = Browser(guarded, f"198.51.100.{number}")
        if name != VISITOR:
            assert browsers[name].sign_in(planted.emails[name]).status_code == 302
    return browsers


@pytest.fixture(scope="module")
def world(prepared_app: Flask, password_hash: str) -> World:
    """Everybody has an account, and whatever Ana has is there when somebody asks for it."""
    with prepared_app.app_context():
        empty_tables()
    return populate(prepared_app, password_hash)
