"""``support articles preview``: the working tree as readers would see it, drafts and faults included."""

import tempfile
import threading
from pathlib import Path

import click
from flask import Flask
from werkzeug.serving import run_simple

from app import create_app
from app.cli.article_report import tell
from app.cli.article_sources import article_source, working_tree
from app.cli.preview_pages import show_preview
from app.cli.preview_watch import WorkingTree
from app.cli.refusals import in_words
from app.cli.words import say
from app.knowledge.git_source import GitSource
from app.settings import Settings
from app.storage.database import db
from app.web.catalogues import compile_catalogues


@click.command()
@click.option("--port", type=int, default=8001, show_default=True)
@click.pass_obj
@in_words
def preview(settings: Settings, port: int) -> None:
    """Serve the working tree with drafts and faults; an open page shows a saved file by itself."""
    with tempfile.TemporaryDirectory(prefix="support-preview-") as folder:
        tree = working_tree_of(settings, Path(folder))
        tell(tree.publication, settings.articles_folder)
        app = preview_application(settings, tree, Path(folder))
        ended = threading.Event()
        threading.Thread(target=tree.follow, args=(ended,), daemon=True).start()
        click.echo(say("Preview: http://127.0.0.1:%(port)s/ (Ctrl-C ends it)", port=port))
        try:
            run_simple("127.0.0.1", port, app, threaded=True)
        finally:
            ended.set()


def working_tree_of(settings: Settings, folder: Path) -> WorkingTree:
    """Return the working tree, live under ``folder``; what is committed stands in for what is faulty."""
    source = article_source(settings)
    committed = source if isinstance(source, GitSource) else None
    return WorkingTree(working_tree(settings), folder / "generations", committed)


def preview_application(settings: Settings, tree: WorkingTree, folder: Path) -> Flask:
    """Return the portal over the working tree, with a database of its own that is thrown away with it."""
    compile_catalogues()
    own = {
        "environment": "development",
        "database_url": f"sqlite:///{folder / 'preview.db'}",
        "smtp_host": "",
    }
    app = create_app(settings.model_copy(update=own), tree.knowledge)
    with app.app_context():
        db.create_all()
    show_preview(app, tree)
    return app
