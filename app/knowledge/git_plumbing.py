"""The ``git`` program asked to write: objects and one new reference, never a working tree or a hook.

Reading is ``git_source``'s; docs/decisions/0003-git-program.md says why it is the program.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from app.kernel.wording import N_
from app.knowledge.git_program import GitProgram

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


class GitPlumbing(GitProgram):
    """One repository, and an environment of its own for each order."""

    refusal: ClassVar[str] = N_("git refused in %(folder)s: %(reason)s")

    def __init__(self, repository: Path, environment: Mapping[str, str] | None = None) -> None:
        self._added = dict(environment or {})
        super().__init__(repository, _CHOICES, self._added)

    def with_index(self, file: Path) -> "GitPlumbing":
        """Return the same, staging in ``file`` instead of the repository's index."""
        return GitPlumbing(self.repository, {**self._added, "GIT_INDEX_FILE": str(file)})

    def word(self, *arguments: str, given: bytes = b"") -> str:
        """Return the one line git prints. Raises SourceUnusable."""
        return self.ask(*arguments, given=given).decode("utf-8", "surrogateescape").strip()
