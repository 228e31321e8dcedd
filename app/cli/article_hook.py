"""``support articles install-hook``: let git publish after each commit or push."""

import shlex
import sys
from pathlib import Path

import click

from app.cli.words import say
from app.kernel.errors import DomainError
from app.knowledge.git_source import hooks_folder
from app.settings import ROOT, Settings

_HOOKS = ("post-commit", "post-receive")
_BEGIN = "# >>> support articles publish >>>"
_END = "# <<< support articles publish <<<"


@click.command("install-hook")
@click.pass_obj
def install_hook(settings: Settings) -> None:
    """Publish after each commit (post-commit) and each push to this repository (post-receive)."""
    try:
        folder = hooks_folder(settings.articles_repository)
    except DomainError as refusal:
        raise click.ClickException(say(refusal.message, **refusal.values)) from refusal
    folder.mkdir(parents=True, exist_ok=True)
    for name in _HOOKS:
        hook = folder / name
        hook.write_text(with_our_lines(hook, our_lines(settings)), encoding="utf-8")
        hook.chmod(0o755)
        click.echo(say("Hook ready: %(hook)s", hook=hook))


def our_lines(settings: Settings) -> str:
    """Return the lines that publish; they neither fail a commit nor read a push's list of branches."""
    variables = {
        "SUPPORT_ARTICLES_REPOSITORY": settings.articles_repository.resolve(),
        "SUPPORT_ARTICLES_BRANCH": settings.articles_branch,
        "SUPPORT_ARTICLES_FOLDER": settings.articles_folder,
        "SUPPORT_ARTICLE_SOURCE": settings.article_source,
        "SUPPORT_SEARCH_INDEX_FOLDER": settings.search_index_folder.resolve(),
        "SUPPORT_DATA_FOLDER": settings.data_folder.resolve(),
        "SUPPORT_FINDS_POLICY": settings.finds_policy,
        "SUPPORT_KEEP_GENERATIONS": settings.keep_generations,
    }
    environment = " ".join(f"{name}={shlex.quote(str(value))}" for name, value in variables.items())
    there = f"unset $(git rev-parse --local-env-vars) && cd {shlex.quote(str(ROOT))}"
    command = f"{environment} {shlex.quote(sys.executable)} -m app articles publish"
    body = f"( {there} && {command} </dev/null ) || true"
    return f"{_BEGIN}\n{body}\n{_END}\n"


def with_our_lines(hook: Path, ours: str) -> str:
    """Return a hook's text with our lines after its first, everything else as it was.

    Raises ClickException when the hook is not a shell script.
    """
    if not hook.exists():
        return f"#!/bin/sh\n{ours}"
    text = hook.read_text(encoding="utf-8")
    before, found, rest = text.partition(_BEGIN)
    if found:
        text = before + rest.partition(f"{_END}\n")[2]
    first, _, others = text.partition("\n")
    if not first.startswith("#!") or not first.rstrip().endswith(("sh", "bash", "dash", "zsh")):
        message = say("%(hook)s is not a shell script; add this line to it yourself:", hook=hook)
        raise click.ClickException(f"{message}\n{ours}")
    return f"{first}\n{ours}{others}"
