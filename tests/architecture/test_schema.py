"""Migrations make exactly the tables that the code describes."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask

from app.storage.database import Base, db
from app.storage.schema import bring_up_to_date, schema_is_current


def test_a_migrated_database_matches_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(app: Flask) -> None:
    bring_up_to_date()
    assert schema_is_current()
