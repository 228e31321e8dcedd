"""What every search engine must do, whatever stands behind it."""

import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.kernel.terms import Audience, Language
from app.search.documents import (
    DraftText,
    Passage,
    SearchDocument,
    SearchQuery,
    SearchResults,
    Suggestion,
)
from app.search.engine import IndexUnusable, SearchEngine, SearchReader
from app.search.languages import words_of
from app.search.memory_engine import MemoryEngine
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine

ENGINES = {"whoosh": WhooshEngine, "memory": MemoryEngine}
EVERYONE = frozenset({Audience.EVERYONE})
STAFF = frozenset(Audience)

SYNONYMS = Synonyms(
    groups={
        Language.ES: (("factura", "recibo"), ("stock", "existencia", "inventario")),
        Language.EN: (("shop", "store"),),
    },
    bilingual=(("ueps", "lifo", "last in first out"), ("contraseña", "password")),
)


def article(
    slug: str,
    title: str,
    *passages: tuple[str, str],
    language: Language = Language.ES,
    category: str = "solucion-de-problemas",
    area: str = "products",
    audience: Audience = Audience.EVERYONE,
    summary: str = "",
    keywords: tuple[str, ...] = (),
    year: int = 2026,
) -> SearchDocument:
    """An article whose passages are given as pairs of heading and text."""
    return SearchDocument(
        key=f"{slug}.{language.value}",
        article_id=slug,
        language=language,
        category=category,
        product_area=area,
        audience=audience,
        title=title,
        summary=summary,
        keywords=keywords,
        passages=tuple(Passage(f"paso-{n}" if n else "", *passage) for n, passage in enumerate(passages)),
        updated_at=datetime(year, 3, 1, tzinfo=UTC),
    )


SHELF = (
    article(
        "producto-no-se-guarda",
        "Producto no se guarda",
        ("", "Pulsas Guardar y el producto desaparece de la lista. Casi siempre falta un campo."),
        (
            "Revisa el precio",
            "El precio debe ser un número sin símbolos. A veces sale «Campo obligatorio».",
        ),
        ("Prueba otra imagen", "Las imágenes de más de 5 MB no se guardan. Elige una pequeña."),
        summary="Qué revisar cuando un producto no queda guardado.",
        keywords=("artículo desaparece", "no graba"),
    ),
    article(
        "producto-no-se-guarda",
        "Product is not saved",
        ("", "You press Save and the product disappears. Usually a field is missing."),
        language=Language.EN,
    ),
    article(
        "inventario-ueps",
        "Configurar el inventario UEPS",
        ("", "UEPS vende primero lo último que compraste."),
        (
            "Cambiar el método",
            "Abre Configuración, Inventario y marca UEPS. Los años anteriores no cambian.",
        ),
        category="configuracion-avanzada",
        area="inventory",
    ),
    article(
        "recibo-no-llega",
        "La factura no llega",
        ("", "Busca en el correo no deseado. La factura sale el mismo día del cobro."),
        area="payments",
        year=2024,
    ),
    article(
        "sesion",
        "No puedo iniciar sesión",
        (
            "",
            "Si olvidaste la contraseña, pide una nueva. «Error 403: acceso denegado» es otro caso.",
        ),
        ("Código", "Con ERR_CONNECTION_TIMED_OUT revisa tu conexión."),
        area="account",
    ),
    article(
        "lenta",
        "La tienda carga lenta",
        ("", "El acceso es lento cuando la conexión es mala. No es un error 500 denegado por nadie."),
        area="shop",
    ),
    article(
        "shipping",
        "Shipping labels",
        ("", "Print a label for each parcel of your shop."),
        language=Language.EN,
        category="tutoriales",
        area="sales",
    ),
    article(
        "vip",
        "Línea directa para urgencias",
        ("", "El número de guardia atiende emergencias de madrugada."),
        audience=Audience.VIP,
        category="tutoriales",
    ),
    article(
        "interno",
        "Reembolsos especiales",
        ("", "Procedimiento xilofónico para reembolsar. El producto no se guarda nunca."),
        audience=Audience.STAFF,
        category="tutoriales",
    ),
)


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> SearchEngine:
    return ENGINES[request.param]()


@pytest.fixture
def reader(engine: SearchEngine, tmp_path: Path) -> Iterator[SearchReader]:
    opened = built(engine, tmp_path / "index", SHELF)
    yield opened
    opened.close()


