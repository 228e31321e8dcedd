"""What Marta does with articles from her terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.articles import articles
from app.cli.words import say
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT, Settings
from tests.support.editor import Editor, text


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    return Editor(tmp_path, WhooshEngine())


def _settings(marta: Editor) -> Settings:
    return Settings(articles_repository=marta.repository, search_index_folder=marta.store.folder)


def _run(marta: Editor, *arguments: str) -> Result:
    return CliRunner().invoke(articles, arguments, obj=_settings(marta))


def test_check_names_file_and_line_and_fails(marta: Editor) -> None:
    marta.write({"tutoriales/caja.md": text("caja", faq="yes")})
    answer = _run(marta, "check")
    assert answer.exit_code == 1
    assert answer.stdout.startswith("articles/tutoriales/caja.md:7: ")


def test_check_of_good_articles_succeeds(marta: Editor) -> None:
    marta.write({"tutoriales/caja.md": text("caja")})
    assert _run(marta, "check").exit_code == 0


def test_check_answers_programs_in_json_and_looks_at_the_files_given(marta: Editor) -> None:
    marta.write(
        {"tutoriales/caja.md": text("caja", faq="yes"), "tutoriales/otro.md": text("otro", title=None)}
    )
    answer = _run(marta, "check", "--json", "articles/tutoriales/caja.md")
    faults = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert [(fault["file"], fault["line"], fault["id"]) for fault in faults] == [
        ("articles/tutoriales/caja.md", 7, "«%(key)s» must be true or false")
    ]


def test_check_of_a_commit_ignores_the_working_tree(marta: Editor) -> None:
    marta.commit({"tutoriales/caja.md": text("caja")})
    marta.write({"tutoriales/caja.md": "nada"})
    assert _run(marta, "check", "--commit", "HEAD").exit_code == 0
    assert _run(marta, "check").exit_code == 1


def test_drafts_are_checked_too(marta: Editor) -> None:
    marta.write({"tutoriales/caja.md": text("caja", "[x](nada.md)\n", status="draft")})
    assert _run(marta, "check").exit_code == 1


def test_a_new_article_passes_the_check(marta: Editor) -> None:
    for language in ("es", "en"):
        made = _run(
            marta, "new", "--category", "tutoriales", "--title", "¿Cómo cerrar: la caja?",
            "--summary", "Cierra la caja del día.", "--language", language,
        )  # fmt: skip
        assert made.exit_code == 0, made.output
    assert (marta.repository / "articles/tutoriales/como-cerrar-la-caja.en.md").is_file()
    assert _run(marta, "check").exit_code == 0
    again = _run(marta, "new", "--category", "tutoriales", "--title", "Como cerrar la caja", "--summary", "x")
    assert again.exit_code == 1


def test_a_new_article_lies_where_its_place_says(marta: Editor) -> None:
    words = ("--title", "Cierra la caja", "--summary", "Cuenta el dinero y guarda.")
    made = _run(marta, "new", "tutoriales/mi-cierre", *words)
    assert made.exit_code == 0, made.output
    assert (marta.repository / "articles/tutoriales/mi-cierre.md").is_file()
    for nowhere in ("nada/mi-cierre", "tutoriales/Mi Cierre", "../tutoriales/mi-cierre"):
        refused = _run(marta, "new", nowhere, *words)
        assert (refused.exit_code, refused.exception.__class__) == (1, SystemExit), refused.output


def test_publish_history_and_going_back(marta: Editor) -> None:
    first = marta.commit({"tutoriales/caja.md": text("caja", "Primera.\n")})
    assert _run(marta, "publish").exit_code == 0
    second = marta.commit({"tutoriales/caja.md": text("caja", "Segunda.\n")})
    assert second[:10] in _run(marta, "publish").stdout
    back = _run(marta, "rollback")
    assert back.exit_code == 0, back.output
    lines = _run(marta, "history").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [second, first]
    assert lines[1].endswith(say("pinned"))
    assert _run(marta, "rollback", "0000").exit_code == 1


def test_publish_says_what_stays_behind_and_still_succeeds(marta: Editor) -> None:
    marta.commit({"tutoriales/caja.md": text("caja"), "tutoriales/mal.md": "nada"})
    answer = _run(marta, "publish")
    assert answer.exit_code == 0
    assert "articles/tutoriales/mal.md:1: " in answer.stderr
    held = marta.commit({"tutoriales/caja.md": text("caja", finds="[zanahoria morada]")})
    blocked = _run(marta, "publish", "--block")
    assert blocked.exit_code == 1
    assert "zanahoria morada" in blocked.stderr
    assert marta.live().commit != held


def test_no_repository_is_answered_in_words(marta: Editor, tmp_path: Path) -> None:
    nowhere = Settings(
        articles_repository=tmp_path / "nada", article_source="git", search_index_folder=tmp_path
    )
    answer = CliRunner().invoke(articles, ["publish"], obj=nowhere)
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output


def test_the_hook_keeps_what_was_there_and_publishes_each_commit(marta: Editor) -> None:
    marta.commit({"tutoriales/caja.md": text("caja", "Primera.\n")})
    hook = marta.repository / ".git" / "hooks" / "post-commit"
    hook.write_text(f"#!/bin/sh\necho before > {marta.repository}/.git/mark\nexit 0\n")
    for _ in range(2):
        assert _run(marta, "install-hook").exit_code == 0
    assert hook.read_text().count("articles publish >>>") == 1
    assert (marta.repository / ".git/hooks/post-receive").is_file()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    marta.write({"tutoriales/caja.md": text("caja", "Segunda.\n")})
    command = ["git", "-C", str(marta.repository), "commit", "-qam", "Change"]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    assert "Segunda" in marta.html("caja")
    assert (marta.repository / ".git/mark").read_text() == "before\n"


def test_a_hook_that_is_no_shell_script_is_left_alone(marta: Editor) -> None:
    hook = marta.repository / ".git" / "hooks" / "post-commit"
    hook.write_text(f"#!{sys.executable}\nprint('mine')\n")
    assert _run(marta, "install-hook").exit_code == 1
    assert hook.read_text().endswith("print('mine')\n")
