"""Phrases that look for the same are one gap, whatever the order they come in."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.editorial.gaps.clustering import clustered
from app.editorial.gaps.wording import is_presentable, name_pairs, telling_stems
from app.kernel.terms import Language


def stems(*phrases: str) -> list[tuple[str, ...]]:
    return [telling_stems(phrase, Language.ES) for phrase in phrases]


def groups(weights: dict[tuple[str, ...], int]) -> set[frozenset[tuple[str, ...]]]:
    of = clustered(weights).of
    return {frozenset(one for one in of if of[one] == number) for number in of.values()}


def test_the_same_thing_in_other_forms_is_one() -> None:
    bills = stems("factura electrónica seniat", "facturas electronicas del SENIAT", "factura del seniat")
    offline = stems("punto de venta sin internet", "puntos de venta sin internet")
    found = groups(dict.fromkeys((*bills, *offline), 5))
    assert found == {frozenset(bills), frozenset(offline)}


def test_the_order_changes_nothing() -> None:
    phrases = stems("borrar cuenta", "borrar mi cuenta ya", "pago móvil", "pago móvil no llega", "mi pago")
    expected = groups({each: place for place, each in enumerate(phrases)})
    for seed in range(5):
        shuffled = list(enumerate(phrases))
        random.Random(seed).shuffle(shuffled)
        assert groups({each: place for place, each in shuffled}) == expected


def test_a_known_gap_gathers_new_phrases_and_the_older_of_two_stays() -> None:
    known = stems("factura electrónica seniat", "pago móvil", "facturas electrónicas seniat hoy")
    new = stems("factura electrónica del seniat por dónde")[0]
    found = clustered({new: 3}, known)
    assert found.of[new] == 0
    assert found.merged == {2: 0}


_STEMS = st.frozensets(st.sampled_from("abcdefg"), min_size=1).map(lambda found: tuple(sorted(found)))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(_STEMS, st.integers(1, 9), max_size=25))
def test_every_phrase_is_in_one_cluster_that_it_is_like(weights: dict[tuple[str, ...], int]) -> None:
    found = clustered(weights)
    assert set(found.of) == set(weights)
    assert all(set(stems) & set(found.leaders[number]) for stems, number in found.of.items())


def test_nothing_personal_is_presentable() -> None:
    names = name_pairs(["Rosa Peralta", "Luis"])
    told = [
        "soy rosa peralta", "peralta rosa no entra", "[mail] no llega", "llamar al [number]", "pedido 88231",
        "factura a-20341", "mi ci 12.345", "0412 555 12 34", "rosa@tienda.example",
    ]  # fmt: skip
    assert [text for text in told if is_presentable(text, names)] == []
    assert all(is_presentable(text, names) for text in ("color rosa", "error e-409", "luis vende"))


def test_what_fails_for_the_same_unknown_word_is_one() -> None:
    dates = stems("agenda de citas", "reservar citas", "pedir citas con hora")
    weights = {**dict.fromkeys(dates, 5), stems("agenda de contactos")[0]: 5}
    assert clustered(weights).of[dates[0]] != clustered(weights).of[dates[1]]
    found = clustered(weights, unknown={"cit"})
    assert len({found.of[each] for each in dates}) == 1
    assert found.of[stems("agenda de contactos")[0]] != found.of[dates[1]]


def test_a_phrase_with_two_unknown_words_is_no_bridge() -> None:
    fingers, codes = stems("huella en caja", "lector de huella"), stems("lector de barras")
    weights = {**dict.fromkeys(fingers, 9), **dict.fromkeys(codes, 5)}
    found = clustered(weights, unknown={"huell", "lector"})
    assert found.of[fingers[0]] == found.of[fingers[1]] != found.of[codes[0]]


def test_a_phrase_stays_with_its_gap_when_the_unknown_word_is_known() -> None:
    known, joined = stems("agenda de citas", "reservar citas")
    found = clustered({joined: 5}, [known], {joined: 0})
    assert found.of[joined] == 0
