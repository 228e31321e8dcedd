"""A proposal of somebody in the portal: a commit on a branch of its own, or a patch to download.

Nothing an editor has checked out is touched: not ``HEAD``, not the index, not the working tree. A branch
appears in one step, with everything it needs written before; killed earlier, nothing is seen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from app.kernel.errors import RuleBroken
from app.knowledge.git_plumbing import GitPlumbing
from app.knowledge.source import SourceUnusable

PREFIX = "ayuda/"
_NAMES_TRIED = 99
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# Where ``git am`` would see the message end, a patch begin, or headers that overrule the real ones.
_TAKEN_FOR_MORE = re.compile(
    r"^(?=---|diff -|Index: |>*From |-- $|-- >8|(From|Subject|Date|Content-Type): ?|\[PATCH)", re.M | re.I
)


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a file shall say; ``path`` is inside the repository, with ``/``."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who proposes. The address ends up in a history that many people copy: never a private one."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A branch that now exists and the one commit on it."""

    branch: str
    commit: str


def propose(
    repository: Path,
    base: str,
    branch: str,
    changes: Sequence[FileChange],
    message: str,
    author: Author,
    now: datetime,
) -> Proposed:
    """Commit ``changes`` on top of ``base`` as a new branch ``ayuda/…``; a taken name gets -2, -3 and so on.

    Raises SourceUnusable in words when git cannot, RuleBroken for a bad name or path or nothing to change.
    """
    git = GitPlumbing(repository, _signature(author, now))
    start = git.commit(base)
    _check_branch(git, branch)
    commit = _committed(git, git, start, changes, message)
    return Proposed(_take_free_name(git, branch, commit), commit)


def patch_of(
    repository: Path, base: str, changes: Sequence[FileChange], message: str, author: Author, now: datetime
) -> bytes:
    """Return the commit ``propose`` would make as a letter that ``git am`` applies.

    The repository stays as it is. Raises SourceUnusable in words when git cannot, RuleBroken for a bad
    path or nothing to change.
    """
    real = GitPlumbing(repository)
    start = real.commit(base)
    with TemporaryDirectory(prefix="support-patch-") as folder:
        git = _shadow(real, Path(folder) / "shadow.git", _signature(author, now))
        commit = _committed(git, real, start, changes, message)
        return git.ask(
            "format-patch", "-1", "--stdout", "--binary", "--full-index", "--no-renames", "--no-ext-diff",
            "--no-textconv", "--encode-email-headers", "--end-of-options", commit,
        )  # fmt: skip


def text_at(repository: Path, base: str, path: str) -> str | None:
    """Return what a file says at ``base``; None where there is none. Raises SourceUnusable."""
    git = GitPlumbing(repository)
    commit = git.commit(base)
    _check_path(path)
    found = _entry(git, commit, path)
    if found is None:
        return None
    try:
        return git.ask("cat-file", "blob", found[1]).decode()
    except UnicodeDecodeError as error:
        raise SourceUnusable("%(path)s is not text in UTF-8", path=path) from error


def head_of(repository: Path, branch: str) -> str | None:
    """Return the commit a branch stands at; None where there is no such branch. Raises SourceUnusable."""
    git = GitPlumbing(repository)
    git.ask("rev-parse", "--git-dir")
    answer = git.run(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/heads/{branch}^{{commit}}"
    )
    return answer.stdout.decode().strip() if answer.returncode == 0 else None


def _committed(
    git: GitPlumbing, real: GitPlumbing, start: str, changes: Sequence[FileChange], message: str
) -> str:
    """Write blobs, tree and commit where ``git`` writes; ``real`` knows what stands there now."""
    with TemporaryDirectory(prefix="support-index-") as folder:
        index = git.with_index(Path(folder) / "index")
        index.ask("read-tree", start)
        for change in changes:
            _check_path(change.path)
            mode = _mode(real, start, change.path)
            blob = index.word("hash-object", "-w", "--no-filters", "--stdin", given=change.text.encode())
            index.ask("update-index", "--add", "--cacheinfo", f"{mode},{blob},{change.path}")
        tree = index.word("write-tree", "--missing-ok")
    if tree == git.word("rev-parse", f"{start}^{{tree}}"):
        raise RuleBroken("The articles say exactly this already: there is nothing to propose")
    return git.word("commit-tree", tree, "-p", start, given=_said(message).encode())


