"""Takes out of an installation's database what people asked before."""

from collections.abc import Sequence

import click
from sqlalchemy.exc import SQLAlchemyError

from app.cli.words import say
from app.editorial.asked import asked_queries, ticket_subjects
from app.kernel.clock import utc_now
from app.search.rehearsing import Question
from app.settings import Settings
from app.storage.reading import reading

SEVERAL = 3  # visitors; what fewer asked is theirs, and no reason to hold a publication back


def asked_by_several(settings: Settings) -> Sequence[Question]:
    """Return the searches that several visitors made; none, with a word about it, where none can be read."""
    try:
        with reading(settings.database) as connection:
            return asked_queries(connection, utc_now(), visitors=SEVERAL) if connection else ()
    except SQLAlchemyError as trouble:
        reason = str(trouble).partition("\n")[0]
        text = say("Searches were not rehearsed, the database cannot be read: %(reason)s", reason=reason)
        click.echo(text, err=True)
        return ()


def all_asked(settings: Settings, visitors: int = 1) -> Sequence[Question]:
    """Return the searches of at least ``visitors`` and all ticket subjects. Raises SQLAlchemyError."""
    with reading(settings.database) as connection:
        if connection is None:
            return ()
        now = utc_now()
        return [*asked_queries(connection, now, visitors=visitors), *ticket_subjects(connection, now)]
