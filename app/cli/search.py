"""``support search …``: why search answers as it does, and what a commit would change."""

import click

from app.cli.article_sources import store_of
from app.cli.lazy_group import LazyGroup
from app.cli.refusals import in_words
from app.cli.search_words import told
from app.kernel.terms import Audience, Language
from app.knowledge.reading import NothingPublished
from app.search.documents import SearchQuery
from app.search.explaining import explain as explain_query
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings

_COMMANDS = {"rehearse": "app.cli.search_rehearsal:rehearse"}
_READERS = {
    "everyone": frozenset({Audience.EVERYONE}),
    "vip": frozenset({Audience.EVERYONE, Audience.VIP}),
    "staff": frozenset(Audience),
}


@click.group(cls=LazyGroup, lazy=_COMMANDS)
def search() -> None:
    """See why search answers as it does."""


@search.command()
@click.argument("query")
@click.option("--language", type=click.Choice(list(Language)), default=Language.ES, show_default=True)
@click.option("--reader", type=click.Choice(list(_READERS)), default="everyone", show_default=True)
@click.option("--hits", type=click.IntRange(1, 50), default=5, show_default=True)
@click.pass_obj
@in_words
def explain(settings: Settings, query: str, language: str, reader: str, hits: int) -> None:
    """Say what each word of QUERY was taken for and why each article stands where it does."""
    store = store_of(settings)
    current = store.current()
    if current is None:
        raise NothingPublished
    index = WhooshEngine().open(store.path(current.name) / "index")
    try:
        asked = SearchQuery(query, Language(language), _READERS[reader], limit=hits)
        for line in told(explain_query(index.library(asked.audiences), asked), asked):
            click.echo(line)
    finally:
        index.close()