def _take_free_name(git: GitPlumbing, branch: str, commit: str) -> str:
    for number in range(1, _NAMES_TRIED + 1):
        name = branch if number == 1 else f"{branch}-{number}"
        reference = f"refs/heads/{name}"
        # The empty old value says «only if there is none», so two who ask at once get two branches.
        answer = git.run("update-ref", "-m", "proposed in the portal", reference, commit, "")
        if answer.returncode == 0:
            return name
        if not _is_taken(git, reference, answer.stderr):
            git.ask("update-ref", "-m", "proposed in the portal", reference, commit, "")
            return name
    raise SourceUnusable("There are too many branches called «%(branch)s»: delete old ones", branch=branch)


def _is_taken(git: GitPlumbing, reference: str, words: bytes) -> bool:
    # A lock without an owner is left by a git that was killed; it blocks that one name only.
    return (
        b".lock': File exists" in words or git.run("rev-parse", "--verify", "-q", reference).returncode == 0
    )


def _shadow(real: GitPlumbing, folder: Path, signature: dict[str, str]) -> GitPlumbing:
    """Return an empty repository that borrows the real one's objects and keeps its own to itself."""
    objects = real.repository.resolve() / real.word("rev-parse", "--git-path", "objects")
    kind = real.word("rev-parse", "--show-object-format")
    folder.mkdir()
    git = GitPlumbing(folder, {**signature, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"})
    git.ask("init", "-q", "--bare", "--template=", f"--object-format={kind}", ".")
    (folder / "objects" / "info").mkdir(exist_ok=True)
    (folder / "objects" / "info" / "alternates").write_text(f"{objects}\n")
    return git


def _mode(git: GitPlumbing, commit: str, path: str) -> str:
    found = _entry(git, commit, path)
    if found is None:
        return "100644"
    if found[0] not in ("100644", "100755"):
        raise RuleBroken("%(path)s is no plain file in the repository", path=path)
    return found[0]


def _entry(git: GitPlumbing, commit: str, path: str) -> tuple[str, str] | None:
    listing = git.ask("--literal-pathspecs", "ls-tree", "--full-tree", "-z", commit, "--", path)
    for entry in listing.split(b"\0")[:-1]:
        facts, _, name = entry.partition(b"\t")
        mode, kind, blob = facts.decode().split()
        if name == path.encode() and kind != "tree":
            return mode, blob
    return None


def _check_path(path: str) -> None:
    parts = path.split("/")
    odd = any(part in ("", ".", "..") or part.lower().startswith(".git") for part in parts)
    if odd or _UNPRINTABLE.search(path) or "\n" in path or "\\" in path or PurePosixPath(path).is_absolute():
        raise RuleBroken("«%(path)s» cannot be the name of a file of articles", path=path)


def _check_branch(git: GitPlumbing, branch: str) -> None:
    sound = branch.startswith(PREFIX) and not _UNPRINTABLE.search(branch)
    if not sound or git.run("check-ref-format", f"refs/heads/{branch}").returncode:
        raise RuleBroken("«%(branch)s» cannot be the name of a branch of proposals", branch=branch)


def _said(message: str) -> str:
    lines = message.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _TAKEN_FOR_MORE.sub(" ", _UNPRINTABLE.sub("", lines)) + "\n"


def _signature(author: Author, now: datetime) -> dict[str, str]:
    name, address = _one_line(author.name), _one_line(author.address).replace(" ", "")
    if not re.search(r"\w", name):
        name = address.partition("@")[0] or "?"
    date = f"@{int(now.timestamp())} +0000"
    return {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", name), ("EMAIL", address), ("DATE", date))
    }


def _one_line(words: str) -> str:
    return " ".join(re.sub(r"[<>]|[^\S ]", " ", _UNPRINTABLE.sub(" ", words)).split())
