"""A publication that takes away what people find says so, or is held back."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.cli.articles import articles
from app.cli.search import search
from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.report_file import read_report
from app.search.rehearsing import Question, Turn
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings
from tests.editorial.log import visitor_searches
from tests.support.editor import Editor, text

CAJA = {"tutoriales/caja.md": text("caja", "Cuenta el efectivo.\n", title="Cerrar la caja", finds="[caja]")}
WITHOUT = {"tutoriales/caja.md": text("caja", "Nada.\n", title="Cerrar la caja", finds="[caja]")}
OTHER = {"tutoriales/otro.md": text("otro", finds="[sobre otro]")}


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    editor = Editor(tmp_path, WhooshEngine())
    editor.publish({**CAJA, **OTHER})
    return editor


def asked() -> list[Question]:
    return [Question("efectivo", Language.ES, 7), Question("otro", Language.ES)]


def test_a_lost_search_is_reported_and_does_not_hold_back_by_itself(marta: Editor) -> None:
    done = marta.publish(WITHOUT, questions=asked)
    assert done.live
    assert done.report is not None
    kept = read_report(marta.live().folder)
    assert kept.rehearsal == done.report.rehearsal
    assert kept.rehearsal is not None
    assert [(one.text, one.times) for one in kept.rehearsal.turned(Turn.LOST)] == [("efectivo", 7)]


def test_a_lost_search_holds_back_where_that_is_the_policy(marta: Editor) -> None:
    assert not marta.publish(WITHOUT, questions=asked, finds_policy="block").live
    assert "Cuenta" in marta.html("caja")
    assert marta.publish(finds_policy="warn").live


def test_the_first_publication_has_nothing_to_compare_with(tmp_path: Path) -> None:
    done = Editor(tmp_path / "new", WhooshEngine()).publish(CAJA, questions=asked, finds_policy="block")
    assert done.live
    assert done.report is not None
    assert done.report.rehearsal is None


def settings_of(marta: Editor, settings: Settings, **changes: object) -> Settings:
    mine = {"articles_repository": marta.repository, "search_index_folder": marta.store.folder, **changes}
    return settings.model_copy(update=mine)


def run(marta: Editor, settings: Settings, *arguments: str) -> Result:
    group = articles if arguments[0] == "publish" else search
    return CliRunner().invoke(group, arguments, obj=settings)


def test_marta_publishes_with_what_several_visitors_searched(
    app: Flask, settings: Settings, marta: Editor
) -> None:
    for visitor in ("ana", "pedro", "víctor"):
        visitor_searches(visitor, "efectivo", opens="caja", at=utc_now())
    visitor_searches("ana", "cuenta", at=utc_now())
    marta.commit(WITHOUT)
    held = run(marta, settings_of(marta, settings), "publish", "--block")
    assert held.exit_code == 1, held.output
    assert "3 × " in held.output
    assert "«efectivo» (es): caja → –" in held.output
    assert "«cuenta»" not in held.output


def test_a_rehearsal_shows_what_a_commit_would_change_and_changes_nothing(
    app: Flask, settings: Settings, marta: Editor
) -> None:
    visitor_searches("ana", "efectivo", opens="caja", at=utc_now())
    live = marta.store.current()
    commit = marta.commit(WITHOUT)
    own = settings_of(marta, settings)
    told = run(marta, own, "rehearse", "--against", commit)
    assert told.exit_code == 0, told.output
    assert "«efectivo» (es): caja → –" in told.output
    assert marta.store.current() == live
    blocking = own.model_copy(update={"finds_policy": "block"})
    assert run(marta, blocking, "rehearse", "--against", commit).exit_code == 1
    assert run(marta, blocking, "rehearse", "--against", "HEAD~1").exit_code == 0


def test_a_publication_without_a_database_goes_on(marta: Editor, tmp_path: Path) -> None:
    marta.commit(WITHOUT)
    data = tmp_path / "data"
    own = Settings(
        articles_repository=marta.repository, search_index_folder=marta.store.folder, data_folder=data
    )
    assert run(marta, own, "publish").exit_code == 0
    assert not data.exists()


def test_a_database_that_is_down_is_said_and_holds_nothing_back(marta: Editor, tmp_path: Path) -> None:
    marta.commit(WITHOUT)
    broken = tmp_path / "support.db"
    broken.write_text("no database at all, only words that fill the first hundred bytes" * 3)
    own = Settings(
        articles_repository=marta.repository,
        search_index_folder=marta.store.folder,
        database_url=f"sqlite:///{broken}",
    )
    done = run(marta, own, "publish", "--block")
    assert done.exit_code == 0, done.output
    assert len(done.stderr.splitlines()) == 1


def test_a_comment_quotes_only_what_five_visitors_searched(
    app: Flask, settings: Settings, marta: Editor, tmp_path: Path
) -> None:
    for visitor in ("ana", "pedro", "víctor", "luisa", "sofía"):
        visitor_searches(visitor, "efectivo", opens="caja", at=utc_now())
    visitor_searches("ana", "cuenta", opens="caja", at=utc_now())
    marta.commit(WITHOUT)
    marta.git("branch", "propuesta")
    own, file = settings_of(marta, settings), tmp_path / "comment.md"
    said = run(marta, own, "rehearse", "--against", "propuesta", "--comment", "-")
    assert said.exit_code == 0, said.output
    assert said.stdout.startswith("<!-- support search rehearse -->\n")
    assert "| `efectivo` | 5 | Cerrar la caja | – |" in said.stdout
    assert "cuenta" not in said.stdout
    written = run(marta, own, "rehearse", "--against", "propuesta", "--comment", str(file), "--block")
    assert (written.exit_code, written.stdout) == (1, "")
    assert file.read_text() == said.stdout


def test_what_cannot_be_compared_is_refused_in_words(
    app: Flask, settings: Settings, marta: Editor, tmp_path: Path
) -> None:
    own = settings_of(marta, settings)
    for refused in (
        ("--against", "no-hay"),
        ("--against", "HEAD", "--working-tree"),
        ("--comment", str(tmp_path / "nowhere" / "comment.md")),
    ):
        answer = run(marta, own, "rehearse", *refused)
        assert answer.exit_code in {1, 2}, refused
        assert "Error" in answer.output
        assert isinstance(answer.exception, SystemExit)


def test_a_branch_is_compared_where_articles_are_published_from_a_folder(
    app: Flask, settings: Settings, marta: Editor
) -> None:
    visitor_searches("ana", "efectivo", opens="caja", at=utc_now())
    marta.commit(WITHOUT)
    marta.git("branch", "propuesta")
    marta.commit(CAJA)
    own = settings_of(marta, settings, article_source="folder")
    assert "caja → –" in run(marta, own, "rehearse", "--against", "propuesta").output
    assert "caja → –" not in run(marta, own, "rehearse").output


def test_publishing_tells_what_was_gained_as_well(app: Flask, settings: Settings, marta: Editor) -> None:
    for visitor in ("ana", "pedro", "víctor"):
        visitor_searches(visitor, "vitrina", at=utc_now())
    marta.commit({"tutoriales/otro.md": text("otro", "Arma la vitrina.\n", finds="[sobre otro]")})
    done = run(marta, settings_of(marta, settings), "publish")
    assert "«vitrina» (es): – → otro" in done.stdout
