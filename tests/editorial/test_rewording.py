"""Which words people use for each other."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from app.editorial.proposing.pairs import Reworded, reworded
from app.editorial.rewording import Tried, difference
from app.kernel.terms import Language
from tests.editorial.log import NOON

ES = Language.ES


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("reporte de plata", "reporte de dinero", ("plata", "dinero")),
        ("plata", "pagos", ("plata", "pagos")),
        ("cómo uso la lana", "cómo uso el dinero", ("lana", "dinero")),
        ("la app se guinda", "la app se queda pegada", ("guinda", "queda pegada")),
    ],
)
def test_what_differs_between_two_queries_is_taken_as_it_was_typed(
    first: str, second: str, expected: tuple[str, str]
) -> None:
    assert difference(first, second, ES) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("guardar producto", "guardar productos"),  # forms of one word
        ("gurdar producto", "guardar producto"),  # a slip
        ("imbentario", "inventario"),  # sounds the same
        ("prod", "producto"),  # half of it
        ("producto", "producto no se guarda"),  # more of the same
        ("ticket 4521", "ticket 9987"),  # somebody's own numbers
        ("no puedo entrar a mi tienda", "horario para hablar con una persona de soporte"),
        ("", "caja"),
        ("de la", "caja"),
    ],
)
def test_slips_halves_numbers_and_other_subjects_are_no_rewording(first: str, second: str) -> None:
    assert difference(first, second, ES) is None


def a_try(visitor: str, text: str, second: int = 0, *opened: str) -> Tried:
    return Tried(visitor, ES, text, NOON + timedelta(seconds=second), frozenset(opened))


def pairs_of(tries: Iterable[Tried], fewest: int) -> list[Reworded]:
    """Read them as the query log yields them."""
    ordered = sorted(tries, key=lambda one: (one.visitor, one.asked_at))
    return reworded(lambda: ordered, fewest)


def names(pairs: list[Reworded]) -> list[tuple[str, str, int]]:
    return [(pair.first, pair.second, pair.people) for pair in pairs]


def rewordings(people: int, first: str = "ver plata", second: str = "ver dinero") -> list[Tried]:
    return [
        one
        for number in range(people)
        for one in (a_try(f"v{number}", first), a_try(f"v{number}", second, 40, "pagos"))
    ]


def test_people_who_try_again_in_other_words_make_a_pair() -> None:
    assert names(pairs_of(rewordings(3), 3)) == [("plata", "dinero", 3)]


def test_too_few_people_make_none() -> None:
    assert pairs_of(rewordings(2), 3) == []


def test_one_person_who_tries_often_is_one_person() -> None:
    tries = [
        one
        for hour in range(0, 36000, 3600)
        for one in (a_try("ana", "ver plata", hour), a_try("ana", "ver dinero", hour + 40, "pagos"))
    ]
    assert pairs_of(tries, 2) == []


def test_a_first_search_that_was_good_enough_is_no_rewording() -> None:
    tries = [
        one
        for number in range(5)
        for one in (
            a_try(f"v{number}", "ver plata", 0, "pagos"),
            a_try(f"v{number}", "ver cuentas", 40, "caja"),
        )
    ]
    assert pairs_of(tries, 3) == []


def test_a_search_much_later_is_another_search() -> None:
    tries = [
        one
        for number in range(5)
        for one in (a_try(f"v{number}", "ver plata"), a_try(f"v{number}", "ver dinero", 3600, "pagos"))
    ]
    assert pairs_of(tries, 3) == []


def openings(people: int, text: str, article: str) -> list[Tried]:
    return [a_try(f"{text} {article} {number}", text, 0, article) for number in range(people)]


def test_people_who_open_several_articles_by_other_words_make_a_pair() -> None:
    tries = openings(4, "ver plata", "pagos") + openings(3, "ver dinero", "pagos")
    tries += openings(5, "pedir plata", "creditos") + openings(3, "pedir dinero", "creditos")
    (one,) = pairs_of(tries, 3)
    assert names([one]) == [("dinero", "plata", 6)]
    assert (one.rewording, one.by_first, one.by_second) == (0, 6, 9)
    assert one.articles == {"pagos": 7, "creditos": 8}


def test_two_ways_to_one_article_are_two_of_its_subjects() -> None:
    tries = openings(9, "cambiar la contraseña", "cuenta") + openings(9, "cambiar el correo", "cuenta")
    assert pairs_of(tries, 3) == []


def test_whole_queries_without_a_word_in_common_are_two_subjects_of_several_articles_too() -> None:
    tries = [
        one
        for article in ("sistema-caido", "carga-lenta", "navegadores")
        for text in ("pantalla blanca", "nada responde")
        for one in openings(9, text, article)
    ]
    assert pairs_of(tries, 3) == []


def test_both_sides_need_enough_people() -> None:
    tries = openings(40, "ver plata", "pagos") + openings(2, "ver dinero", "pagos")
    tries += openings(40, "pedir plata", "creditos") + openings(2, "pedir dinero", "creditos")
    assert pairs_of(tries, 3) == []


def test_who_tried_again_counts_before_who_came_by_either() -> None:
    tries = openings(9, "ver lana", "pagos") + openings(9, "ver pasta", "pagos")
    tries += openings(9, "pedir lana", "creditos") + openings(9, "pedir pasta", "creditos")
    found = pairs_of(tries + rewordings(3), 3)
    assert names(found) == [("plata", "dinero", 3), ("pasta", "lana", 18)]


def test_a_pair_is_told_the_way_more_people_went() -> None:
    tries = [
        one
        for number in range(3)
        for one in (a_try(f"w{number}", "ver dinero"), a_try(f"w{number}", "ver plata", 40, "pagos"))
    ]
    (one,) = pairs_of(tries + rewordings(4), 3)
    assert (one.first, one.second, one.rewording) == ("plata", "dinero", 4)


def test_one_person_who_did_both_is_counted_once() -> None:
    """Three tried again; what they typed and opened is three people's, whatever else speaks for it."""
    tries = rewordings(3)
    for text, article in (("ver plata", "pagos"), ("pedir plata", "creditos"), ("pedir dinero", "creditos")):
        tries += openings(3, text, article)
    (one,) = pairs_of(tries, 3)
    assert (one.rewording, one.by_first, one.by_second) == (3, 6, 6)
    assert one.queries == {"ver plata": 6, "ver dinero": 3, "pedir plata": 3, "pedir dinero": 3}
