"""``support articles …``: what editors do with articles from a terminal."""

import gc
import json
import sys
from dataclasses import replace
from typing import Literal

import click

from app.cli.article_report import tell
from app.cli.article_sources import article_source, publisher_of, store_of, working_tree
from app.cli.lazy_group import LazyGroup
from app.cli.refusals import in_words
from app.cli.words import say, translate
from app.knowledge.checking import check_articles
from app.knowledge.faults import Fault
from app.knowledge.folder_source import FolderSource
from app.knowledge.git_source import GitSource
from app.knowledge.rollback import generations, roll_back
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings

_COMMANDS = {
    "install-hook": "app.cli.article_hook:install_hook",
    "new": "app.cli.article_stub:new",
    "preview": "app.cli.article_preview:preview",
}


@click.group(cls=LazyGroup, lazy=_COMMANDS)
def articles() -> None:
    """Check, publish and look after the articles of the knowledge base."""


@articles.command()
@click.option("--branch", help="Branch, tag or commit to publish instead of the configured one.")
@click.option("--full", is_flag=True, help="Build everything anew instead of what changed.")
@click.option(
    "--block", "policy", flag_value="block", help="Hold back when a finds phrase misses its article."
)
@click.option(
    "--warn", "policy", flag_value="warn", help="Only report when a finds phrase misses its article."
)
@click.option("--unless-pinned", is_flag=True, hidden=True)
@click.pass_obj
@in_words
def publish(
    settings: Settings,
    branch: str | None = None,
    full: bool = False,
    policy: Literal["warn", "block"] | None = None,
    unless_pinned: bool = False,
) -> None:
    """Make the committed articles live."""
    gc.disable()  # a short process that keeps what it makes: looking for garbage costs a fifth of its time
    publisher = publisher_of(settings, article_source(settings, branch))
    if policy:
        publisher = replace(publisher, finds_policy=policy)
    publication = publisher.publish(full=full, unless_pinned=unless_pinned)
    tell(publication, settings.articles_folder)
    if not publication.live:
        sys.exit(1)


@articles.command()
@click.argument("files", nargs=-1)
@click.option("--commit", help="Check this commit instead of the working tree.")
@click.option("--json", "as_json", is_flag=True, help="Write the faults as JSON.")
@click.pass_obj
@in_words
def check(settings: Settings, files: tuple[str, ...], commit: str | None, as_json: bool) -> None:
    """Say what is wrong, as file:line: message; exit status 1 if anything is."""
    folder = settings.articles_folder
    source = (
        GitSource(settings.articles_repository, commit, folder)
        if commit
        else FolderSource(working_tree(settings))
    )
    only = {_inside(folder, file) for file in files}
    faults = check_articles(source.snapshot(), store_of(settings), only)
    if as_json:
        click.echo(json.dumps([_facts(folder, fault) for fault in faults], ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(f"{folder}/{fault.text(translate)}")
        if not faults:
            click.echo(say("No faults found"))
    sys.exit(1 if faults else 0)


@articles.command()
@click.pass_obj
@in_words
def history(settings: Settings) -> None:
    """List the generations on this machine, the live one marked."""
    for one in generations(store_of(settings)):
        mark = say("pinned") if one.pinned else say("live") if one.live else ""
        counts = say("cannot be read")
        if one.report:
            faults = len(one.report.faults)
            counts = say(
                "%(articles)s articles, %(faults)s faults", articles=one.report.articles, faults=faults
            )
        click.echo(f"{one.name}  {one.published_at:%Y-%m-%d %H:%M} UTC  {counts}  {mark}".rstrip())


@articles.command()
@click.argument("commit", required=False)
@click.pass_obj
@in_words
def rollback(settings: Settings, commit: str | None) -> None:
    """Make an earlier generation live until the next publication."""
    name = roll_back(store_of(settings), WhooshEngine(), commit)
    click.echo(say("Live again: %(generation)s, until the next publication", generation=name))


def _inside(folder: str, file: str) -> str:
    """Return a file's path inside the articles folder, however it was given."""
    return file.replace("\\", "/").rpartition(f"{folder}/")[2]


def _facts(folder: str, fault: Fault) -> dict[str, object]:
    return {
        "file": f"{folder}/{fault.path}",
        "line": fault.line,
        "message": fault.words(translate),
        "id": fault.message,
        "values": dict(fault.values),
    }
