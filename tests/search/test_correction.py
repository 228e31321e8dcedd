"""What a mistyped word is taken for."""

import numpy as np
import pytest

from app.kernel.terms import Language
from app.search.correction import corrections
from app.search.vocabulary import Vocabulary, vocabulary_of

WORDS = [
    "equipo",
    "factura",
    "guardar",
    "hacer",
    "inventario",
    "llave",
    "pago",
    "plan",
    "producto",
    "solicito",
    "tienda",
    "vender",
]


@pytest.fixture
def vocabulary() -> Vocabulary:
    return vocabulary_of(WORDS, Language.ES)


def meant(typed: str, vocabulary: Vocabulary, frequency: dict[str, int] | None = None) -> list[str]:
    counts = np.array([(frequency or {}).get(word, 1) for word in WORDS])
    return [WORDS[one.word] for one in corrections(typed, vocabulary, counts)]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("inbentario", "inventario"),
        ("facutra", "factura"),
        ("fctura", "factura"),
        ("facturra", "factura"),
        ("gusrdar", "guardar"),
        ("aser", "hacer"),
        ("ekipo", "equipo"),
        ("solisito", "solicito"),
        ("yave", "llave"),
        ("imventaroi", "inventario"),
        ("prdocuto", "producto"),
        ("porduto", "producto"),
        ("facutr", "factura"),
        ("invnetraoi", "inventario"),
    ],
)
def test_slips_and_spellings_by_ear_are_understood(typed: str, word: str, vocabulary: Vocabulary) -> None:
    assert meant(typed, vocabulary)[0] == word


@pytest.mark.parametrize(
    "typed", ["pln", "xyz", "zzqx", "zzzzzzzz", "facrutxx", "pajaro", "2024", "¿?", "", "a" * 300]
)
def test_what_is_too_short_or_too_far_is_left_alone(typed: str, vocabulary: Vocabulary) -> None:
    assert meant(typed, vocabulary) == []


def test_a_word_no_reader_may_see_is_never_offered(vocabulary: Vocabulary) -> None:
    assert meant("facutra", vocabulary, {"factura": 0}) == []


def test_the_beginning_of_a_mistyped_word_is_enough(vocabulary: Vocabulary) -> None:
    counts = np.ones(len(WORDS), dtype=np.int64)
    assert WORDS[corrections("inbent", vocabulary, counts, prefix=True)[0].word] == "inventario"
