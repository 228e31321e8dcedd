"""``support index …``: look after the index."""

import sys
import time
from collections.abc import Callable

import click

from app.cli.article_sources import store_of
from app.cli.refusals import in_words
from app.cli.words import say
from app.editorial.doctor import Checkup, check_up, whole_text
from app.kernel.terms import Audience, Language
from app.knowledge.generation import StoredGeneration
from app.knowledge.indexing import document_key
from app.knowledge.reading import NothingPublished
from app.search.documents import SearchQuery
from app.search.finding import keys_found
from app.search.query_text import parse_query
from app.search.whoosh_engine import WhooshEngine, WhooshReader
from app.settings import Settings

_SHOWN = 50
_EVERYBODY = frozenset(Audience)


@click.group()
def index() -> None:
    """Look after the search index."""


@index.command()
@click.option("--all", "show_all", is_flag=True, help="Print every exception instead of the first fifty.")
@click.pass_obj
@in_words
def doctor(settings: Settings, show_all: bool) -> None:
    """Try whether every word of every live article, and every beginning of it, finds that article."""
    began = time.monotonic()
    store = store_of(settings)
    current = store.current()
    if current is None:
        raise NothingPublished
    reader = WhooshEngine().open(store.path(current.name) / "index")
    try:
        generation = StoredGeneration(store, current.name, WhooshEngine())
        shelf = generation.shelf(_EVERYBODY)
        articles = {document_key(each): each for language in Language for each in shelf.everything(language)}
        texts = ((each, whole_text(each, generation.body(each))) for each in articles.values())
        checkup = check_up(texts, _finder(reader))
    finally:
        reader.close()
    _tell(checkup, time.monotonic() - began, show_all)
    sys.exit(1 if checkup.not_found else 0)


def _finder(reader: WhooshReader) -> Callable[[str, Language], frozenset[str]]:
    """Return what asks the index; texts that are cut into the same words have the same answer."""
    library = reader.library(_EVERYBODY)
    known: dict[tuple[object, ...], frozenset[str]] = {}

    def find(typed: str, language: Language) -> frozenset[str]:
        query = parse_query(typed)
        same = (language, tuple(word.text for word in query.words), query.open_ended)
        if same not in known:
            asked = SearchQuery(typed, language, _EVERYBODY)
            known[same] = keys_found(library, asked)[language]
        return known[same]

    return find


def _tell(checkup: Checkup, seconds: float, show_all: bool) -> None:
    shown = checkup.not_found if show_all else checkup.not_found[:_SHOWN]
    for missed in shown:
        click.echo(
            say(
                "«%(typed)s» (%(language)s, of «%(word)s») does not find %(paths)s",
                typed=missed.typed,
                language=missed.language,
                word=missed.of,
                paths=", ".join(missed.paths),
            )
        )
    if len(shown) < len(checkup.not_found):
        click.echo(say("… and %(more)s more (--all)", more=len(checkup.not_found) - len(shown)))
    click.echo(
        say(
            "%(articles)s articles, %(words)s words, %(typed)s words and beginnings typed: "
            "%(missed)s do not find their article (%(seconds)s s)",
            articles=checkup.articles,
            words=checkup.words,
            typed=checkup.typed,
            missed=len(checkup.not_found),
            seconds=f"{seconds:.0f}",
        )
    )
