"""``support search rehearse``: what a commit would change for people who search."""

import sys
import tempfile
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from app.cli.article_report import problems
from app.cli.article_sources import article_source, store_of, working_tree
from app.cli.asked_before import all_asked
from app.cli.refusals import in_words
from app.cli.rehearsal_words import told_rehearsal
from app.cli.words import say
from app.kernel.wording import N_
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.publishing import Publisher
from app.knowledge.reading import NothingPublished
from app.search.rehearsing import QuestionKind, Rehearsal, Turn
from app.search.rehearsing import rehearse as ask_both
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings

_SHOWN = 20
_EVERY = 1_000_000


@click.command()
@click.option("--against", metavar="COMMIT", help="Compare with this commit instead of the newest one.")
@click.option("--working-tree", "unsaved", is_flag=True, help="Compare with the files as they lie there.")
@click.option("--all", "show_all", is_flag=True, help="Print every question instead of the first twenty.")
@click.pass_obj
@in_words
def rehearse(settings: Settings, against: str | None, unsaved: bool, show_all: bool) -> None:
    """Ask what people searched, and tickets' subjects, of the live articles and of a commit's.

    Shows what would be gained, lost and moved. Exit status 1 when something would be lost and the
    policy is to block.
    """
    store = store_of(settings)
    current = store.current()
    if current is None:
        raise NothingPublished
    try:
        questions = all_asked(settings)
    except SQLAlchemyError as trouble:
        reason = str(trouble).partition("\n")[0]
        raise click.ClickException(say("The database cannot be read: %(reason)s", reason=reason)) from trouble
    source = FolderSource(working_tree(settings)) if unsaved else article_source(settings, against)
    with tempfile.TemporaryDirectory(prefix="support-rehearsal-") as folder:
        other = GenerationStore(Path(folder))
        publication = Publisher(source, other, WhooshEngine()).publish()
        for line in problems(publication.report, settings.articles_folder) if publication.report else ():
            click.echo(line, err=True)
        before = WhooshEngine().open(store.path(current.name) / "index")
        after = WhooshEngine().open(other.path(publication.generation) / "index")
        try:
            rehearsal = ask_both(before, after, questions)
        finally:
            before.close()
            after.close()
    tickets = sum(question.kind is QuestionKind.TICKET for question in questions)
    counts = {"searches": len(questions) - tickets, "tickets": tickets}
    names = {"live": current.name[:10], "other": publication.generation[:10]}
    text = N_("%(searches)s searches and %(tickets)s tickets' subjects asked of %(live)s and of %(other)s")
    click.echo(say(text, **counts, **names))
    for line in told_rehearsal(rehearsal, _EVERY if show_all else _SHOWN):
        click.echo(line)
    sys.exit(_status(rehearsal, settings))


def _status(rehearsal: Rehearsal, settings: Settings) -> int:
    return int(settings.finds_policy == "block" and bool(rehearsal.turned(Turn.LOST)))
