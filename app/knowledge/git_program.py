"""The ``git`` program, asked in one repository with settings of its own (see decision 0003)."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from app.kernel.wording import N_
from app.knowledge.source import SourceUnusable

_PATIENCE = 120  # seconds


class GitProgram:
    """One repository, bare or not; arguments come so that none can be taken for an option."""

    refusal: ClassVar[str] = N_("git cannot read %(folder)s: %(reason)s")

    def __init__(self, repository: Path, choices: Iterable[str], environment: Mapping[str, str]) -> None:
        """Ask git with ``choices`` (``name=value``) and ``environment`` and nothing of the caller's.

        Raises SourceUnusable where there is no git or no such folder.
        """
        program = shutil.which("git")
        if program is None:
            raise SourceUnusable(
                "The program «git» is not installed; install it, or set the article source to «folder»"
            )
        if not repository.is_dir():
            raise SourceUnusable("There is no folder %(folder)s", folder=str(repository))
        self.repository = repository
        chosen = [word for choice in choices for word in ("-c", choice)]
        self._command = [program, "-C", str(repository), *chosen]
        # Not the caller's environment: inside a hook git sets variables that point elsewhere.
        self._environment = {
            "PATH": os.defpath,
            "HOME": str(Path.home()),
            "LC_ALL": "C",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0",
            **environment,
        }

    def ask(self, *arguments: str, given: bytes = b"") -> bytes:
        """Return what git prints. Raises SourceUnusable with git's own words when it refuses."""
        answer = self.run(*arguments, given=given)
        if answer.returncode:
            words = answer.stderr.decode("utf-8", "replace").strip().splitlines() or ["?"]
            raise SourceUnusable(self.refusal, folder=str(self.repository), reason=words[0])
        return answer.stdout

    def run(self, *arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """Return git's whole answer, a refusal too. Raises SourceUnusable when there is none."""
        try:
            return subprocess.run(
                [*self._command, *arguments], input=given, capture_output=True, env=self._environment,
                timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise SourceUnusable(
                "git did not answer within %(seconds)s seconds", seconds=_PATIENCE
            ) from error

    def commit(self, revision: str) -> str:
        """Return the commit id of a revision. Raises SourceUnusable in words."""
        self.ask("rev-parse", "--git-dir")
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        answer = self.run(*asked)
        if answer.returncode == 0:
            return answer.stdout.decode().strip()
        if not self.run("rev-list", "--all", "--max-count=1").stdout:
            raise SourceUnusable("The repository has no commits yet: commit an article to publish it")
        raise SourceUnusable("The repository has no branch or commit «%(revision)s»", revision=revision)
