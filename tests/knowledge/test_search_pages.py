"""What people see when they search, typed well or badly."""

from dataclasses import replace

import pytest
from flask import Flask

from app.kernel.terms import Language
from app.knowledge.pages import Piece
from app.knowledge.search_page import pieces
from app.search.documents import Excerpt
from tests.knowledge.conftest import PAYING, SAVING, Open
from tests.support.library import a_body, an_article
from tests.support.visitor import Visitor


def test_ana_finds_the_article_and_the_passage(ana: Visitor) -> None:
    """The hit is marked, names its category and opens at the passage."""
    assert ana.get("/es/search?q=producto+no+se+guarda").status_code == 200
    page = ana.page
    hit = page.hits[0]
    assert "".join(piece.text for piece in hit.title) == "El producto no se guarda"
    assert any(piece.marked and piece.text == "producto" for piece in hit.title)
    assert hit.category == "Solución de problemas"
    assert hit.url.startswith("/es/articles/producto-no-se-guarda?from=")
    assert "&n=1" in hit.url
    assert page.nothing is None
    assert not page.meta.indexed
    assert ana.get(hit.url).status_code == 200


def test_without_words_there_is_a_box_and_something_to_begin_with(ana: Visitor) -> None:
    """An empty query, or one of spaces, is no search without results."""
    for query in ("", "   ", "\t\u200e\x00"):
        ana.get("/es/search", query_string={"q": query})
        assert (ana.page.query, ana.page.total, ana.page.number) == ("", 0, 1)
        assert len(ana.page.nothing.categories) == 4


def test_nothing_found_leads_on_and_carries_the_words(app: Flask, ana: Visitor) -> None:
    """Categories, articles that helped, and the ticket form, which gets the query."""
    Visitor(app, address="198.51.100.4").press("metodos-de-pago", "yes")
    ana.get("/es/search?q=xilofón+cuántico")
    page = ana.page
    assert (page.total, page.hits) == (0, ())
    assert [row.title for row in page.nothing.articles] == ["Configura los métodos de pago"]
    assert len(page.nothing.categories) == 4
    assert ana.get(page.nothing.contact_url).status_code == 200
    assert ana.page.values["query"] == "xilofón cuántico"


def test_results_can_be_narrowed_to_a_category(app: Flask, open_help_centre: Open) -> None:
    """The other categories stay on offer with what they hold."""
    pays = [an_article(f"pago-{n}", f"Pago {n}", category="primeros-pasos") for n in range(2)]
    open_help_centre([*pays, an_article("pago-falla", "El pago falla")])
    reader = Visitor(app)
    reader.get("/es/search?q=pago")
    filters = {each.title: each for each in reader.page.filters}
    assert [each.count for each in reader.page.filters] == [3, 2, 1]
    assert reader.page.filters[0].chosen
    reader.get(filters["Primeros pasos"].url)
    assert (reader.page.total, reader.page.category) == (2, "primeros-pasos")
    assert [each.chosen for each in reader.page.filters] == [False, True, False]
    assert reader.get("/es/search?q=pago&category=no-existe").status_code == 404


def test_a_misspelt_word_is_offered_as_it_was_meant(app: Flask, open_help_centre: Open) -> None:
    """And the offer leads to its results."""
    open_help_centre([an_article("inventario", "Configura el inventario"), PAYING])
    reader = Visitor(app)
    reader.get("/es/search?q=imventaroi")
    assert reader.page.correction is not None
    assert reader.page.correction.text == "inventario"
    reader.get(reader.page.correction.url)
    assert reader.page.total == 1


def test_an_answer_in_the_other_language_is_marked(ana: Visitor) -> None:
    """Better a Spanish answer than none; it opens inside the English portal."""
    ana.get("/en/search?q=metodos+de+pago")
    assert ana.page.hits[0].other_language is Language.ES
    assert ana.page.hits[0].url.startswith("/en/articles/metodos-de-pago?")


def test_many_results_come_in_pages_that_keep_the_query(app: Flask, open_help_centre: Open) -> None:
    """Positions go on counting, and clicks still belong to the same search."""
    open_help_centre([an_article(f"caja-{n}", f"Caja {n}") for n in range(25)])
    reader = Visitor(app)
    address, urls = "/es/search?q=caja", []
    while address:
        reader.get(address)
        urls += [hit.url for hit in reader.page.hits]
        address = reader.page.next_url
    assert (len(urls), reader.page.number, reader.page.pages) == (25, 3, 3)
    assert [int(url.split("&n=")[1].split("#")[0]) for url in urls] == list(range(1, 26))
    assert len({url.split("from=")[1].split("&")[0] for url in urls}) == 1
    beyond = reader.get("/es/search?q=caja&page=4")
    assert (beyond.status_code, beyond.location) == (302, "/es/search?q=caja")
    assert reader.get("/es/search?q=caja&page=x").status_code == 404


