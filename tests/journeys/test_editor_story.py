"""An editor commits, and the page changes while the server runs (product 1)."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.settings import ROOT, Settings
from app.storage.schema import bring_up_to_date
from tests.support.repository import Repository, article

SECONDS = 2.0


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with two articles, committed."""
    made = Repository(tmp_path / "repository")
    made.write("tutoriales/recibos.md", article("Imprime recibos", "Pulsa **Imprimir**.", id="recibos"))
    made.write("tutoriales/tickets.md", article("Otra cosa", "Nada nuevo.", id="otra-cosa"))
    made.commit("Write about receipts")
    return made


def support(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the editor does, in the repository."""
    return subprocess.run(
        [sys.executable, "-m", "app", "articles", *arguments],
        cwd=ROOT,
        env=surroundings(repository),
        capture_output=True,
        text=True,
        check=False,
    )


def surroundings(repository: Repository) -> dict[str, str]:
    """Return the settings of the editor's installation."""
    folder = repository.folder.parent
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "SUPPORT_ARTICLES_REPOSITORY": str(repository.folder),
        "SUPPORT_SEARCH_INDEX_FOLDER": str(folder / "index"),
        "SUPPORT_DATA_FOLDER": str(folder / "data"),
        "SUPPORT_SECRET_KEY": "only for tests, long enough to be one",
    }


@pytest.fixture
def site(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The portal over that repository, running while the editor works."""
    assert support(repository, "publish").returncode == 0
    folder = repository.folder.parent
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'support.db'}",
            data_folder=tmp_path_factory.getbasetemp().parent / "data",
            search_index_folder=folder / "index",
            articles_repository=repository.folder,
            secret_key="only for tests, long enough to be one",
        )
    )
    with app.app_context():
        bring_up_to_date()
    return app


@pytest.fixture
def reader(site: Flask) -> FlaskClient:
    """Somebody who reads meanwhile."""
    return site.test_client()


def shown(reader: FlaskClient, path: str) -> str:
    """Return a page, empty where there is none."""
    answer = reader.get(path, follow_redirects=True)
    return answer.get_data(as_text=True) if answer.status_code == 200 else ""


def soon(true: Callable[[], bool]) -> bool:
    """Wait at most as long as a commit may take to be seen."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return true()


@pytest.fixture
def hooked(repository: Repository) -> Repository:
    """The repository after ``support articles install-hook``."""
    done = support(repository, "install-hook")
    assert done.returncode == 0, done.stderr
    return repository


def commit(repository: Repository, subject: str) -> None:
    """Commit with the editor's surroundings, which the hook inherits."""
    repository.git("add", "--all")
    subprocess.run(
        [
            "git",
            "-c",
            "user.name=Marta León",
            "-c",
            "user.email=marta@demo.tuqr.com",
            "commit",
            "-qm",
            subject,
        ],
        cwd=repository.folder,
        env=surroundings(repository),
        check=True,
        capture_output=True,
    )


def test_a_commit_is_live_within_two_seconds_of_the_hook(
    hooked: Repository, site: Flask, reader: FlaskClient
) -> None:
    assert "Pulsa" in shown(reader, "/es/articles/recibos")
    hooked.write(
        "tutoriales/recibos.md", article("Imprime facturas", "Ahora desde el celular.", id="recibos")
    )
    commit(hooked, "Say that receipts print from the phone")
    assert soon(lambda: "Ahora desde el celular." in shown(reader, "/es/articles/recibos"))
    assert "/es/articles/recibos?" in shown(reader, "/es/search?q=facturas+celular")
    assert "Say that receipts print from the phone" in shown(reader, "/es/articles/recibos/history")
    assert "Marta León" in shown(reader, "/es/articles/recibos")


def test_a_rename_keeps_the_old_address(hooked: Repository, site: Flask, reader: FlaskClient) -> None:
    assert shown(reader, "/es/articles/recibos")
    hooked.rename("tutoriales/recibos.md", "tutoriales/imprimir-recibos.md")
    commit(hooked, "Rename the article on receipts")
    assert soon(lambda: reader.get("/es/articles/recibos").status_code == 301)
    assert reader.get("/es/articles/recibos").headers["Location"].endswith("/es/articles/imprimir-recibos")


def test_a_broken_commit_is_named_and_leaves_the_last_good_text(
    hooked: Repository, site: Flask, reader: FlaskClient
) -> None:
    hooked.write(
        "tutoriales/recibos.md",
        article("Imprime recibos", "<script>alert(1)</script>\n\n[nada](no-existe.md)", id="recibos"),
    )
    done = support(hooked, "check", "--help")
    assert done.returncode == 0
    commit(hooked, "Break the article on receipts")
    hooked.write("tutoriales/tickets.md", article("Otra cosa", "Esto sí es nuevo.", id="otra-cosa"))
    commit(hooked, "Change another article")
    assert soon(lambda: "Esto sí es nuevo." in shown(reader, "/es/articles/tickets"))
    assert "Pulsa" in shown(reader, "/es/articles/recibos")
    said = support(hooked, "check").stdout + support(hooked, "check").stderr
    assert support(hooked, "check").returncode != 0
    assert "tutoriales/recibos.md:" in said
    assert "Traceback" not in said


def test_an_article_taken_away_is_gone(hooked: Repository, site: Flask, reader: FlaskClient) -> None:
    assert shown(reader, "/es/articles/tickets")
    (hooked.articles / "tutoriales" / "tickets.md").unlink()
    commit(hooked, "Take the other article away")
    assert soon(lambda: reader.get("/es/articles/tickets").status_code == 404)
    assert "Otra cosa" not in shown(reader, "/es/search?q=otra+cosa")


def test_the_generation_before_can_be_brought_back(
    hooked: Repository, site: Flask, reader: FlaskClient
) -> None:
    hooked.write("tutoriales/recibos.md", article("Imprime recibos", "Un error grave.", id="recibos"))
    commit(hooked, "Make a mistake")
    assert soon(lambda: "Un error grave." in shown(reader, "/es/articles/recibos"))
    assert support(hooked, "rollback").returncode == 0
    assert soon(lambda: "Pulsa" in shown(reader, "/es/articles/recibos"))
