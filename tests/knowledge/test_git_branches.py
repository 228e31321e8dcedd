"""Proposals of people in the portal: a branch or a letter for ``git am``, and nothing else touched."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kernel.errors import DomainError, RuleBroken
from app.knowledge.articles_home import articles_home, author_of
from app.knowledge.git_branches import Author, FileChange, Proposed, patch_of, propose, text_at
from app.knowledge.source import SourceUnusable
from app.settings import ROOT, Settings
from tests.support.editor import Editor, text

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
LUISA = Author("Luisa Peña", "soporte@tuqr.com")
CAJA = "articles/tutoriales/caja.md"
CHANGE = FileChange(CAJA, text("caja", "Otra cosa.\n"))


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    editor = Editor(tmp_path)
    editor.commit({"tutoriales/caja.md": text("caja")})
    return editor


def _propose(
    marta: Editor,
    changes: Sequence[FileChange] = (CHANGE,),
    branch: str = "ayuda/caja",
    base: str = "main",
    message: str = "Say it better\n\nResolves-feedback: F-12",
    author: Author = LUISA,
) -> Proposed:
    return propose(marta.repository, base, branch, changes, message, author, NOW)


def _patch(marta: Editor, changes: Sequence[FileChange] = (CHANGE,), message: str = "Say it better") -> bytes:
    return patch_of(marta.repository, "main", changes, message, LUISA, NOW)


def _words(error: DomainError) -> str:
    return error.message % error.values


def _state(marta: Editor) -> tuple[str, ...]:
    return (
        marta.git("status", "--porcelain=v2", "--branch", "--untracked-files=all"),
        marta.git("ls-files", "--stage"),
        marta.git("stash", "list"),
        (marta.repository / CAJA).read_text(),
    )


def test_a_proposal_is_one_commit_on_a_branch_of_its_own(marta: Editor) -> None:
    done = _propose(marta, [CHANGE, FileChange("articles/tutoriales/ñandú nuevo.md", "Ñandú\n")])
    assert done.branch == "ayuda/caja"
    assert marta.git("rev-parse", done.branch).strip() == done.commit
    assert marta.git("rev-parse", f"{done.commit}^") == marta.git("rev-parse", "main")
    assert marta.git("show", f"{done.branch}:{CAJA}") == CHANGE.text
    facts = marta.git(
        "log", "-1", "--format=%an|%ae|%cn|%at|%s|%(trailers:key=Resolves-feedback,valueonly)", done.commit
    )
    assert (
        facts.split("\n")[0]
        == f"Luisa Peña|soporte@tuqr.com|Luisa Peña|{int(NOW.timestamp())}|Say it better|F-12"
    )
    named = marta.git("-c", "core.quotePath=false", "diff", "--name-status", "main", done.branch).split("\n")
    assert named == ["M\tarticles/tutoriales/caja.md", "A\tarticles/tutoriales/ñandú nuevo.md", ""]
    assert marta.git("fsck", "--strict") == ""


def test_what_the_editor_has_open_and_staged_is_left_alone(marta: Editor) -> None:
    marta.write({"tutoriales/caja.md": text("caja", "Sin guardar.\n"), "tutoriales/otro.md": "a medias"})
    marta.git("add", "articles/tutoriales/otro.md")
    before = _state(marta)
    _propose(marta)
    _patch(marta)
    assert _state(marta) == before


def test_no_hook_runs_and_nothing_is_signed(marta: Editor, tmp_path: Path) -> None:
    mark = tmp_path / "a-hook-ran"
    hooks = marta.repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("reference-transaction", "post-commit", "pre-commit", "commit-msg", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (hooks / name).chmod(0o755)
    marta.git("config", "commit.gpgSign", "true")
    marta.git("config", "gpg.program", "/bin/false")
    mark.unlink(missing_ok=True)
    done = _propose(marta)
    assert not mark.exists()
    assert "gpgsig" not in marta.git("cat-file", "commit", done.commit)


def test_a_bare_repository_takes_proposals(marta: Editor, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", marta.repository, bare], check=True)
    done = propose(bare, "HEAD", "ayuda/caja", [CHANGE], "Say it better", LUISA, NOW)
    assert text_at(bare, done.branch, CAJA) == CHANGE.text
    assert (bare / "HEAD").read_text() == "ref: refs/heads/main\n"
    assert not (bare / "index").exists()


def test_articles_in_a_folder_of_a_larger_repository_are_named_from_its_top(marta: Editor) -> None:
    done = propose(marta.repository / "articles", "main", "ayuda/caja", [CHANGE], "Say it", LUISA, NOW)
    assert text_at(marta.repository / "articles", done.branch, CAJA) == CHANGE.text


def test_a_taken_name_gets_a_number(marta: Editor) -> None:
    first = _propose(marta)
    others = [_propose(marta, [FileChange(CAJA, f"Versión {number}\n")]).branch for number in (2, 3)]
    assert others == ["ayuda/caja-2", "ayuda/caja-3"]
    assert marta.git("rev-parse", "ayuda/caja").strip() == first.commit


def test_a_name_that_a_killed_git_left_locked_gets_a_number_too(marta: Editor) -> None:
    (marta.repository / ".git/refs/heads/ayuda").mkdir()
    (marta.repository / ".git/refs/heads/ayuda/caja.lock").touch()
    assert _propose(marta).branch == "ayuda/caja-2"


def test_a_file_that_can_be_run_stays_so_and_others_keep_their_mode(marta: Editor) -> None:
    (marta.repository / CAJA).chmod(0o755)
    marta.commit()
    done = _propose(marta)
    assert marta.git("ls-tree", done.branch, CAJA).startswith("100755 ")


@pytest.mark.parametrize(
    "branch",
    ["main", "caja", "ayuda/", "ayuda/..", "ayuda/a b", "ayuda/a..b", "ayuda/x.lock", "ayuda/-\n",
     "--ayuda/x"],
)  # fmt: skip
def test_names_of_branches_that_are_none_are_refused(marta: Editor, branch: str) -> None:
    with pytest.raises(RuleBroken):
        _propose(marta, branch=branch)
    assert marta.git("branch", "--list").split() == ["*", "main"]


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "../x.md", "articles/../../x", ".git/config", "articles/.GIT/hooks/x", "a//b", "a\nb",
     "a\\b", "articles/\x00.md", "articles/"],
)  # fmt: skip
def test_paths_that_lead_elsewhere_are_refused(marta: Editor, path: str) -> None:
    with pytest.raises(RuleBroken):
        _propose(marta, [FileChange(path, "x\n")])
    with pytest.raises(RuleBroken):
        text_at(marta.repository, "main", path)


def test_a_link_is_never_written_through(marta: Editor) -> None:
    (marta.repository / "articles/enlace.md").symlink_to("/etc/passwd")
    (marta.repository / "articles/afuera").symlink_to("/etc")
    marta.commit()
    with pytest.raises(RuleBroken, match="no plain file"):
        _propose(marta, [FileChange("articles/enlace.md", "x\n")])
    with pytest.raises(SourceUnusable):
        _propose(marta, [FileChange("articles/afuera/x.md", "x\n")])


def test_saying_what_is_said_already_is_no_proposal(marta: Editor) -> None:
    same = [FileChange(CAJA, text("caja"))]
    with pytest.raises(RuleBroken, match="nothing to propose"):
        _propose(marta, same)
    with pytest.raises(RuleBroken, match="nothing to propose"):
        _patch(marta, same)


def test_no_repository_no_base_and_no_git_are_said_in_words(
    marta: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, words in ((tmp_path / "index", "There is no folder"), (tmp_path, "not a git repository")):
        with pytest.raises(SourceUnusable) as refused:
            propose(folder, "main", "ayuda/x", [CHANGE], "x", LUISA, NOW)
        assert words in _words(refused.value)
        with pytest.raises(SourceUnusable):
            patch_of(folder, "main", [CHANGE], "x", LUISA, NOW)
    for base in ("nada", "--all", "main^{tree}"):
        with pytest.raises(SourceUnusable) as refused:
            _propose(marta, base=base)
        assert f"no branch or commit «{base}»" in _words(refused.value)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceUnusable, match="not installed"):
        _propose(marta)


def test_a_repository_that_cannot_be_written_is_said_in_words_and_still_gives_a_patch(marta: Editor) -> None:
    # Files where git wants folders refuse everybody, the administrator too.
    objects = marta.repository / ".git" / "objects"
    for number in range(256):
        if not (objects / f"{number:02x}").exists():
            (objects / f"{number:02x}").touch()
    changes = [FileChange(f"articles/nuevo-{number}.md", f"{number}\n") for number in range(8)]
    with pytest.raises(SourceUnusable) as refused:
        _propose(marta, changes)
    assert "git refused in" in _words(refused.value)
    assert marta.git("branch", "--list").split() == ["*", "main"]
    assert b"nuevo-7.md" in _patch(marta, changes)


def test_a_reference_that_cannot_be_written_is_said_in_words(marta: Editor) -> None:
    (marta.repository / ".git/refs/heads/ayuda").touch()
    with pytest.raises(SourceUnusable) as refused:
        _propose(marta)
    assert "refs/heads/ayuda" in _words(refused.value)


def test_names_cannot_add_lines_to_a_commit(marta: Editor) -> None:
    evil = Author("Eva <root@x>\nparent 0000\ncommitter Otro <o@x> 1 +0000\x00", "a@b>\n c@d")
    done = _propose(marta, author=evil)
    raw = marta.git("cat-file", "commit", done.commit).split("\n\n")[0].split("\n")
    assert [line.split()[0] for line in raw] == ["tree", "parent", "author", "committer"]
    assert marta.git("log", "-1", "--format=%ae", done.commit) == "a@bc@d\n"
    nameless = _propose(marta, author=Author("<>\n ", "soporte@tuqr.com"), branch="ayuda/otra")
    assert marta.git("log", "-1", "--format=%an", nameless.commit) == "soporte\n"


def test_a_patch_is_what_the_branch_would_be_and_leaves_the_repository_as_it_was(
    marta: Editor, tmp_path: Path
) -> None:
    before = sorted((str(file), file.stat().st_mtime_ns) for file in marta.repository.rglob("*"))
    changes = [CHANGE, FileChange("articles/ñu.md", "Sin salto al final")]
    patch = _patch(marta, changes, "Añade «ñu»\n\nResolves-feedback: F-1, F-2\n")
    after = sorted((str(file), file.stat().st_mtime_ns) for file in marta.repository.rglob("*"))
    assert after == before
    marta.git("checkout", "-qb", "prueba")
    (tmp_path / "carta.patch").write_bytes(patch)
    marta.git("am", "-q", str(tmp_path / "carta.patch"))
    done = _propose(marta, changes, message="Añade «ñu»\n\nResolves-feedback: F-1, F-2\n")
    same = "%T|%an|%ae|%at|%B"
    assert marta.git("log", "-1", f"--format={same}", "prueba") == marta.git(
        "log", "-1", f"--format={same}", done.branch
    )


def test_the_editors_own_taste_does_not_change_a_patch(marta: Editor) -> None:
    plain = _patch(marta)
    taste = {
        "format.attach": "x",
        "diff.noprefix": "true",
        "format.headers": "X-Odd: 1",
        "color.ui": "always",
    }
    for name, value in taste.items():
        marta.git("config", name, value)
    assert _patch(marta) == plain


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.sampled_from(["---", "diff --git a/x b/x", "From: Otro <o@x>", "Subject: otra",
                         "From x Mon Sep 17 00:00:00 2001", "-- ",
                         "-- >8 --", "Index: x", "[PATCH] x", "Ñandú", "", "\x00\x1b[2J", "\ud800"]),
        max_size=5,
    )
)  # fmt: skip
def test_no_words_of_a_message_break_the_patch_they_come_with(
    marta: Editor, tmp_path: Path, lines: list[str]
) -> None:
    (tmp_path / "carta.patch").write_bytes(_patch(marta, message="\n".join(["Uno", "", *lines])))
    marta.git("checkout", "-q", "--detach", "main")
    marta.git("am", "-q", "--no-3way", str(tmp_path / "carta.patch"))
    assert marta.git("show", f"HEAD:{CAJA}") == CHANGE.text
    assert marta.git("log", "-1", "--format=%an <%ae>|%s").strip() == "Luisa Peña <soporte@tuqr.com>|Uno"


def test_text_is_read_at_a_branch_and_its_absence_said(marta: Editor) -> None:
    assert text_at(marta.repository, "HEAD", CAJA) == text("caja")
    assert text_at(marta.repository, "main", "articles/nada.md") is None
    assert text_at(marta.repository, "main", "articles/tutoriales") is None
    assert text_at(marta.repository, "main", "articles/*/caja.md") is None
    marta.commit({"tutoriales/raro.md": b"\xff\xfe"})
    with pytest.raises(SourceUnusable):
        text_at(marta.repository, "main", "articles/tutoriales/raro.md")


def test_the_settings_say_where_and_a_folder_has_no_branches(marta: Editor, tmp_path: Path) -> None:
    home = articles_home(Settings(articles_repository=marta.repository, data_folder=tmp_path))
    assert (home.has_git, home.base, home.path_of("tutoriales/caja.md")) == (True, "HEAD", CAJA)
    folder = Settings(articles_repository=marta.repository, article_source="folder", data_folder=tmp_path)
    assert not articles_home(folder).has_git
    assert author_of("Luisa", folder) == Author("Luisa", "soporte@tuqr.com")


def test_a_callers_git_environment_leads_nowhere_else(marta: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", os.devnull)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Otro")
    done = _propose(marta)
    monkeypatch.undo()
    assert marta.git("log", "-1", "--format=%an", done.commit) == "Luisa Peña\n"


def _files_in(folder: Path) -> int:
    return sum(len(names) for _, _, names in os.walk(folder))


_PROPOSING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.knowledge.git_branches import Author, FileChange, propose
for number in range(200):
    change = FileChange("articles/tutoriales/caja.md", f"{number}\\n")
    now = datetime(2026, 3, 4, tzinfo=UTC)
    propose(Path(sys.argv[1]), "main", f"ayuda/n{number}", [change], "x", Author("Luisa", "s@tuqr.com"), now)
    print(number, flush=True)
"""


@pytest.mark.parametrize("written", [0, 1, 3, 5])
def test_killed_at_any_moment_every_branch_is_whole(marta: Editor, written: int) -> None:
    before, objects = _state(marta), marta.repository / ".git" / "objects"
    working = subprocess.Popen(
        [sys.executable, "-c", _PROPOSING, str(marta.repository)], stdout=subprocess.PIPE, cwd=ROOT,
        start_new_session=True,
    )  # fmt: skip
    assert working.stdout is not None
    working.stdout.readline()
    enough = _files_in(objects) + written  # of the next proposal: its text, three trees, its commit
    while _files_in(objects) < enough and working.poll() is None:
        pass
    os.killpg(working.pid, signal.SIGKILL)
    working.communicate()
    branches = marta.git("for-each-ref", "--format=%(refname:short)", "refs/heads/ayuda").split()
    assert branches
    for branch in branches:
        assert marta.git("show", f"{branch}:{CAJA}").strip() == branch.removeprefix("ayuda/n")
    assert marta.git("fsck", "--strict", "--no-dangling") == ""
    assert _state(marta) == before
    assert _propose(marta).branch == "ayuda/caja"
