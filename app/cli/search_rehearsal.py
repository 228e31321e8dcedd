"""``support search rehearse``: what a commit would change for people who search."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click
from sqlalchemy.exc import SQLAlchemyError

from app.cli.article_report import problems
from app.cli.article_sources import article_source, store_of, working_tree
from app.cli.asked_before import all_asked
from app.cli.refusals import in_words
from app.cli.rehearsal_words import told_rehearsal
from app.cli.words import say, translate
from app.editorial.rehearsal_comment import FEWEST, Compared, rehearsal_comment
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.catalogue_file import read_catalogue
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.git_source import GitSource
from app.knowledge.publishing import Publisher
from app.knowledge.reading import NothingPublished
from app.knowledge.source import Source
from app.search.rehearsing import Question, QuestionKind, Rehearsal, Turn
from app.search.rehearsing import rehearse as ask_both
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings

_SHOWN = 20
_EVERY = 1_000_000


@click.command()
@click.option("--against", metavar="COMMIT", help="Compare with this branch, tag or commit.")
@click.option("--working-tree", "unsaved", is_flag=True, help="Compare with the files as they lie there.")
@click.option("--all", "show_all", is_flag=True, help="Print every question instead of the first twenty.")
@click.option(
    "--comment",
    type=click.File("w", encoding="utf-8", errors="replace", lazy=True),
    metavar="FILE",
    help="Write a comment for a pull request in Markdown; - writes it to standard output.",
)
@click.option("--block", "policy", flag_value="block", help="Exit with 1 when something would be lost.")
@click.option("--warn", "policy", flag_value="warn", help="Exit with 0 whatever would be lost.")
@click.pass_obj
@in_words
def rehearse(
    settings: Settings,
    against: str | None,
    unsaved: bool,
    show_all: bool,
    comment: IO[str] | None,
    policy: str | None,
) -> None:
    """Ask what people searched, and tickets' subjects, of the live articles and of a commit's.

    Shows what would be gained, lost and moved. Exit status 1 when something would be lost and the
    policy is to block. With --comment only searches of five visitors or more are quoted, here and
    there; tickets are counted.
    """
    if against and unsaved:
        raise click.UsageError(say("Choose one of --against and --working-tree"))
    questions = _questions(settings, FEWEST if comment else 1)
    done = _rehearsed(settings, _source(settings, against, unsaved), questions)
    for line in done.problems:
        click.echo(line, err=True)
    if comment:
        comment.write(rehearsal_comment(done.rehearsal, done.compared, translate))
    else:
        _print(done, _EVERY if show_all else _SHOWN)
    lost = bool(done.rehearsal.turned(Turn.LOST))
    sys.exit(int((policy or settings.finds_policy) == "block" and lost))


@dataclass(frozen=True, slots=True)
class _Done:
    rehearsal: Rehearsal
    compared: Compared
    problems: Sequence[str]


def _questions(settings: Settings, visitors: int) -> Sequence[Question]:
    try:
        return all_asked(settings, visitors)
    except SQLAlchemyError as trouble:
        reason = str(trouble).partition("\n")[0]
        raise click.ClickException(say("The database cannot be read: %(reason)s", reason=reason)) from trouble


def _source(settings: Settings, against: str | None, unsaved: bool) -> Source:
    if against:
        return GitSource(settings.articles_repository, against, settings.articles_folder)
    return FolderSource(working_tree(settings)) if unsaved else article_source(settings)


def _rehearsed(settings: Settings, source: Source, questions: Sequence[Question]) -> _Done:
    store = store_of(settings)
    current = store.current()
    if current is None:
        raise NothingPublished
    with tempfile.TemporaryDirectory(prefix="support-rehearsal-") as folder:
        other = GenerationStore(Path(folder))
        publication = Publisher(source, other, WhooshEngine()).publish()
        before = WhooshEngine().open(store.path(current.name) / "index")
        after = WhooshEngine().open(other.path(publication.generation) / "index")
        try:
            rehearsal = ask_both(before, after, questions)
        finally:
            before.close()
            after.close()
        tickets = sum(question.kind is QuestionKind.TICKET for question in questions)
        titles = {
            **_titles(other.path(publication.generation)),
            **_titles(store.path(current.name)),
        }
        names = current.name[:10], publication.generation[:10]
        compared = Compared(*names, len(questions) - tickets, tickets, titles)
        report = publication.report
        return _Done(rehearsal, compared, problems(report, settings.articles_folder) if report else ())


def _titles(generation: Path) -> Mapping[tuple[str, Language], str]:
    catalogue = read_catalogue(generation / "catalogue.json")
    return {(article.id, article.language): article.title for article in catalogue.articles}


def _print(done: _Done, most: int) -> None:
    one = done.compared
    text = N_("%(searches)s searches and %(tickets)s tickets' subjects asked of %(live)s and of %(other)s")
    counts = {"searches": one.searches, "tickets": one.tickets}
    click.echo(say(text, **counts, live=one.live, other=one.other))
    for line in told_rehearsal(done.rehearsal, most, more_by=" (--all)"):
        click.echo(line)
