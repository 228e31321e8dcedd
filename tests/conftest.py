"""What every test stands on: a real database on both engines, the real articles, real pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, exists, literal, select, text, union_all
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from app import create_app
from app.settings import Settings
from app.storage.database import Base, db
from app.storage.schema import bring_up_to_date
from app.web.catalogues import compile_catalogues
from tests.support.published import publish_repository_articles

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def search_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's articles, published once for all tests of this process."""
    return publish_repository_articles(tmp_path_factory)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fresh database of this process on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'support.db'}"
    else:
        with _postgresql_of_this_process() as url:
            yield url


@pytest.fixture(scope="session")
def settings(database_url: str, search_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a development installation that shares nothing with the real one."""
    return Settings(
        database_url=database_url,
        data_folder=tmp_path_factory.getbasetemp().parent / "data",
        search_index_folder=search_index,
        secret_key="only for tests, long enough to be one",
        base_url="http://localhost",
    )


@pytest.fixture(scope="session")
def prepared_app(settings: Settings) -> Flask:
    """The application on a migrated database."""
    compile_catalogues()
    app = create_app(settings)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        bring_up_to_date()
    return app


@pytest.fixture
def app(prepared_app: Flask) -> Iterator[Flask]:
    """The application with empty tables."""
    with prepared_app.app_context():
        empty_tables()
        yield prepared_app
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


def empty_tables() -> None:
    """Forget every row; asking first which tables have any costs a fifth of deleting from all of them."""
    db.session.rollback()
    tables = list(reversed(Base.metadata.sorted_tables))
    used = [select(literal(table.name)).where(exists(select(1).select_from(table))) for table in tables]
    names = set(db.session.scalars(union_all(*used)))
    for table in tables:
        if table.name in names:
            db.session.execute(table.delete())
    db.session.commit()


@contextmanager
def _postgresql_of_this_process() -> Iterator[str]:
    url = make_url(POSTGRESQL)
    server = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    name = f"support_test_{os.getpid()}"
    try:
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
            connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit TO off'))
    except OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"not run: PostgreSQL cannot be reached ({error.orig})")
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()
