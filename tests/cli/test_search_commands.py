"""What Marta asks search from her terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.index import index
from app.cli.search import search
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings
from tests.support.editor import Editor, text


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    return Editor(tmp_path, WhooshEngine())


def run(marta: Editor, command: str, *arguments: str) -> Result:
    settings = Settings(articles_repository=marta.repository, search_index_folder=marta.store.folder)
    group = {"search": search, "index": index}[command]
    return CliRunner().invoke(group, arguments, obj=settings)


def publish(marta: Editor) -> None:
    marta.commit({"tutoriales/caja.md": text("caja", title="Cerrar la caja")})
    marta.publish()


def test_explain_names_the_article_and_what_found_it(marta: Editor) -> None:
    publish(marta)
    answer = run(marta, "search", "explain", "cerar la caja")
    assert answer.exit_code == 0, answer.output
    assert "1. Cerrar la caja  (caja, es)" in answer.output
    assert "«cerar» " in answer.output
    assert "cerrar (" in answer.output


def test_explain_before_the_first_publication_says_so(marta: Editor) -> None:
    answer = run(marta, "search", "explain", "caja")
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")


def test_the_doctor_finds_nothing_wrong_with_sound_articles(marta: Editor) -> None:
    publish(marta)
    answer = run(marta, "index", "doctor")
    assert answer.exit_code == 0, answer.output
    assert len(answer.output.splitlines()) == 1
