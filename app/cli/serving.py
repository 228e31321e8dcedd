"""Prepare an installation and serve it."""

import os
import sys

import click

from app import create_app
from app.cli.articles import publish
from app.cli.demo import demo
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
@click.pass_obj
def serve(settings: Settings) -> None:
    """Serve the portal with gunicorn until stopped."""
    command = [
        sys.executable, "-m", "gunicorn", "app.cli.wsgi:app",
        "--bind", f"{settings.host}:{settings.port}",
        "--workers", str(settings.web_processes),
        "--threads", str(settings.web_threads),
        "--preload",  # imported once, shared by the processes
        "--graceful-timeout", "30",
        "--timeout", "60",
        "--max-requests", "20000",
        "--max-requests-jitter", "2000",
        "--log-level", "warning",
        "--limit-request-line", "0",  # a pasted text of any length gets our own answer, in words
    ]  # fmt: skip
    if settings.proxy_hops == 0:
        command += ["--forwarded-allow-ips", ""]
    os.execv(sys.executable, command)  # noqa: S606  # becomes the server, so that it gets the signals


@click.command()
@click.pass_context
def up(context: click.Context) -> None:
    """Prepare what is missing, then serve."""
    settings: Settings = context.obj
    context.invoke(bootstrap)
    click.echo(f"\n  TuQR Ayuda · http://{settings.host}:{settings.port}/\n")
    sys.stdout.flush()
    context.invoke(serve)
