"""What is kept of searches: enough to see what people miss, nothing that says who they are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.globals import app_ctx
from sqlalchemy import select

from app import create_app
from app.search.models import LoggedQuery, QueryStep, SearchOrigin, StepKind
from app.search.query_masking import without_personal_data
from app.settings import Settings
from app.storage.database import db
from app.web.identity import Reader
from tests.support.library import an_article, help_centre
from tests.support.visitor import Visitor

NOON = datetime(2026, 11, 22, 16, tzinfo=UTC)
SAVED = "producto-no-se-guarda"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until it is moved."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana(app: Flask, tmp_path: Path, clock: time_machine.Traveller) -> Iterator[Visitor]:
    """Ana, in a help centre of two articles, at noon."""
    before = app.extensions["knowledge"], app.extensions.get("reader")
    outer = app_ctx._get_current_object()
    outer.pop()
    articles = [an_article(SAVED, "El producto no se guarda"), an_article("pagos", "Métodos de pago")]
    app.extensions["knowledge"] = help_centre(tmp_path / "index", articles)
    assert clock is not None
    yield Visitor(app)
    app.extensions["knowledge"], app.extensions["reader"] = before
    outer.push()


def queries(visitor: Visitor) -> list[LoggedQuery]:
    """Return all that was logged, in order."""
    with visitor.app.app_context():
        return list(db.session.scalars(select(LoggedQuery).order_by(LoggedQuery.id)))


def steps(visitor: Visitor) -> list[tuple[str, str, str, int | None]]:
    """Return what came of queries: text, kind, article, position."""
    with visitor.app.app_context():
        rows = db.session.execute(
            select(LoggedQuery.text, QueryStep.kind, QueryStep.article_id, QueryStep.position)
            .join(QueryStep, QueryStep.query_id == LoggedQuery.id)
            .order_by(QueryStep.id)
        )
        return [tuple(row) for row in rows]


def test_a_search_is_kept_with_its_language_filter_and_number_of_results(ana: Visitor) -> None:
    """Once the form was sent."""
    ana.get("/es/search?q=Producto++NO+se+Guarda&category=solucion-de-problemas")
    kept = queries(ana)
    assert len(kept) == 1
    assert (kept[0].text, kept[0].language, kept[0].category) == (
        "producto no se guarda",
        "es",
        "solucion-de-problemas",
    )
    assert (kept[0].results, kept[0].origin, kept[0].asked_at) == (1, SearchOrigin.FORM, NOON)


def test_a_search_without_results_is_kept_as_one(ana: Visitor) -> None:
    """This is what editors need most."""
    ana.get("/es/search?q=xilofón")
    assert [(each.text, each.results) for each in queries(ana)] == [("xilofón", 0)]


def test_typing_is_not_a_search(ana: Visitor) -> None:
    """Completions are not logged; nor is an empty box, nor the second page."""
    for path in ("/es/completions?q=prod", "/es/search", "/es/search?q=%20", "/es/search?q=%00"):
        ana.get(path)
    assert queries(ana) == []
    ana.get("/es/search?q=producto")
    ana.get("/es/search?q=producto&page=1&from=" + ana.page.contact_url.split("from=")[1])
    assert len(queries(ana)) == 1


def test_prefixes_within_half_a_minute_are_one_query_the_longest(
    ana: Visitor, clock: time_machine.Traveller
) -> None:
    """Ana searches too early, twice, then deletes a letter."""
    for text in ("pro", "producto", "producto no se guarda", "producto no se"):
        ana.get("/es/search", query_string={"q": text})
        clock.shift(timedelta(seconds=20))
    kept = queries(ana)
    assert [(each.text, each.results) for each in kept] == [("producto no se guarda", 1)]


def test_another_thought_is_another_query(ana: Visitor, clock: time_machine.Traveller) -> None:
    """Other words, another language, a filter, half a minute later, or after an article was opened."""
    ana.get("/es/search?q=pro")
    ana.get("/es/search?q=pagos")
    ana.get("/en/search?q=pagos")
    ana.get("/en/search?q=pagos&category=tutoriales")
    clock.shift(timedelta(seconds=31))
    ana.get("/en/search?q=pagos+zelle&category=tutoriales")
    assert [each.text for each in queries(ana)] == ["pro", "pagos", "pagos", "pagos", "pagos zelle"]
    ana.get("/es/search?q=producto")
    ana.get(ana.page.hits[0].url)
    ana.get("/es/search?q=producto+no+se+guarda")
    assert [each.text for each in queries(ana)][5:] == ["producto", "producto no se guarda"]


def test_two_visitors_do_not_finish_each_others_queries(ana: Visitor) -> None:
    """Even at the same second."""
    ana.get("/es/search?q=pro")
    Visitor(ana.app, address="198.51.100.8").get("/es/search?q=producto")
    assert [each.text for each in queries(ana)] == ["pro", "producto"]


def test_opening_a_result_is_kept_with_its_position_once(ana: Visitor) -> None:
    """Reloading adds nothing; neither does a friend who was sent the link."""
    ana.get("/es/search?q=pago")
    url = ana.page.hits[0].url
    ana.get(url)
    ana.get(url)
    Visitor(ana.app, address="198.51.100.8").get(url)
    assert steps(ana) == [("pago", StepKind.OPENED, "pagos", 1)]


def test_asking_people_after_a_search_is_kept(ana: Visitor) -> None:
    """What came next: the contact page."""
    ana.get("/es/search?q=xilofón")
    ana.get(ana.page.contact_url)
    assert steps(ana) == [("xilofón", StepKind.CONTACTED, "", None)]


def test_an_article_opened_while_typing_is_a_search_and_a_click(ana: Visitor) -> None:
    """The list's links say what was typed; opened again, or passed on, they add nothing."""
    item = ana.get("/es/completions?q=prod").json["items"][0]
    ana.get(item["url"])
    ana.get(item["url"].replace("n=1", "n=99999999999999999999"))
    Visitor(ana.app, address="198.51.100.8").get(item["url"])
    assert [(each.text, each.origin, each.results) for each in queries(ana)] == [
        ("prod", SearchOrigin.COMPLETION, None)
    ]
    assert steps(ana) == [("prod", StepKind.OPENED, SAVED, 1)]


