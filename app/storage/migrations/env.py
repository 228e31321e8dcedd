"""Alembic's entry: run the migrations on the application's database."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.storage.database import db

config = context.config


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as the database knows them, so that a migration never imports the code."""
    if kind == "type" and isinstance(item, sa.TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Run the missing migrations, each in a transaction of its own where the engine can."""
    migrate = current_app.extensions["migrate"]
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            render_item=plain_type,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
