"""Prepare an installation and start it."""

import sys

import click

from app import create_app
from app.cli.articles import publish
from app.cli.demo import demo
from app.cli.serving import serve_command
from app.cli.side_by_side import SideBySide
from app.settings import Settings
from app.storage.schema import bring_up_to_date
from app.web.assets import build_assets
from app.web.catalogues import compile_catalogues


@click.command()
@click.pass_context
def bootstrap(context: click.Context) -> None:
    """Prepare database, translations, assets and articles; safe to run at every start."""
    settings: Settings = context.obj
    compile_catalogues()
    build_assets(settings.data_folder)
    with create_app(settings).app_context():
        bring_up_to_date()
    context.invoke(publish, unless_pinned=True)
    if settings.demo:
        context.invoke(demo)


@click.command()
@click.pass_context
def up(context: click.Context) -> None:
    """Prepare what is missing, then serve with a worker beside; Ctrl+C stops both."""
    settings: Settings = context.obj
    context.invoke(bootstrap)
    click.echo(f"\n  TuQR Ayuda · http://{settings.host}:{settings.port}/\n")
    sys.stdout.flush()
    work = [sys.executable, "-m", "app", "work"]
    context.exit(SideBySide(serve_command(settings), work, (settings.host, settings.port)).run())
