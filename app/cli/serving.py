"""Serve the portal."""

import os
import sys

import click

from app.settings import Settings


@click.command()
@click.pass_obj
def serve(settings: Settings) -> None:
    """Serve the portal with gunicorn until stopped."""
    os.execv(sys.executable, serve_command(settings))  # noqa: S606  # becomes the server: gets the signals


def serve_command(settings: Settings) -> list[str]:
    """Return the command that is the web server."""
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
    return command
