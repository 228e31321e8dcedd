"""Marta sees what people look for in vain, gives it to somebody, and begins the article."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
import yaml
from flask import Flask
from sqlalchemy import event

from app.editorial.gaps.jobs import gather_gaps
from app.editorial.gaps.models import ContentGap, GapPhrase
from app.editorial.gaps.vocabulary import GapState, Source
from app.kernel.terms import Language
from app.knowledge.checking import check_articles
from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.storage.database import db, transaction
from tests.editorial.gaps.asking import people_search
from tests.support.repository import Repository
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import JUAN, MARTA, SOFIA

PAGE = "/es/staff/gaps"
AtDesk = Callable[[str], Colleague]


@pytest.fixture
def gap(app: Flask, clock: time_machine.Traveller) -> int:
    """Seven people looked for a way to bill their pets; two wrote their name along."""
    with app.app_context():
        people_search("vacuna del perro", people=7, at=MONDAY - timedelta(days=2))
        people_search("vacuna perro rosa peralta", people=2, at=MONDAY - timedelta(days=40))
        assert gather_gaps(MONDAY) == 1
        return db.session.query(ContentGap).one().id


def test_the_list_tells_how_many_people_wait_and_in_whose_words(at_desk: AtDesk, gap: int) -> None:
    marta = at_desk(MARTA).look(PAGE)
    row = marta.reads("tbody tr")
    assert f"vacuna del perro G-{gap}" in row
    assert "5 más que el mes anterior" in row
    assert "« vacuna del perro » 7" in row
    assert "peralta" not in marta.reads()
    assert "Nadie" in row


def test_it_is_narrowed_and_exported(app: Flask, at_desk: AtDesk, gap: int) -> None:
    with app.app_context(), transaction():
        db.session.add(GapPhrase(gap_id=gap, source=Source.SEARCH, text='=HYPERLINK("http://x")', people=99))
        db.session.query(ContentGap).one().name = "@vacuna"
    marta = at_desk(MARTA)
    assert "@vacuna" in marta.look(f"{PAGE}?who=nobody&source=search&in=es&q=VACUNA").reads("tbody")
    for nothing in ("who=mine", "source=ticket", "in=en", "q=caballo", "state=closed"):
        assert "Aquí no falta nada" in marta.look(f"{PAGE}?{nothing}").reads("h2")
    assert marta.look(f"{PAGE}?state=x&who=-1&in=fr&page=1&source=%00").status == 200
    file = marta.browser.get(f"{PAGE}.csv?who=nobody").get_data()
    assert file.startswith(b"\xef\xbb\xbf")
    assert f"G-{gap},'@vacuna,es".encode() in file
    assert b"\"'=HYPERLINK" in file


def test_a_page_costs_the_same_however_many_gaps_there_are(app: Flask, at_desk: AtDesk, gap: int) -> None:
    marta = at_desk(MARTA)
    counted: list[int] = []

    def look() -> int:
        counted.clear()
        marta.look(PAGE)
        return len(counted)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *_: counted.append(1))
    few = look()
    with app.app_context(), transaction():
        for number in range(60):
            db.session.add(
                ContentGap(language=Language.ES, name=f"otro {number}", stems=f"otr {number}",
                           people=number, opened_at=MONDAY, counted_at=MONDAY)
            )  # fmt: skip
    assert look() == few


def test_marta_gives_it_to_juan_and_a_stale_page_is_told(at_desk: AtDesk, gap: int) -> None:
    marta, sofia = at_desk(MARTA).look(f"{PAGE}/{gap}"), at_desk(SOFIA).look(f"{PAGE}/{gap}")
    who = next(
        node.attributes["value"] for node in marta.page.css("#assignee option") if "Juan" in node.text()
    )
    marta.press("Asignar", assignee=who)
    assert "En redacción" in marta.reads(".gap-facts")
    assert "Asignado a Juan" in marta.reads(".gap-history")
    sofia.press("Descartar", reason="No vendemos para mascotas")
    assert sofia.status == 409
    assert "Alguien cambió este vacío" in sofia.reads(".errors")
    assert sofia.reads("textarea") == "No vendemos para mascotas"
    sofia.press("Descartar", reason="No vendemos para mascotas")
    assert "Descartado: No vendemos para mascotas" in sofia.reads(".gap-history")
    sofia.press("Retomarlo")
    assert "En redacción" in sofia.reads(".gap-facts")


def test_nothing_is_dismissed_without_a_reason_or_given_to_a_customer(at_desk: AtDesk, gap: int) -> None:
    marta = at_desk(MARTA).look(f"{PAGE}/{gap}")
    assert marta.press("Descartar", reason="  ").status == 422
    assert "Di por qué no hace falta escribir nada." in marta.reads(".err")
    assert marta.press("Asignar", assignee="999999").status == 422
    assert "Elige a alguien que revise artículos." in marta.reads(".err")
    for odd in ("0", "999999", "x", "9" * 30, "-1"):
        assert marta.look(f"{PAGE}/{odd}").status == 404


def test_an_agent_may_take_care_of_it_too(at_desk: AtDesk, gap: int) -> None:
    assert at_desk(JUAN).look(f"{PAGE}/{gap}").press("Descartar", reason="Ya está").status == 200


def test_a_closed_gap_says_so_and_one_in_other_words_leads_on(app: Flask, at_desk: AtDesk, gap: int) -> None:
    with app.app_context(), transaction():
        other = ContentGap(name="perros", stems="perr", opened_at=MONDAY, counted_at=MONDAY)
        other.language, other.state, other.merged_into_id = Language.ES, GapState.CLOSED, gap
        db.session.add(other)
        db.session.flush()
        number = other.id
    marta = at_desk(MARTA).look(f"{PAGE}/{number}")
    assert f"G-{gap}" in marta.reads(".note")
    assert "Retomarlo" not in marta.reads()


ODD = ["vacuna del perro", "«¿x: #y'?» - [z] {w}", "***", 'año: sí & 100% \\ "q"', "- no", "null"]


def test_the_draft_passes_the_check_as_it_is(app: Flask, at_desk: AtDesk, gap: int, tmp_path: Path) -> None:
    """Whatever people wrote: it is the real checker that reads the file."""
    repository, marta = Repository(tmp_path / "repository"), at_desk(MARTA)
    for name in ODD:
        with app.app_context(), transaction():
            db.session.query(ContentGap).one().name = name
            db.session.query(GapPhrase).update({"text": f"{name} ¿por qué?"})
        answer = marta.browser.get(f"{PAGE}/{gap}/stub")
        file = answer.headers["Content-Disposition"].partition("filename=")[2].strip('"')
        repository.write(f"tutoriales/{file}", answer.get_data(as_text=True))
        faults = check_articles(
            FolderSource(repository.articles).snapshot(), GenerationStore(tmp_path / "store")
        )
        assert [fault.text() for fault in faults] == [], name
        front = answer.get_data(as_text=True).split("---")[1]
        assert yaml.safe_load(front)["finds"] == [f"{name} ¿por qué?"]
        repository.articles.joinpath("tutoriales", file).unlink()
