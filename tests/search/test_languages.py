"""How words are folded and stemmed, in Spanish and in English."""

import pytest

from app.kernel.terms import Language
from app.search.languages import fold, stem, tilde_variants, words_of


@pytest.mark.parametrize(
    ("first", "second"),
    [("facturas", "factura"), ("guardaron", "guardar"), ("configuración", "configuraciones")],
)
def test_forms_of_a_spanish_word_share_a_stem(first: str, second: str) -> None:
    assert stem(fold(first), Language.ES) == stem(fold(second), Language.ES)


def test_forms_of_an_english_word_share_a_stem() -> None:
    assert stem(fold("Saved"), Language.EN) == stem(fold("saving"), Language.EN)
    assert fold("store’s") == "store"


def test_folding_takes_accents_and_keeps_the_tilde_of_n() -> None:
    assert fold("PINGÜINO") == "pinguino"
    assert fold("Ñandú") == "ñandu"


def test_n_typed_may_stand_for_the_letter_with_tilde() -> None:
    assert set(tilde_variants("ano")) == {"ano", "año"}
    assert len(tilde_variants("n" * 50)) == 1


def test_words_know_where_they_stand() -> None:
    text = "¿Dónde está «mi tienda»?"
    assert [text[word.start : word.end] for word in words_of(text)] == ["Dónde", "está", "mi", "tienda"]
