"""Alembic's entry: run the migrations on the application's database."""

from alembic import context
from flask import current_app

from app.storage.database import db

config = context.config


def run() -> None:
    """Run the missing migrations, each in a transaction of its own where the engine can."""
    migrate = current_app.extensions["migrate"]
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
