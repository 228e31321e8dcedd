"""The ``support`` command: everything an operator or an editor does from a terminal."""

import click

from app.cli.articles import articles
from app.cli.demo import demo
from app.cli.people import people
from app.cli.serving import bootstrap, serve, up
from app.settings import Settings


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """Run TuQR's help centre."""
    context.obj = Settings()


for command in (articles, bootstrap, demo, people, serve, up):
    main.add_command(command)
