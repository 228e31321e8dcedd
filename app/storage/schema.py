"""The database's schema: brought up to date, and compared with the code's."""

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import Migrate, upgrade

from app.storage.database import db

FOLDER = Path(__file__).parent / "migrations"


def manage_schema(app: Flask) -> None:
    """Let migrations find the tables."""
    Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)


def bring_up_to_date() -> None:
    """Apply the missing migrations; safe to run twice. Raises when the schema is newer than the code."""
    upgrade(directory=str(FOLDER))


def schema_is_current() -> bool:
    """Say whether the database has exactly the schema of this code."""
    config = current_app.extensions["migrate"].migrate.get_config()
    newest = ScriptDirectory.from_config(config).get_current_head()
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
