"""Repositories in any state a person can leave them in: read, or refused in words."""

import subprocess
from pathlib import Path

import pytest

from app.kernel.errors import Conflict
from app.kernel.terms import Language
from app.knowledge.folder_source import FolderSource, git_blob_id
from app.knowledge.git_source import GitSource
from app.knowledge.publishing import Publisher
from app.knowledge.source import SourceUnusable
from tests.support.editor import Editor, text

ES = Language.ES


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    return Editor(tmp_path)


def _refusal(repository: Path, branch: str = "HEAD") -> str:
    with pytest.raises(SourceUnusable) as refused:
        GitSource(repository, branch).snapshot()
    return refused.value.message % refused.value.values


def test_no_repository(tmp_path: Path) -> None:
    assert "not a git repository" in _refusal(tmp_path)
    assert "There is no folder" in _refusal(tmp_path / "nowhere")


def test_no_commits_yet(marta: Editor) -> None:
    assert "no commits yet" in _refusal(marta.repository)


def test_no_such_branch_and_nothing_that_looks_like_an_option(marta: Editor) -> None:
    marta.commit()
    assert "no branch or commit «nada»" in _refusal(marta.repository, "nada")
    assert "no branch or commit «--all»" in _refusal(marta.repository, "--all")


def test_no_articles_folder(marta: Editor) -> None:
    marta.commit()
    marta.git("rm", "-rq", "articles")
    marta.git("commit", "-qm", "Nothing left")
    assert "holds no folder «articles»" in _refusal(marta.repository)


def test_a_detached_head_and_another_branch_publish(marta: Editor) -> None:
    first = marta.commit({"tutoriales/caja.md": text("caja", "Primera.\n")})
    marta.commit({"tutoriales/caja.md": text("caja", "Segunda.\n")})
    marta.git("checkout", "-q", first)
    marta.publish()
    assert "Primera" in marta.html("caja")
    Publisher(GitSource(marta.repository, "main"), marta.store, marta.engine).publish()
    assert "Segunda" in marta.html("caja")


def test_a_bare_repository_publishes(marta: Editor, tmp_path: Path) -> None:
    marta.commit({"tutoriales/caja.md": text("caja")})
    subprocess.run(["git", "clone", "-q", "--bare", marta.repository, tmp_path / "bare.git"], check=True)
    Publisher(GitSource(tmp_path / "bare.git"), marta.store, marta.engine).publish()
    assert marta.article("caja").authors == ("Marta",)


def test_a_shallow_repository_publishes_and_says_what_it_does_not_know(marta: Editor, tmp_path: Path) -> None:
    for number in range(3):
        marta.commit({"tutoriales/caja.md": text("caja", f"Versión {number}.\n")})
    address = f"file://{marta.repository}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", address, tmp_path / "shallow"], check=True)
    report = Publisher(GitSource(tmp_path / "shallow"), marta.store, marta.engine).publish().report
    assert report is not None
    assert "shallow" in report.warnings[0]
    assert len(marta.shelf().history(marta.article("caja"))) == 1


def test_a_rewritten_history_is_read_again(marta: Editor) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    marta.publish({"tutoriales/caja.md": text("caja", "Segunda.\n")})
    marta.git("commit", "-q", "--amend", "-m", "Said otherwise")
    marta.publish()
    history = marta.shelf().history(marta.article("caja"))
    assert [revision.subject for revision in history] == ["Said otherwise", "Change"]


def test_merged_branches_tell_everybody_who_wrote(marta: Editor) -> None:
    marta.commit({"tutoriales/caja.md": text("caja")})
    marta.git("checkout", "-qb", "idea")
    marta.git("config", "user.name", "Ana")
    marta.commit({"tutoriales/otro.md": text("otro")})
    marta.git("checkout", "-q", "main")
    marta.git("config", "user.name", "Marta")
    marta.commit({"tutoriales/caja.md": text("caja", "Segunda.\n")})
    marta.git("merge", "-q", "--no-edit", "idea")
    marta.publish()
    assert marta.article("otro").authors == ("Ana",)
    assert len(marta.shelf().history(marta.article("caja"))) == 2


def test_a_submodule_and_odd_names_are_refused_one_by_one(marta: Editor) -> None:
    first = marta.commit({"tutoriales/caja.md": text("caja"), "tutoriales/ñ o.md": text("n")})
    marta.git("update-index", "--add", "--cacheinfo", f"160000,{first},articles/tutoriales/sub.md")
    marta.git("commit", "-qm", "Add a submodule")
    report = marta.publish().report
    assert report is not None
    assert report.withheld == ("tutoriales/sub.md", "tutoriales/ñ o.md")


def test_a_git_hooks_environment_leads_nowhere_else(
    marta: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Editor(tmp_path / "other")
    other.commit({"tutoriales/ajeno.md": text("ajeno")})
    commit = marta.commit({"tutoriales/caja.md": text("caja")})
    monkeypatch.setenv("GIT_DIR", str(other.repository / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.repository / ".git" / "index"))
    assert GitSource(marta.repository).snapshot().name == commit


def test_a_folder_publishes_without_git_and_names_revisions_as_git_does(marta: Editor) -> None:
    content = text("caja")
    marta.commit({"tutoriales/caja.md": content})
    folder = FolderSource(marta.repository / "articles")
    publication = Publisher(folder, marta.store, marta.engine).publish()
    assert publication.generation.startswith("folder-")
    article = marta.article("caja")
    assert article.revision == git_blob_id(content.encode())
    assert article.revision == marta.git("rev-parse", "HEAD:articles/tutoriales/caja.md").strip()
    assert (article.authors, article.updated_at) == ((), None)
    assert Publisher(folder, marta.store, marta.engine).publish().report is None


def test_an_empty_or_missing_folder_is_refused_in_words(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SourceUnusable):
            FolderSource(folder).snapshot()


def test_two_publishers_do_not_meet(marta: Editor) -> None:
    with marta.store.publishing(), pytest.raises(Conflict), marta.store.publishing(patience=0.2):
        pytest.fail("both hold the lock")