def built(engine: SearchEngine, folder: Path, documents: tuple[SearchDocument, ...]) -> SearchReader:
    folder.mkdir()
    engine.build(folder, documents, SYNONYMS)
    return engine.open(folder)


def ask(reader: SearchReader, text: str, language: Language = Language.ES, **more: object) -> SearchResults:
    query = SearchQuery(text, language, limit=50)
    return reader.search(replace(query, **more))  # type: ignore[arg-type]  # any field of the query


def found(reader: SearchReader, text: str, language: Language = Language.ES, **more: object) -> list[str]:
    return [hit.article_id for hit in ask(reader, text, language, **more).hits]


def completed(reader: SearchReader, text: str, **more: object) -> list[str]:
    query = SearchQuery(text, Language.ES, limit=50)
    return [one.article_id for one in reader.complete(replace(query, **more))]  # type: ignore[arg-type]


def suggested(
    reader: SearchReader, title: str, description: str = "", language: Language = Language.ES, **more: object
) -> tuple[Suggestion, ...]:
    draft = DraftText(title, description, language)
    return reader.suggest(replace(draft, **more))  # type: ignore[arg-type]  # any field of the draft


def without_accents(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


# Finding


def test_every_word_of_an_article_and_its_beginnings_find_it(reader: SearchReader) -> None:
    for document in SHELF:
        texts = [document.title, document.summary, *document.keywords]
        texts += [text for passage in document.passages for text in (passage.heading, passage.text)]
        for word in {text[word.start : word.end] for text in texts for word in words_of(text)}:
            for typed in {word[:length] for length in range(3, len(word))} | {word}:
                for form in (typed, without_accents(typed), typed.upper()):
                    hits = ask(reader, form, document.language, audiences=STAFF).hits
                    assert document.article_id in {hit.article_id for hit in hits}, (form, document.key)


def test_accents_and_capitals_make_no_difference(reader: SearchReader) -> None:
    assert found(reader, "CONFIGURACION metodo") == found(reader, "configuración método")
    assert found(reader, "anos anteriores") == found(reader, "años anteriores") == ["inventario-ueps"]


def test_other_forms_of_a_word_find_it(reader: SearchReader) -> None:
    assert found(reader, "mis productos guardados")[0] == "producto-no-se-guarda"


def test_a_question_finds_the_article_though_half_its_words_are_not_in_it(reader: SearchReader) -> None:
    assert found(reader, "¿por qué mi producto nuevo no se guarda?")[0] == "producto-no-se-guarda"


@pytest.mark.parametrize("typed", ["facutra", "fatcura", "factuta", "inbentario", "configurra el inventario"])
def test_a_mistyped_word_is_understood_and_the_right_one_offered(reader: SearchReader, typed: str) -> None:
    results = ask(reader, typed)
    assert results.hits[0].article_id in {"recibo-no-llega", "inventario-ueps"}
    assert results.corrected is not None
    assert results.corrected != typed
    assert found(reader, results.corrected)[0] == results.hits[0].article_id


def test_a_right_query_is_not_corrected(reader: SearchReader) -> None:
    assert ask(reader, "la factura no llega").corrected is None


def test_quoted_words_must_stand_together(reader: SearchReader) -> None:
    assert found(reader, '"acceso denegado"') == ["sesion"]
    assert found(reader, "«Error 403: acceso denegado»") == ["sesion"]


def test_an_error_code_is_found_as_it_is(reader: SearchReader) -> None:
    assert found(reader, "ERR_CONNECTION_TIMED_OUT") == ["sesion"]


def test_a_synonym_finds_what_the_article_calls_otherwise(reader: SearchReader) -> None:
    assert found(reader, "recibo")[0] == "recibo-no-llega"
    assert found(reader, "LIFO")[0] == "inventario-ueps"
    assert found(reader, "last in first out")[0] == "inventario-ueps"
    assert found(reader, "forgot password")[0] == "sesion"


def test_the_other_language_answers_when_the_readers_own_does_not(reader: SearchReader) -> None:
    hits = ask(reader, "shipping labels").hits
    assert [(hit.article_id, hit.language) for hit in hits] == [("shipping", Language.EN)]


def test_a_translated_article_comes_once_in_the_readers_language(reader: SearchReader) -> None:
    for text in ("producto no se guarda", "product is not saved"):
        hits = [hit for hit in ask(reader, text).hits if hit.article_id == "producto-no-se-guarda"]
        assert [hit.language for hit in hits][:1] in ([Language.ES], [Language.EN])
        assert len(hits) == 1
    assert ask(reader, "product is not saved", Language.EN).hits[0].key == "producto-no-se-guarda.en"


def test_the_fresher_of_equal_articles_comes_first(engine: SearchEngine, tmp_path: Path) -> None:
    old = article("viejo", "Cerrar la caja", ("", "Cuenta el dinero."), year=2020)
    new = article("nuevo", "Cerrar la caja", ("", "Cuenta el dinero."), year=2026)
    better = article("mejor", "Cerrar la caja del día", ("", "Cerrar la caja del día."), year=2010)
    reader = built(engine, tmp_path / "index", (*SHELF, old, better, new))
    assert found(reader, "cerrar la caja del día")[:3] == ["mejor", "nuevo", "viejo"]


# Showing


def test_a_hit_opens_at_the_heading_that_answers(reader: SearchReader) -> None:
    hit = ask(reader, "imágenes pequeñas de 5 MB").hits[0]
    assert (hit.anchor, hit.heading) == ("paso-2", "Prueba otra imagen")
    assert "imágenes" in hit.excerpt.text.lower()


def test_marks_lie_on_words_of_the_query(reader: SearchReader) -> None:
    for hit in ask(reader, "precio del producto").hits:
        shown = [hit.excerpt.text[start:end] for start, end in hit.excerpt.marks]
        assert all(without_accents(word).lower().startswith(("prec", "product")) for word in shown)
        assert list(hit.excerpt.marks) == sorted(hit.excerpt.marks)


def test_an_excerpt_is_a_glance_not_the_article(engine: SearchEngine, tmp_path: Path) -> None:
    long = article(
        "largo", "Manual", ("", "Esto es relleno. " * 400 + "Aquí está la aguja. " + "Fin. " * 400)
    )
    hit = ask(built(engine, tmp_path / "index", (long,)), "aguja").hits[0]
    assert len(hit.excerpt.text) < 300
    assert [hit.excerpt.text[start:end] for start, end in hit.excerpt.marks] == ["aguja"]


def test_totals_and_categories_count_every_answer(reader: SearchReader) -> None:
    everything = ask(reader, "inventario factura producto")
    assert everything.total == len(everything.hits) == sum(everything.by_category.values()) == 3
    chosen = ask(reader, "inventario factura producto", category="configuracion-avanzada")
    assert [hit.article_id for hit in chosen.hits] == ["inventario-ueps"]
    assert chosen.total == 1
    assert chosen.by_category == everything.by_category


def test_an_area_narrows_the_answers(reader: SearchReader) -> None:
    assert found(reader, "inventario factura producto", product_area="payments") == ["recibo-no-llega"]
    assert found(reader, "factura", product_area="no-such-area") == []
    assert found(reader, "factura", category="no-such-category") == []


def test_pages_of_hits_continue_each_other(reader: SearchReader) -> None:
    whole = found(reader, "el producto o la factura del inventario")
    first = found(reader, "el producto o la factura del inventario", limit=2)
    rest = found(reader, "el producto o la factura del inventario", limit=10, offset=2)
    assert first + rest == whole
    assert ask(reader, "factura", limit=0).total == 1
    assert found(reader, "factura", offset=99) == []


# Completing


def test_beginnings_of_words_offer_the_article(reader: SearchReader) -> None:
    for typed in ("produc gua", "Producto n", "prod", "producto no se gu", "producto guarda"):
        assert completed(reader, typed)[0] == "producto-no-se-guarda", typed
    assert "inventario-ueps" in completed(reader, "confi")
    assert completed(reader, "sesion") == ["sesion"]


def test_completions_mark_what_was_typed_and_obey_the_limit(reader: SearchReader) -> None:
    offered = reader.complete(SearchQuery("produc gua", Language.ES, limit=1))
    assert len(offered) == 1
    title = offered[0].title
    assert [title.text[start:end] for start, end in title.marks] == ["Produc", "gua"]
    assert (offered[0].category, offered[0].key) == ("solucion-de-problemas", "producto-no-se-guarda.es")


def test_nothing_is_offered_for_nothing(reader: SearchReader) -> None:
    for typed in ("", "   ", "?!", "zzzzzz"):
        assert completed(reader, typed) == []


# Suggesting


STORY = (
    "Mi producto no se guarda",
    "Hola, buenas tardes. Llevo toda la mañana con esto: pongo el precio, la imagen y al pulsar Guardar "
    "desaparece de la lista. Mi vecina tiene la misma aplicación y a ella le va bien. Gracias, Ana",
)


def test_a_story_of_a_problem_finds_the_article_that_solves_it(reader: SearchReader) -> None:
    best = suggested(reader, *STORY)[0]
    assert (best.article_id, best.language) == ("producto-no-se-guarda", Language.ES)
    assert suggested(reader, "No entro", "Olvidé la contraseña y pido una nueva")[0].article_id == "sesion"


def test_a_synonym_in_a_story_finds_what_the_article_calls_otherwise(reader: SearchReader) -> None:
    assert suggested(reader, "El recibo", "no me llega")[0].article_id == "recibo-no-llega"


def test_suggestions_come_best_first_scored_from_zero_to_one(reader: SearchReader) -> None:
    found = suggested(reader, *STORY, limit=9)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len({one.article_id for one in found}) == len(found)
    assert suggested(reader, *STORY, limit=1) == found[:1]


def test_an_answer_is_surer_than_a_chance_likeness(reader: SearchReader) -> None:
    answered = suggested(reader, *STORY)[0].score
    unanswered = suggested(reader, "Feliz día", "La precisión de los relojes suizos no tiene precio")[0].score
    assert answered > unanswered


def test_the_reasons_are_the_writers_own_words(reader: SearchReader) -> None:
    story = ("PRODUCTO sin guardar", "La Imágen pesa mucho y el producto se va")
    best = suggested(reader, *story)[0]
    assert 0 < len(best.reasons) <= 4
    assert "PRODUCTO" in best.reasons
    assert {"sin", "La", "y", "el", "se"}.isdisjoint(best.reasons)
    assert set(best.reasons) <= set(" ".join(story).split())


def test_a_suggestion_opens_where_it_says_more_than_its_title(reader: SearchReader) -> None:
    best = suggested(reader, "Producto no se guarda", "puede ser la imagen, es de 5 MB")[0]
    assert best.anchor == "paso-2"
    assert "imágenes" in best.excerpt.text


def test_the_other_language_is_suggested_when_the_writers_own_has_nothing(reader: SearchReader) -> None:
    best = suggested(reader, "shipping labels", "I want to print a label for each parcel")[0]
    assert (best.article_id, best.language) == ("shipping", Language.EN)


def test_hidden_articles_are_not_suggested_to_readers_without_the_right(reader: SearchReader) -> None:
    story = ("Reembolsos especiales", "procedimiento xilofónico de madrugada, número de guardia")
    assert {"interno", "vip"}.isdisjoint(one.article_id for one in suggested(reader, *story))
    assert "interno" in {one.article_id for one in suggested(reader, *story, audiences=STAFF)}


def test_nothing_is_suggested_for_nothing(reader: SearchReader) -> None:
    for title in ("", " ", "?!", "de la que", "wxyz wxyz"):
        assert suggested(reader, title) == ()


# Hiding


def test_readers_without_the_right_never_learn_of_a_hidden_article(reader: SearchReader) -> None:
    for word in (
        "xilofónico",
        "xilofonic",
        "xilofonico",
        "xilofonicoo",
        "reembolsos especiales",
        "madrugada",
    ):
        results = ask(reader, word)
        hidden = {"interno", "vip"}
        assert hidden.isdisjoint(hit.article_id for hit in results.hits)
        assert "xilofónico" not in (results.corrected or "")
        assert "xilofonico" not in (results.corrected or "")
        assert completed(reader, word) == []
        assert "tutoriales" not in results.by_category
    assert found(reader, "xilofonicoo", audiences=STAFF)[0] == "interno"
    assert found(reader, "madrugada", audiences=EVERYONE | {Audience.VIP}) == ["vip"]
    assert completed(reader, "xilo", audiences=STAFF) == ["interno"]


def test_a_hidden_article_changes_nothing_for_other_readers(engine: SearchEngine, tmp_path: Path) -> None:
    public = tuple(document for document in SHELF if document.audience is Audience.EVERYONE)
    alone, among = built(engine, tmp_path / "a", public), built(engine, tmp_path / "b", SHELF)
    for text in ("producto", "no se guarda", "reembolsar un producto", "error en la tienda", "xilofonico"):
        assert rounded(ask(alone, text)) == rounded(ask(among, text))
        assert completed(alone, text) == completed(among, text)


# Anything a person can type


STRANGE = (
    "",
    " ",
    "\t\n",
    "?",
    "*",
    "a*",
    "*a",
    "produc?o",
    '"',
    '""""',
    '"producto',
    "«»",
    "'",
    "(producto",
    "producto)",
    "NOT producto",
    "AND OR NOT",
    "producto AND",
    "title:producto",
    "producto~2^3",
    "[a TO z]",
    "{producto}",
    "\\",
    "--",
    "+producto -factura",
    "%00",
    "producto\x00factura",
    "\x00",
    "\x01\x02\x1b[31m",
    "😀",
    "👩‍👩‍👧‍👦 producto",
    "\u202eotcudorp",
    "\u202e",
    "مرحبا",
    "日本語",
    "Ω≈ç√∫",
    "i\u0307\u0307",
    "\ud800",
    "n\u0303" * 50,
    "nnnnnnnnnnnnnnnn",
    "ñ" * 200,
    "a" * 10_000,
    "producto " * 1_200,
    "¿" * 10_000,
    '"a" ' * 2_500,
    "_" * 300,
    "a_" * 100,
    "1-" * 100,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "e\u0301" * 5000,
)


@pytest.mark.parametrize("typed", STRANGE, ids=range(len(STRANGE)))
def test_anything_typed_is_answered(reader: SearchReader, typed: str) -> None:
    results = ask(reader, typed)
    assert results.total >= len(results.hits) >= 0
    assert isinstance(completed(reader, typed), list)
    assert len(suggested(reader, typed, typed)) <= 3


def test_signs_around_words_change_nothing(reader: SearchReader) -> None:
    plain = found(reader, "producto")
    for typed in (
        "producto?",
        "*producto*",
        "(producto",
        "+producto",
        "😀 producto",
        "producto\x00",
        "title:producto",
    ):
        assert set(plain) <= set(found(reader, typed)), typed


def test_the_end_of_a_very_long_query_is_cut(reader: SearchReader) -> None:
    assert found(reader, "factura " + "el " * 3000 + "inventario") == found(reader, "factura ")


def test_limits_below_zero_are_none(reader: SearchReader) -> None:
    assert found(reader, "factura", limit=-1) == []
    assert found(reader, "factura", offset=-5) == ["recibo-no-llega"]
    assert completed(reader, "factura", limit=-1) == []


def test_readers_in_several_threads_get_the_same_answers(reader: SearchReader) -> None:
    texts = ["producto no se guarda", "facutra", "shipping", "inventario", "sesion"] * 8
    expected = [rounded(ask(reader, text)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: rounded(ask(reader, text)), texts)) == expected


# Building


QUERIES = (
    "producto",
    "factura",
    "inventario",
    "no puedo guardar",
    "nuevo precio",
    "facutra",
    "lento",
    "shop",
    "a",
)


def rounded(results: SearchResults) -> tuple[object, ...]:
    hits = [(hit.key, round(hit.score, 3), hit.anchor, hit.excerpt) for hit in results.hits]
    return hits, results.total, dict(results.by_category), results.corrected


def test_a_changed_index_answers_as_one_built_from_everything(engine: SearchEngine, tmp_path: Path) -> None:
    built(engine, tmp_path / "0", SHELF)
    shelf = {document.key: document for document in SHELF}
    for step in range(1, 13):
        changed = article(f"nuevo-{step % 5}", f"Nuevo precio {step}", ("", f"Edición {step} del precio."))
        removed = frozenset({SHELF[step % len(SHELF)].key}) if step % 3 == 0 else frozenset()
        folder = tmp_path / str(step)
        folder.mkdir()
        previous = tmp_path / str(step - 1)
        engine.build(folder, [changed], SYNONYMS, previous=previous, removed=removed)
        shelf = {key: one for key, one in shelf.items() if key not in removed} | {changed.key: changed}
    stepwise = engine.open(tmp_path / "12")
    whole = built(engine, tmp_path / "whole", tuple(shelf.values()))
    for text in (*QUERIES, "edición", "xilofonico"):
        for language in Language:
            answers = [rounded(ask(reader, text, language, audiences=STAFF)) for reader in (stepwise, whole)]
            assert answers[0] == answers[1], text


def test_a_removed_article_leaves_no_word_behind(engine: SearchEngine, tmp_path: Path) -> None:
    built(engine, tmp_path / "old", SHELF).close()
    (tmp_path / "new").mkdir()
    gone = frozenset({"inventario-ueps.es", "never-there"})
    engine.build(tmp_path / "new", [], SYNONYMS, previous=tmp_path / "old", removed=gone)
    reader = engine.open(tmp_path / "new")
    assert found(reader, "inventario") == []
    assert ask(reader, "inbentario").corrected is None
    assert completed(reader, "invent") == []


def test_building_a_change_leaves_the_index_before_as_it_was(engine: SearchEngine, tmp_path: Path) -> None:
    reader = built(engine, tmp_path / "old", SHELF)
    before = contents(tmp_path / "old"), [rounded(ask(reader, text)) for text in QUERIES]
    (tmp_path / "new").mkdir()
    engine.build(
        tmp_path / "new", SHELF[:2], SYNONYMS, previous=tmp_path / "old", removed=frozenset({SHELF[3].key})
    )
    assert (contents(tmp_path / "old"), [rounded(ask(reader, text)) for text in QUERIES]) == before
    assert rounded(ask(engine.open(tmp_path / "old"), "factura")) == rounded(ask(reader, "factura"))


def test_a_build_that_fails_halfway_can_be_repeated(engine: SearchEngine, tmp_path: Path) -> None:
    built(engine, tmp_path / "old", SHELF)

    def failing() -> Iterator[SearchDocument]:
        yield SHELF[0]
        raise OSError("the disk went away")

    (tmp_path / "broken").mkdir()
    with pytest.raises(OSError, match="the disk went away"):
        engine.build(tmp_path / "broken", failing(), SYNONYMS, previous=tmp_path / "old")
    with pytest.raises(IndexUnusable):
        engine.open(tmp_path / "broken")
    (tmp_path / "again").mkdir()
    engine.build(tmp_path / "again", [SHELF[0]], SYNONYMS, previous=tmp_path / "old")
    assert found(engine.open(tmp_path / "again"), "guardar")[0] == "producto-no-se-guarda"


def test_an_empty_index_answers_nothing(engine: SearchEngine, tmp_path: Path) -> None:
    reader = built(engine, tmp_path / "index", ())
    assert ask(reader, "factura") == SearchResults((), 0)
    assert completed(reader, "factura") == []
    assert suggested(reader, "factura", "no llega") == ()
    (tmp_path / "next").mkdir()
    engine.build(tmp_path / "next", SHELF, SYNONYMS, previous=tmp_path / "index")
    assert found(engine.open(tmp_path / "next"), "factura") == ["recibo-no-llega"]


def test_an_article_without_text_is_found_by_its_title(engine: SearchEngine, tmp_path: Path) -> None:
    reader = built(engine, tmp_path / "index", (article("vacio", "Título solo", summary="Nada más."),))
    hit = ask(reader, "titulo").hits[0]
    assert (hit.article_id, hit.anchor) == ("vacio", "")


def test_a_damaged_index_is_refused(engine: SearchEngine, tmp_path: Path) -> None:
    built(engine, tmp_path / "whole", SHELF).close()
    names = [file.relative_to(tmp_path / "whole") for file in files_of(tmp_path / "whole")]
    for number, (name, damage) in enumerate((name, damage) for name in names for damage in DAMAGES):
        folder = tmp_path / str(number)
        for file in files_of(tmp_path / "whole"):
            copy = folder / file.relative_to(tmp_path / "whole")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
        damage(folder / name)
        with pytest.raises(IndexUnusable):
            engine.open(folder)
        (tmp_path / f"{number}-next").mkdir()
        with pytest.raises(IndexUnusable):
            engine.build(tmp_path / f"{number}-next", SHELF, SYNONYMS, previous=folder)


def test_a_folder_without_an_index_is_refused(engine: SearchEngine, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(IndexUnusable):
            engine.open(folder)


def test_an_index_of_another_version_is_refused(engine: SearchEngine, tmp_path: Path) -> None:
    built(engine, tmp_path / "index", SHELF).close()
    manifest = tmp_path / "index" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"version": ', '"version": 9'))
    with pytest.raises(IndexUnusable):
        engine.open(tmp_path / "index")


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def scribbled(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


DAMAGES = (Path.unlink, truncated, scribbled)


def files_of(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file() and file.stat().st_size]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in files_of(folder)}
