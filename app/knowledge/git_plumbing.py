"""The ``git`` program asked to write: objects and one new reference, never a working tree or a hook.

Reading is ``git_source``'s; docs/decisions/0003-git-program.md says why it is the program.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from app.knowledge.source import SourceUnusable

PATIENCE = 120
_CHOICES = (
    "core.hooksPath=/dev/null",  # a moved reference would run ``reference-transaction``
    "core.fsmonitor=false",
    "core.splitIndex=false",
    "core.quotePath=false",
    "core.fsync=all",
    "commit.gpgSign=false",
    "i18n.commitEncoding=UTF-8",
    "gc.auto=0",
    "maintenance.auto=false",
)


class GitPlumbing:
    """One repository, bare or not, and an environment of its own for each order."""

    def __init__(self, repository: Path, environment: Mapping[str, str] | None = None) -> None:
        program = shutil.which("git")
        if program is None:
            raise SourceUnusable(
                "The program «git» is not installed; install it, or set the article source to «folder»"
            )
        if not repository.is_dir():
            raise SourceUnusable("There is no folder %(folder)s", folder=str(repository))
        self.repository, self._added = repository, dict(environment or {})
        chosen = [word for choice in _CHOICES for word in ("-c", choice)]
        self._command = [program, "-C", str(repository), *chosen]
        # Not the caller's environment: inside a hook git sets variables that point elsewhere.
        self._environment = {
            "PATH": os.defpath,
            "HOME": str(Path.home()),
            "LC_ALL": "C",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0",
            **self._added,
        }

    def with_index(self, file: Path) -> "GitPlumbing":
        """Return the same, staging in ``file`` instead of the repository's index."""
        return GitPlumbing(self.repository, {**self._added, "GIT_INDEX_FILE": str(file)})

    def ask(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what git prints. Raises SourceUnusable with git's own words when it refuses."""
        answer = self.run(*arguments, given=given)
        if answer.returncode:
            raise SourceUnusable(
                "git refused in %(folder)s: %(reason)s", folder=str(self.repository), reason=_words(answer)
            )
        return answer.stdout

    def word(self, *arguments: str, given: bytes = b"") -> str:
        """Return the one line git prints. Raises SourceUnusable."""
        return self.ask(*arguments, given=given).decode("utf-8", "surrogateescape").strip()

    def run(self, *arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Return git's whole answer, a refusal too. Raises SourceUnusable when there is none."""
        try:
            return subprocess.run(
                [*self._command, *arguments], input=given, capture_output=True, env=self._environment,
                timeout=PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise SourceUnusable("git did not answer within %(seconds)s seconds", seconds=PATIENCE) from error

    def commit(self, revision: str) -> str:
        """Return the commit id of a revision. Raises SourceUnusable in words."""
        self.ask("rev-parse", "--git-dir")
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        answer = self.run(*asked)
        if answer.returncode:
            raise SourceUnusable("The repository has no branch or commit «%(revision)s»", revision=revision)
        return answer.stdout.decode().strip()


def _words(answer: "subprocess.CompletedProcess[bytes]") -> str:
    lines = answer.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else "?"
