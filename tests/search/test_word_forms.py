"""Forms of Spanish words that people type and articles do not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.kernel.terms import Audience, Language
from app.search.documents import Passage, SearchDocument, SearchQuery
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine
from app.search.word_forms import plain_forms, vowel_change

TEXTS = {
    "lento": "El sistema va lento cuando la conexión es mala.",
    "devolver": "Para devolver un pago hace falta la referencia.",
    "cuadre": "Revisa el cierre de caja al terminar el turno.",
}


@pytest.fixture
def first_hit(tmp_path: Path) -> Callable[[str], str | None]:
    """Return the article found first for a query."""
    WhooshEngine().build(
        tmp_path,
        [
            SearchDocument(
                key=name,
                article_id=name,
                language=Language.ES,
                category="",
                product_area="",
                audience=Audience.EVERYONE,
                title="",
                summary="",
                keywords=(),
                passages=(Passage("", "", text),),
            )
            for name, text in TEXTS.items()
        ],
        Synonyms(),
    )
    reader = WhooshEngine().open(tmp_path)

    def first(query: str) -> str | None:
        hits = reader.search(SearchQuery(query, Language.ES)).hits
        return hits[0].article_id if hits else None

    return first


@pytest.mark.parametrize(
    ("typed", "article"),
    [
        ("está lentísimo hoy", "lento"),
        ("lentito", "lento"),
        ("cuándo me devuelven el dinero", "devolver"),
        ("cerré la cajita", "cuadre"),
    ],
)
def test_a_customer_is_understood_whatever_form_a_word_takes(
    first_hit: Callable[[str], str | None], typed: str, article: str
) -> None:
    assert first_hit(typed) == article


def test_the_vowel_of_a_stem_changes_both_ways() -> None:
    assert vowel_change("devuelv") == "devolv"
    assert vowel_change("devolv") == "devuelv"
    assert vowel_change("perd") == "pierd"
    assert vowel_change("sal") is None


def test_only_what_is_long_enough_has_a_plain_form() -> None:
    assert "lento" in plain_forms("lentisimo")
    assert not list(plain_forms("cita"))
    assert not list(plain_forms("pago"))
