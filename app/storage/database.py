"""The database handle and the one way to write to it."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from app.storage.trouble import must_run_again

_MOST_RUNS = 4
_Answer = TypeVar("_Answer")

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table; constraint names are the same on every engine."""

    metadata = MetaData(naming_convention=_NAMES)


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})


@contextmanager
def transaction() -> Iterator[None]:
    """Run the block as one write: all of it is kept, or nothing.

    On SQLite the write lock is taken first (``BEGIN IMMEDIATE``, security 53), so
    that a reader never fails halfway when it becomes a writer. Ends the reading
    transaction that the request may have open. Not to be nested.
    """
    db.session.commit()
    db.session.connection(execution_options={"writes": True})
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def in_transaction(write: Callable[[], _Answer]) -> _Answer:
    """Run ``write`` in a ``transaction``, and again when the database undid it for others' sake.

    That is a deadlock, or a conflict with another transaction; after four runs it is raised.
    ``write`` loads what it changes itself, and does nothing that a rollback leaves behind.
    """
    for run in range(1, _MOST_RUNS):
        try:
            with transaction():
                return write()
        except Exception as error:
            if not must_run_again(error):
                raise
        time.sleep(random.uniform(0.01, 0.05) * run)  # noqa: S311  # spreads runs, keeps no secret
    with transaction():
        return write()


def engine_options(url: str) -> dict[str, Any]:
    """Return what the connections of ``url`` need: a server may go away, and nobody waits for ever."""
    if make_url(url).get_backend_name() == "sqlite":
        return {}
    return {"pool_pre_ping": True, "pool_timeout": 10, "connect_args": {"connect_timeout": 5}}


@event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, _record: ConnectionPoolEntry) -> None:
    if not type(connection).__module__.startswith("psycopg"):
        return
    connection.execute("SET lock_timeout = '10s'")  # as long as SQLite waits
    connection.commit()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
