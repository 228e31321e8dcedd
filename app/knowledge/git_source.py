"""Articles as git has them: a branch's commit, read from the object store and never the working tree.

The ``git`` program does the reading (docs/decisions/0003-git-program.md); it is only ever asked to
read, with arguments that cannot be taken for options.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.kernel.wording import N_
from app.knowledge.article_path import ArticlePath
from app.knowledge.git_program import GitProgram
from app.knowledge.history import Change, Commit, History
from app.knowledge.resolutions import TRAILER, references_in
from app.knowledge.source import FileKind, SourceFile, SourceUnusable

_KINDS = {
    b"100644": FileKind.FILE,
    b"100755": FileKind.FILE,
    b"120000": FileKind.SYMLINK,
    b"160000": FileKind.SUBMODULE,
}
_AT_ONCE = 500
_CHOICES = ("log.showSignature=false", "core.quotePath=false")
_RESOLVES = f"%(trailers:key={TRAILER},valueonly,unfold,separator=%x2C)"
_ID = re.compile(rb"^id:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)


class GitSource:
    """The articles folder of one branch (or ``HEAD``) of a repository, bare or not."""

    def __init__(self, repository: Path, branch: str = "HEAD", folder: str = "articles") -> None:
        self._git = _Git(repository)
        self._branch, self._folder = branch, folder.strip("/")

    def snapshot(self) -> "GitSnapshot":
        """Return the commit the branch stands at. Raises SourceUnusable."""
        return self.at(self._branch)

    def at(self, revision: str) -> "GitSnapshot":
        """Return the state at any revision git understands. Raises SourceUnusable."""
        commit = self._git.commit(revision)
        files = self._git.files(commit, self._folder)
        if not files:
            raise SourceUnusable(
                "Commit %(commit)s holds no folder «%(folder)s»", commit=commit[:10], folder=self._folder
            )
        return GitSnapshot(self._git, commit, self._folder, files, self._warnings())

    def _warnings(self) -> tuple[str, ...]:
        shallow = self._git.ask("rev-parse", "--is-shallow-repository").strip() == b"true"
        return (
            (N_("The repository is shallow: authors and dates before its first commit are unknown"),)
            if shallow
            else ()
        )


@dataclass(frozen=True, slots=True)
class GitSnapshot:
    """The articles of one commit."""

    _git: "_Git"
    name: str
    _folder: str
    files: Mapping[str, SourceFile]
    warnings: tuple[str, ...] = ()

    def read(self, files: Iterable[SourceFile]) -> Iterator[tuple[SourceFile, bytes]]:
        """Yield each file with its content."""
        wanted = list(files)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            yield from zip(some, self._git.blobs([file.blob for file in some]), strict=True)

    def texts_at(self, places: Sequence[tuple[str, str]]) -> Sequence[bytes]:
        """Return what stood at each commit and path; empty where nothing did."""
        names = [f"{commit}:{self._folder}/{path}" for commit, path in places]
        return [
            text for start in range(0, len(names), _AT_ONCE)
            for text in self._git.blobs(names[start : start + _AT_ONCE])
        ]  # fmt: skip

    def history(self, known: History | None) -> History:
        """Return the history up to this commit; cost follows the commits since ``known``."""
        history = known if known and self._git.is_ancestor(known.head, self.name) else History()
        if history.head != self.name:
            history.add(self._git.log(history.head, self.name, self._folder), self.name, self.files)
        lives = [life for life in history.unnamed() if ArticlePath.parse(life.path)]
        for life, text in zip(lives, self._git.blobs([life.last_blob for life in lives]), strict=True):
            found = _ID.search(text[:20_000])
            life.article_id = found[1].decode() if found else ""
        return history


class _Git(GitProgram):
    """The few questions asked of the ``git`` program."""

    def __init__(self, repository: Path) -> None:
        super().__init__(repository, _CHOICES, {"GIT_OPTIONAL_LOCKS": "0"})

    def files(self, commit: str, folder: str) -> dict[str, SourceFile]:
        """Return all files under ``folder``, by their path inside it."""
        found = {}
        listing = self.ask("ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", f"{folder}/")
        for entry in listing.split(b"\0")[:-1]:
            facts, _, name = entry.partition(b"\t")
            mode, _, blob, size = facts.split()
            path = name.decode("utf-8", "backslashreplace").removeprefix(f"{folder}/")
            kind = _KINDS.get(mode, FileKind.SUBMODULE)
            found[path] = SourceFile(path, blob.decode(), kind, int(size) if size != b"-" else 0)
        return found

    def blobs(self, ids: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of blobs, in order; a missing one (partial clone) is empty."""
        answer = (
            self.ask("cat-file", "--batch", given="".join(f"{blob}\n" for blob in ids).encode())
            if ids
            else b""
        )
        place = 0
        for _ in ids:
            end = answer.index(b"\n", place)
            facts = answer[place:end].split()
            size = int(facts[2]) if facts[-1] != b"missing" else -1
            yield answer[end + 1 : end + 1 + max(size, 0)]
            place = end + 1 + size + 1

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Say whether one can walk on from ``older`` to ``newer``."""
        return self.run("merge-base", "--is-ancestor", older, newer).returncode == 0

    def log(self, since: str, until: str, folder: str) -> Iterator[Commit]:
        """Yield the commits after ``since`` that touched the folder, oldest first."""
        span = f"{since}..{until}" if since else until
        text = self.ask(
            "log", "--topo-order", "--reverse", "--full-history", "--raw", "--no-abbrev", "--no-renames",
            "--no-ext-diff", "--no-textconv", "-z", f"--format=%x01%H%x02%aN%x02%ct%x02{_RESOLVES}%x02%s",
            span, "--", f":(top){folder}/",
        ).decode("utf-8", "backslashreplace")  # fmt: skip
        head: list[str] = []
        changes: list[Change] = []
        tokens = iter(text.split("\0"))
        for token in tokens:
            token = token.lstrip("\n")
            if token.startswith("\1"):
                if head:
                    yield _commit(head, changes)
                head, changes = token[1:].split("\2", 4), []
            elif token.startswith(":"):
                _, _, before, after, status = token.split(" ")
                path = next(tokens).removeprefix(f"{folder}/")
                changes.append(Change(path, status[0], before, after))
        if head:
            yield _commit(head, changes)


def _commit(head: Sequence[str], changes: Iterable[Change]) -> Commit:
    name, author, at, resolves, subject = head
    return Commit(name, author, int(at), subject, tuple(changes), references_in(resolves))


def is_repository(folder: Path) -> bool:
    """Say whether a folder is, or lies in, a git repository that can be read."""
    try:
        return bool(_Git(folder).ask("rev-parse", "--git-dir"))
    except SourceUnusable:
        return False


def hooks_folder(repository: Path) -> Path:
    """Return where git looks for the repository's hooks. Raises SourceUnusable."""
    return repository / _Git(repository).ask("rev-parse", "--git-path", "hooks").decode().strip()
