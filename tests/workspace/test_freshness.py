"""The page of articles to check: its lists, what is pressed there, and changes of the product."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from app.editorial.freshness.models import AreaChange, ArticleVerification
from app.editorial.freshness.queries import standing_changes
from app.kernel.terms import Language, ProductArea
from app.knowledge.source_changes import Significance, SourceChange
from app.knowledge.translations import StaleTranslation
from app.storage.database import db
from tests.editorial.log import visitor_searches
from tests.support.library import an_article, help_centre, in_both_languages
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import ANA, JUAN, LUISA, MARTA, SOFIA

PAGE, CHANGES = "/es/staff/freshness", "/es/staff/freshness/changes"
AT = Callable[[str], Colleague]
DAY = timedelta(days=1)
BEHIND = StaleTranslation(
    "exportar", Language.EN, "c1", "rev", SourceChange(Significance.IMPORTANT, 3, 1, 25)
)


@pytest.fixture(autouse=True)
def aged(app: Flask, team: None, tmp_path: Path) -> Iterator[None]:
    """One article for each list, of several owners, areas and languages."""
    exporting = in_both_languages(
        an_article("exportar", "Exportar datos", product_area=ProductArea.REPORTS), "Export data"
    )
    before = app.extensions["knowledge"]
    app.extensions["knowledge"] = help_centre(
        tmp_path / "index",
        [
            an_article("caja", "=Abrir la caja", owner=LUISA, review_by=date(2026, 11, 20)),
            an_article("vender", "Vender", product_area=ProductArea.SALES, owner=None),
            *exporting,
        ],
        stale=(BEHIND,),
    )
    with app.app_context():
        for number in range(5):
            at = MONDAY - DAY
            visitor_searches(f"v{number}", "<b>sell</b>", opens="vender", at=at, language=Language.EN)
    yield
    app.extensions["knowledge"] = before


def titles(colleague: Colleague) -> list[str]:
    """Return what is listed, in order."""
    return [node.text(strip=True) for node in colleague.page.css(".aged h3")]


def test_the_lists_say_what_is_wrong_with_each_article(at_desk: AT) -> None:
    luisa = at_desk(LUISA).look(PAGE)
    assert titles(luisa) == ["=Abrir la caja", "Export data", "Vender"]
    words = luisa.reads()
    assert "Había que releerlo antes del 20 nov 2026" in words
    assert "Cambios importantes" in words
    assert "3 pasos cambiados, 1 título, 25 palabras" in words
    assert "5 personas lo buscaron en el otro idioma este mes" in words
    assert "<b>sell</b>" in words
    assert "2 artículos están en un solo idioma." in words


def test_lists_are_filtered_by_owner_area_and_language(at_desk: AT) -> None:
    luisa = at_desk(LUISA)
    assert titles(luisa.look(f"{PAGE}?owner=me")) == ["=Abrir la caja"]
    assert titles(luisa.look(f"{PAGE}?owner=nobody")) == ["Vender"]
    assert titles(luisa.look(f"{PAGE}?area=reports")) == ["Export data"]
    assert titles(luisa.look(f"{PAGE}?in=en")) == ["Export data"]
    assert len(titles(luisa.look(f"{PAGE}?area=nada&in=fr"))) == 3
    assert titles(luisa.look(f"{PAGE}?owner=otra@tuqr.com&area=sales")) == []


def test_luisa_says_that_an_article_is_still_right_and_keeps_her_filter(app: Flask, at_desk: AT) -> None:
    luisa, marta = at_desk(LUISA).look(f"{PAGE}?owner=me"), at_desk(MARTA).look(PAGE)
    luisa.press("Sigue siendo correcto")
    assert "Anotado: sigue siendo correcto" in luisa.reads()
    assert titles(luisa) == []
    assert "owner=me" in luisa.page.css_first("a[href*='export']").attributes["href"]
    marta.press("Sigue siendo correcto")
    assert "Otra persona lo verificó antes que tú" in marta.reads()
    with app.app_context():
        assert db.session.query(ArticleVerification).count() == 1


def test_who_read_an_older_text_looks_again(app: Flask, at_desk: AT, tmp_path: Path) -> None:
    luisa = at_desk(LUISA).look(PAGE)
    changed = an_article("caja", "Caja", revision="new", review_by=date(2026, 11, 20))
    app.extensions["knowledge"] = help_centre(tmp_path / "changed", [changed])
    luisa.press("Sigue siendo correcto")
    assert (luisa.status, "El artículo cambió mientras lo leías" in luisa.reads()) == (409, True)


@pytest.mark.parametrize("named", ["no-existe", "vender"])
def test_an_article_that_is_not_there_is_not_verified(app: Flask, at_desk: AT, named: str) -> None:
    luisa = at_desk(LUISA).look(PAGE)
    answer = luisa.browser.send(f"{PAGE}/{named}/verifications", form=PAGE, article_in="en")
    assert answer.status_code == 404


def test_the_export_has_every_line_and_no_formula(at_desk: AT) -> None:
    luisa = at_desk(LUISA)
    answer = luisa.browser.get(f"{PAGE}/export?owner=me")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "articles-to-check.csv" in answer.headers["Content-Disposition"]
    head, *lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[0] == "Lista"
    assert [line[1] for line in lines] == ["'=Abrir la caja"]
    everything = luisa.browser.get(f"{PAGE}/export").data.decode()
    assert everything.count("\r\n") == 4


def test_marta_sees_what_a_change_marks_before_she_records_it_and_can_undo_it(
    app: Flask, at_desk: AT
) -> None:
    marta = at_desk(MARTA).look(CHANGES)
    typed = {"area": "sales", "changed_on": "2026-11-20", "what": "El botón «Cobrar» está arriba"}
    marta.press("Ver qué artículos marca", **typed)
    assert "1 artículo quedaría por verificar" in marta.reads()
    assert marta.reads(".marked").startswith("Vender")
    with app.app_context():
        assert standing_changes() == ()
    marta.press("Anotar el cambio")
    assert "Quedó anotado" in marta.reads()
    assert "1 artículo sigue por verificar" in marta.reads()
    luisa = at_desk(LUISA).look(f"{PAGE}?area=sales")
    assert "Su área cambió el 20 nov 2026: El botón «Cobrar» está arriba" in luisa.reads()
    at_desk(SOFIA).look(CHANGES).press("Deshacer")
    marta.press("Deshacer")
    assert "Quedó deshecho" in marta.reads()
    assert "Su área cambió" not in luisa.look(f"{PAGE}?area=sales").reads()


def test_sending_a_change_twice_records_it_once(app: Flask, at_desk: AT) -> None:
    marta = at_desk(MARTA)
    typed = {"area": "sales", "changed_on": "2026-11-20", "what": "Otro botón", "step": "record"}
    for _ in range(2):
        assert marta.browser.send(CHANGES, form=CHANGES, **typed).status_code == 303
    with app.app_context():
        assert db.session.query(AreaChange).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"changed_on": "2026-11-24"}, "Ese día todavía no llega"),
        ({"changed_on": ""}, "Elige el día del cambio"),
        ({"area": ""}, "Elige el área que cambió"),
        ({"what": ""}, "Escribe qué cambió"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    app: Flask, at_desk: AT, wrong: dict[str, str], words: str
) -> None:
    typed = {"area": "sales", "changed_on": "2026-11-20", "what": "Botón nuevo", **wrong}
    marta = at_desk(MARTA).look(CHANGES).press("Ver qué artículos marca", **typed)
    assert (marta.status, words in marta.reads()) == (422, True)
    form = marta.page.css_first("form[novalidate]")
    assert form.css_first("[name=what]").attributes["value"] == typed["what"]
    assert form.css_first("[type=date]").attributes["value"] == typed["changed_on"]
    with app.app_context():
        assert standing_changes() == ()


def test_agents_verify_but_do_not_record_and_customers_see_nothing(at_desk: AT) -> None:
    juan = at_desk(JUAN).look(PAGE)
    assert juan.status == 200
    assert "Cambió algo en el producto" not in juan.reads()
    assert juan.look(CHANGES).status == 404
    assert at_desk(ANA).look(PAGE).status == 404
    assert at_desk(MARTA).look(f"{CHANGES}/99999999999/undo").status in {404, 405}


def test_the_page_asks_as_much_of_the_database_however_many_articles_there_are(
    app: Flask, at_desk: AT, tmp_path: Path
) -> None:
    luisa, counts = at_desk(LUISA), []
    for size in (1, 40):
        many = [
            an_article(f"a{number}", f"A {number}", review_by=date(2026, 11, 1)) for number in range(size)
        ]
        app.extensions["knowledge"] = help_centre(tmp_path / f"many-{size}", many)
        counts.append(_statements(app, lambda: luisa.look(PAGE)))
    assert counts[0] == counts[1] <= 7
    assert len(titles(luisa)) == 40


def _statements(app: Flask, act: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
