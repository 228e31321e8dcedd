"""The ``support`` command: everything an operator or an editor does from a terminal."""

import click

from app.cli.lazy_group import LazyGroup
from app.settings import Settings

_COMMANDS = {
    "articles": "app.cli.articles:articles",
    "bootstrap": "app.cli.starting:bootstrap",
    "demo": "app.cli.demo:demo",
    "index": "app.cli.index:index",
    "jobs": "app.cli.working:jobs",
    "people": "app.cli.people:people",
    "policy": "app.cli.policy:policy",
    "proposals": "app.cli.search_proposals:proposals",
    "search": "app.cli.search:search",
    "serve": "app.cli.serving:serve",
    "up": "app.cli.starting:up",
    "work": "app.cli.working:work",
}


@click.group(cls=LazyGroup, lazy=_COMMANDS)
@click.pass_context
def main(context: click.Context) -> None:
    """Run TuQR's help centre."""
    context.obj = Settings()
