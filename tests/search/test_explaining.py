"""Why a hit stands where it does, as an editor is told."""

from collections.abc import Iterator

import pytest

from app.kernel.terms import Language
from app.search.documents import SearchDocument, SearchQuery
from app.search.explaining import ExplainedHit, Explanation, How, explain
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine, WhooshReader
from tests.contracts.test_search_engine import article

SYNONYMS = Synonyms(
    groups={Language.ES: (("plata", "dinero"),)}, bilingual=(("no se comparte", "not shared", "share"),)
)


def _documents() -> list[SearchDocument]:
    facts = {
        "pagos": ("Configurar métodos de pago", ("Recibir", "El dinero llega a tu cuenta en dos días.")),
        "guardar": (
            "El producto no se guarda",
            ("Revisa el precio", "Escribe el precio y guarda el producto."),
        ),
        "tienda": ("Publicar la tienda", ("Enlace", "Comparte el enlace de tu tienda con tus clientes.")),
    }
    english = article(
        "tienda-en",
        "Share your storefront",
        ("Link", "Send the link to people. Some share «se vende»."),
        language=Language.EN,
    )
    return [*(article(slug, title, passage) for slug, (title, passage) in facts.items()), english]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshReader]:
    folder = tmp_path_factory.mktemp("index")
    WhooshEngine().build(folder, _documents(), SYNONYMS)
    opened = WhooshEngine().open(folder)
    yield opened
    opened.close()


def asked(reader: WhooshReader, text: str, **facts: int) -> Explanation:
    query = SearchQuery(text, Language.ES, **facts)
    return explain(reader.library(query.audiences), query)


def first(explanation: Explanation) -> ExplainedHit:
    return explanation.hits[0]


def ways(explained: ExplainedHit) -> set[tuple[str, str, How]]:
    return {(reason.typed, reason.field, reason.how) for reason in explained.reasons}


def test_a_word_that_stands_as_typed_says_in_which_fields(reader: WhooshReader) -> None:
    best = first(asked(reader, "producto guarda "))
    assert best.hit.article_id == "guardar"
    assert {("producto", "title", How.AS_TYPED), ("producto", "body", How.AS_TYPED)} <= ways(best)


def test_another_form_of_a_word_is_called_so(reader: WhooshReader) -> None:
    assert ("guardarlo", "title", How.OTHER_FORM) in ways(first(asked(reader, "guardarlo ")))


def test_a_mistyped_word_is_told_with_the_word_it_was_taken_for(reader: WhooshReader) -> None:
    explanation = asked(reader, "produtco ")
    assert ("produtco", "title", How.CORRECTED) in ways(first(explanation))
    assert explanation.readings[Language.ES][0].corrected == "producto"


def test_a_half_typed_word_is_told_with_its_endings(reader: WhooshReader) -> None:
    assert ("tien", "title", How.COMPLETED) in ways(first(asked(reader, "tien")))


def test_a_synonym_is_called_one(reader: WhooshReader) -> None:
    best = first(asked(reader, "plata "))
    assert ("plata", "body", How.SYNONYM) in ways(best)
    assert best.reasons[0].words == ("dinero",)


def test_words_that_tell_nothing_and_words_nobody_wrote_are_told_apart(reader: WhooshReader) -> None:
    common, unknown, _ = asked(reader, "no xilofonista producto ").readings[Language.ES]
    assert not common.counts
    assert unknown.counts
    assert unknown.meant == ()


def test_an_article_of_the_other_language_is_called_so(reader: WhooshReader) -> None:
    best = first(asked(reader, "storefront "))
    assert (best.hit.article_id, best.other_language) == ("tienda-en", True)


@pytest.mark.parametrize("text", ["producto guarda ", "produtco precio", "plata cuenta", "storefront"])
def test_the_reasons_add_up_to_the_whole_score(reader: WhooshReader, text: str) -> None:
    for explained in asked(reader, text).hits:
        shares = sum(reason.share for reason in explained.reasons) + explained.together
        assert shares == pytest.approx(1, abs=0.01)


def test_the_hits_are_those_of_search_on_every_page(reader: WhooshReader) -> None:
    found = [hit.article_id for hit in asked(reader, "el producto de la tienda").results.hits]
    paged = [
        each.hit.article_id
        for offset in range(len(found))
        for each in asked(reader, "el producto de la tienda", offset=offset, limit=1).hits
    ]
    assert paged == found


@pytest.mark.parametrize("text", ["", "   ", "?", "de la", "🙂", '"', "a" * 5000])
def test_whatever_is_typed_is_explained(reader: WhooshReader, text: str) -> None:
    assert asked(reader, text).results.total >= 0


def test_a_word_that_says_nothing_is_no_synonym_of_what_the_words_beside_it_mean(
    reader: WhooshReader,
) -> None:
    """Ana writes «no se comparte»; of an English article that quotes «se», only the verb means share."""
    readings = {one.typed: one for one in asked(reader, "no se comparte el enlace").readings[Language.EN]}
    assert (How.SYNONYM, "share") in readings["comparte"].meant
    assert readings["se"].meant == ((How.AS_TYPED, "se"),)
