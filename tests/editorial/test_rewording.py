"""Which words people use for each other."""

from datetime import timedelta

import pytest

from app.editorial.rewording import Reworded, Tried, difference, reworded
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


def names(pairs: list[Reworded]) -> list[tuple[str, str, int]]:
    return [(pair.first, pair.second, pair.people) for pair in pairs]


def rewordings(people: int, first: str = "ver plata", second: str = "ver dinero") -> list[Tried]:
    return [
        one
        for number in range(people)
        for one in (a_try(f"v{number}", first), a_try(f"v{number}", second, 40, "pagos"))
    ]


def test_people_who_try_again_in_other_words_make_a_pair() -> None:
    assert names(reworded(rewordings(3), 3)) == [("plata", "dinero", 3)]


def test_too_few_people_make_none() -> None:
    assert reworded(rewordings(2), 3) == []


def test_one_person_who_tries_often_is_one_person() -> None:
    tries = [
        one
        for hour in range(0, 36000, 3600)
        for one in (a_try("ana", "ver plata", hour), a_try("ana", "ver dinero", hour + 40, "pagos"))
    ]
    assert reworded(tries, 2) == []


def test_a_first_search_that_was_good_enough_is_no_rewording() -> None:
    tries = [
        one
        for number in range(5)
        for one in (
            a_try(f"v{number}", "ver plata", 0, "pagos"),
            a_try(f"v{number}", "ver cuentas", 40, "caja"),
        )
    ]
    assert reworded(tries, 3) == []


def test_a_search_much_later_is_another_search() -> None:
    tries = [
        one
        for number in range(5)
        for one in (a_try(f"v{number}", "ver plata"), a_try(f"v{number}", "ver dinero", 3600, "pagos"))
    ]
    assert reworded(tries, 3) == []


def test_people_who_open_the_same_article_by_other_words_make_a_pair() -> None:
    tries = [a_try(f"a{number}", "ver plata", 0, "pagos") for number in range(4)]
    tries += [a_try(f"b{number}", "ver dinero", 0, "pagos") for number in range(3)]
    assert [(pair.people, {pair.first, pair.second}) for pair in reworded(tries, 3)] == [
        (3, {"plata", "dinero"})
    ]


def test_both_sides_need_enough_people() -> None:
    tries = [a_try(f"a{number}", "ver plata", 0, "pagos") for number in range(40)]
    tries += [a_try(f"b{number}", "ver dinero", 0, "pagos") for number in range(2)]
    assert reworded(tries, 3) == []
