"""``support articles preview``: the working tree as readers would see it, drafts included."""

import tempfile
import threading
from pathlib import Path

import click
from werkzeug.serving import run_simple

from app import create_app
from app.cli.article_report import tell
from app.cli.article_sources import working_tree
from app.cli.words import say
from app.kernel.errors import DomainError
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.live import LiveKnowledge
from app.knowledge.publishing import Publisher
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings

_LOOK_EVERY = 1.0


@click.command()
@click.option("--port", type=int, default=8001, show_default=True)
@click.pass_obj
def preview(settings: Settings, port: int) -> None:
    """Serve the working tree with its drafts; a saved file shows on the next reload."""
    with tempfile.TemporaryDirectory(prefix="support-preview-") as folder:
        publisher = Publisher(
            FolderSource(working_tree(settings)),
            GenerationStore(Path(folder)),
            WhooshEngine(),
            keep=1,
            show_drafts=True,
        )
        _publish(publisher)
        ended = threading.Event()
        threading.Thread(target=_follow, args=(publisher, ended), daemon=True).start()
        app = create_app(settings, LiveKnowledge(Path(folder), WhooshEngine()))
        click.echo(say("Preview: http://127.0.0.1:%(port)s/ (Ctrl-C ends it)", port=port))
        try:
            run_simple("127.0.0.1", port, app, threaded=True)
        finally:
            ended.set()


def _follow(publisher: Publisher, ended: threading.Event) -> None:
    """Publish again whenever a file of the working tree has changed."""
    seen = ""
    while not ended.wait(_LOOK_EVERY):
        try:
            name = publisher.source.snapshot().name
            if name != seen:
                _publish(publisher)
            seen = name
        except DomainError as refusal:
            click.echo(say(refusal.message, **refusal.values), err=True)


def _publish(publisher: Publisher) -> None:
    publication = publisher.publish()
    if publication.report is not None:
        tell(publication)
