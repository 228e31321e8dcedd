"""Turns what the domain refuses into words on a terminal."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from app.cli.words import say
from app.kernel.errors import DomainError

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


def in_words(command: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
    """Turn a refusal of the domain into a message and exit status 1."""

    @wraps(command)
    def run(*arguments: _Arguments.args, **options: _Arguments.kwargs) -> _Answer:
        try:
            return command(*arguments, **options)
        except DomainError as refusal:
            raise click.ClickException(say(refusal.message, **refusal.values)) from refusal

    return run