NASTY = [
    "*", "???", "a* OR b?", '"sin cerrar', "((((", "título:algo", "NOT", "-pago", "pago~2", "{a TO z}",
    "^^^", "\\", "😀😀", "pago 💳", "\u202eogap", "پرداخت", "支付", "a\x00b", "\x1b[31m", "%s%n",
    "' OR 1=1 --", "<script>", "é" * 400, "palabra " * 1250, "x" * 10_000, "ﬃ", "\ufeff", "\ud7ff",
    "a.b-c_d/e", "E-409", "«Producto no se guarda»",
]  # fmt: skip


@pytest.mark.parametrize("query", NASTY)
def test_whatever_is_typed_gets_a_page(ana: Visitor, query: str) -> None:
    """Wildcards, operators, quotes, emoji, controls, any script, any length."""
    assert ana.get("/es/search", query_string={"q": query}).status_code == 200
    assert len(ana.page.query) <= 200
    assert ana.page.was_cut == (len(" ".join(query.split())) > 200)
    completions = ana.get("/es/completions", query_string={"q": query})
    assert completions.status_code == 200
    assert len(completions.json["items"]) <= 6
    assert ana.get("/es/contact", query_string={"q": query}).status_code == 200


def test_bytes_that_are_no_text_get_a_page_too(ana: Visitor) -> None:
    """A broken link from another program."""
    for path in (
        "/es/search?q=%ff%fe",
        "/es/search?q=%00",
        "/es/completions?q=%c3",
        "/es/search?q=a&q=b&page=1",
    ):
        assert ana.get(path).status_code == 200, path


def test_completions_say_all_the_list_needs(app: Flask, ana: Visitor) -> None:
    """Titles with their marks, a summary, usefulness from ten votes on, and where they lead."""
    for n in range(10):
        Visitor(app, address=f"198.51.100.{n}").press("producto-no-se-guarda", "yes" if n else "no")
    answer = ana.get("/es/completions?q=produc+gua")
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert answer.json["query"] == "produc gua"
    assert answer.json["all_url"] == "/es/search?q=produc+gua"
    first = answer.json["items"][0]
    assert first["title"] == "El producto no se guarda"
    assert [first["title"][a:b] for a, b in first["marks"]] == ["produc", "gua"]
    assert (first["category"], first["language"]) == ("Solución de problemas", "es")
    assert "90" in first["helpful"]
    assert ana.get(first["url"]).status_code == 200
    others = ana.get("/es/completions?q=meto").json["items"]
    assert others[0]["helpful"] is None


def test_completions_of_a_misspelt_word_offer_the_right_one(app: Flask, open_help_centre: Open) -> None:
    """When nothing begins like that."""
    open_help_centre([an_article("inventario", "Configura el inventario")])
    answer = Visitor(app).get("/es/completions?q=imventaroi+").json
    assert answer["items"] or answer["corrected"] == "inventario"
    assert Visitor(app).get("/es/completions").json == {
        "query": "",
        "corrected": None,
        "items": [],
        "all_url": "/es/search?q=",
    }


def test_marks_cut_a_text_without_losing_a_letter() -> None:
    """Whatever lies between them."""
    cut = pieces(Excerpt("El stock queda en cero", ((3, 8), (18, 22))))
    assert cut == (Piece("El "), Piece("stock", True), Piece(" queda en "), Piece("cero", True))
    assert pieces(Excerpt("")) == ()


def test_a_hit_opens_at_the_heading_of_its_passage(app: Flask, open_help_centre: Open) -> None:
    """The address carries the heading's anchor."""
    article = replace(SAVING[0], other_languages={})
    body = a_body("Nada que ver.")
    section = replace(body.sections[1], text="Revisa el almacén obligatorio.")
    open_help_centre([article], bodies={article.id: replace(body, sections=(body.sections[0], section))})
    reader = Visitor(app)
    reader.get("/es/search?q=almacén+obligatorio")
    assert reader.page.hits[0].url.endswith("#pasos")
    assert reader.page.hits[0].heading == "Pasos"