def test_the_page_may_report_text_that_rested(ana: Visitor) -> None:
    """By script, with the form token; wrong ones are refused in words."""
    ana.get("/es/search?q=pago")
    ana.get("/es/articles/pagos")
    assert ana.post("/es/search/queries", q="mi inventario").status_code == 204
    assert ana.post("/es/search/queries", q="mi").status_code == 204
    assert [(each.text, each.origin) for each in queries(ana)][1:] == [("mi inventario", SearchOrigin.TYPED)]
    assert ana.post("/es/search/queries", q="otra", csrf_token="forged").status_code == 400


@pytest.mark.parametrize(
    "trace", ["?from=&n=1", "?from=zz&n=1", "?n=1", "?from=0123456789abcdef&n=99999999999999"]
)
def test_a_made_up_trace_leads_to_the_article_and_nowhere_else(ana: Visitor, trace: str) -> None:
    """Nobody writes into another's search."""
    assert ana.get(f"/es/articles/pagos{trace}").status_code == 200
    assert steps(ana) == []


def test_robots_and_the_team_are_left_out(ana: Visitor) -> None:
    """Their searches are not what customers miss."""
    Visitor(ana.app, agent="bingbot/2.0").get("/es/search?q=producto")
    ana.app.extensions["reader"] = lambda: Reader(person_id=1, is_staff=True)
    ana.get("/es/search?q=producto")
    assert queries(ana) == []


def test_tomorrow_the_same_visitor_has_another_name(ana: Visitor, clock: time_machine.Traveller) -> None:
    """Nothing links one day's searches to the next, nor to an address."""
    ana.get("/es/search?q=producto")
    clock.shift(timedelta(minutes=5))
    ana.get("/es/search?q=pago")
    clock.shift(timedelta(days=1))
    ana.get("/es/search?q=pago")
    today, again, tomorrow = (each.visitor for each in queries(ana))
    assert today == again != tomorrow
    assert "203.0.113.5" not in repr([vars(each) for each in queries(ana)])


def test_a_log_that_cannot_be_written_harms_no_page(
    ana: Visitor, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page is served; the failure stands in the program's log."""
    away = settings.model_copy(update={"database_url": "sqlite:////no/such/folder/support.db"})
    reader = Visitor(create_app(away, ana.app.extensions["knowledge"]))
    assert reader.get("/es/search?q=producto").status_code == 200
    assert "query not logged" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mi correo es Ana.Perez+tienda@Gmail.com ayuda", "mi correo es [mail] ayuda"),
        ("llámame 0412-555.12.34", "llámame [number]"),
        ("+58 (412) 555 12 34 urgente", "[number] urgente"),
        ("cédula V-12.345.678", "cédula [number]"),
        ("rif J-12345678-9", "rif [number]"),
        ("tarjeta 4111 1111 1111 1111 rechazada", "tarjeta [number] rechazada"),
        ("pedido 000123456789", "pedido [number]"),
        ("٠١٢٣٤٥٦٧", "[number]"),
        ("０４１２５５５１２３４", "[number]"),
        ("04\u200b12\u200b5551234", "[number]"),
        ("ana\u200d@tienda.ve", "[mail]"),
        ("error E-409 en caja 2", "error e-409 en caja 2"),
        ("IVA 16 % de $25,00", "iva 16 % de $25,00"),
        ("stock\x00 \t\n cero", "stock cero"),
        ("reporte 2026", "reporte 2026"),
        ("x" * 500, "x" * 120),
        ("", ""),
    ],
)
def test_what_could_tell_who_asked_is_masked(typed: str, kept: str) -> None:
    """Mails, phones, papers, cards; short codes, prices and years stay."""
    assert without_personal_data(typed) == kept


def test_a_number_at_the_cut_does_not_slip_through() -> None:
    """Masking comes before cutting."""
    typed = "a" * 112 + " 4111111111111111"
    assert "4111" not in without_personal_data(typed)
