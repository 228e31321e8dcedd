"""The pages where Marta sees what each publication changed, and for whom."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app.kernel.terms import Language
from app.knowledge.changes import read_changes
from app.knowledge.live import LiveKnowledge
from app.search.rehearsing import Question
from app.search.whoosh_engine import WhooshEngine
from tests.support.editor import Editor, text
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import JUAN, MARTA

PAGE = "/es/workspace/publishing"
CAJA, SOBRES = "tutoriales/caja.md", "tutoriales/sobres.md"
FIRST = {
    CAJA: text("caja", "Cuenta el efectivo.\n", title="Cerrar la caja", finds="[caja]"),
    SOBRES: text("sobres", "Guarda los sobres.\n", title="Guardar sobres", finds="[sobres]"),
}
SECOND = {
    CAJA: text("caja", "Nada.\n", title="Cerrar la caja", finds="[caja]"),
    "tutoriales/vuelto.md": text("vuelto", "Da el vuelto exacto.\n", title="Dar el vuelto", finds="[vuelto]"),
}


def asked() -> list[Question]:
    es = Language.ES
    return [Question("efectivo caja", es, 7, frozenset({"caja"})), Question("contar efectivo", es, 4),
            Question("vuelto exacto", es, 2), Question("guarda sobres", es, 9)]  # fmt: skip


@pytest.fixture
def marta(app: Flask, tmp_path: Path) -> Iterator[Editor]:
    """Marta's repository; what she publishes is what the portal shows."""
    editor = Editor(tmp_path / "marta", WhooshEngine())
    editor.publish(FIRST)
    before = app.extensions["knowledge"]
    app.extensions["knowledge"] = LiveKnowledge(editor.store.folder, editor.engine)
    yield editor
    app.extensions["knowledge"] = before


def publish(app: Flask, marta: Editor, subject: str = "Cuenta menos") -> str:
    marta.commit(SECOND, subject)
    name = marta.publish(questions=asked).generation
    app.extensions["knowledge"].refresh()
    return name


def test_marta_sees_what_people_lose_and_gain_by_the_titles_of_articles(
    app: Flask, marta: Editor, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    publish(app, marta)
    page = at_desk(MARTA).look(PAGE)
    assert page.reads("#lost summary") == "Se pierden: 1"
    lost = page.reads("#lost li")
    assert "«contar efectivo» 4 veces" in lost
    assert "Cerrar la caja → ahora: nada" in lost
    assert "El artículo cambió · por las palabras «contar» , «efectivo»" in lost
    gained = page.reads("#gained li")
    assert "nada → ahora: Dar el vuelto" in gained
    assert "El artículo es nuevo" in gained
    assert "sobres" not in page.reads("section[aria-labelledby=searches]")
    assert page.page.css_first("#gained a").attributes["href"] == "/es/articles/vuelto"


def test_marta_sees_who_changed_which_article(
    app: Flask, marta: Editor, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    publish(app, marta, "Acorta <b>la caja</b> & el vuelto")
    (marta.repository / "articles" / SOBRES).unlink()
    marta.commit(subject="Retira los sobres")
    marta.publish()
    app.extensions["knowledge"].refresh()
    page = at_desk(MARTA).look(PAGE)
    assert "Retira los sobres" in page.reads("section[aria-labelledby=commits]")
    assert "Acorta" not in page.reads("section[aria-labelledby=commits]")
    assert "Guardar sobres Retirado" in page.reads("section[aria-labelledby=changed]")


def test_earlier_publications_stay_to_be_looked_at(
    app: Flask, marta: Editor, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    first = marta.store.current()
    assert first is not None
    second = publish(app, marta, "Acorta <b>la caja</b>")
    marta.publish({"tutoriales/caja.md": text("caja", "Cuenta el efectivo otra vez.\n")})
    app.extensions["knowledge"].refresh()
    page = at_desk(MARTA).look(PAGE)
    kept = [a.attributes["href"] for a in page.page.css("section tbody th a")]
    assert kept == [f"/es/staff/publishing/{second}", f"/es/staff/publishing/{first.name}"]
    page.look(f"/es/staff/publishing/{second}")
    assert "Una publicación anterior" in page.reads(".lead")
    assert "Acorta <b>la caja</b>" in page.reads("section[aria-labelledby=commits]")
    assert f"{CAJA} tutoriales/vuelto.md" in page.reads("section[aria-labelledby=commits] .turn__paths")
    assert "«contar efectivo»" in page.reads("#lost")
    page.look(f"/es/staff/publishing/{first.name}")
    assert "No había con qué comparar" in page.reads("section[aria-labelledby=searches]")
    assert page.look(f"/en/staff/publishing/{second}").reads("#lost summary") == "Lost: 1"


def test_what_is_no_publication_is_not_there(
    marta: Editor, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    desk = at_desk(MARTA)
    for name in ("0" * 40, "store", "CURRENT", ".building-x", "..", "%2e%2e%2fstore"):
        assert desk.look(f"/es/staff/publishing/{name}").status == 404, name


def test_an_agent_finds_neither_page(
    marta: Editor, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    current = marta.store.current()
    assert current is not None
    assert at_desk(JUAN).look(f"/es/staff/publishing/{current.name}").status == 404


def test_notes_of_changes_that_are_missing_or_damaged_hide_nothing_else(
    app: Flask, marta: Editor, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    folder = marta.store.path(publish(app, marta))
    (folder / "changes.json").write_text('{"commits": 3}')
    assert "«contar efectivo»" in at_desk(MARTA).look(PAGE).reads("#lost")
    (folder / "changes.json").unlink()
    assert read_changes(folder).commits == ()
    page = at_desk(MARTA).look(PAGE)
    assert page.status == 200
    assert page.reads("section[aria-labelledby=commits]") == ""


def test_a_publication_that_somebody_went_back_to_says_so(
    app: Flask, marta: Editor, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    first = marta.store.current()
    assert first is not None
    publish(app, marta)
    marta.store.make_current(first.name, pinned=True)
    app.extensions["knowledge"].refresh()
    assert "Alguien volvió a esta publicación" in at_desk(MARTA).look(PAGE).reads(".note")


def test_numbers_in_commits_that_close_nothing_are_told(
    app: Flask, marta: Editor, at_desk: Callable[[str], Colleague], clock: time_machine.Traveller
) -> None:
    marta.commit(SECOND, "Corrige\n\nResolves-feedback: F-99999\nResolves-feedback: la <b>caja</b>")
    marta.publish()
    app.extensions["knowledge"].refresh()
    told = at_desk(MARTA).look(PAGE).reads("[aria-labelledby=unknown]")
    assert "Resolves-feedback: F-99999 No existe esa entrada" in told
    assert "No es un número como F-12 o G-7" in told
