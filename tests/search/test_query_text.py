"""What becomes of the text a person types into a search box."""

import pytest

from app.search.query_text import LONGEST, parse_query


def words(typed: str) -> list[str]:
    return [word.text for word in parse_query(typed).words]


def phrases(typed: str) -> list[list[str]]:
    query = parse_query(typed)
    return [[query.words[place].text for place in phrase] for phrase in query.phrases]


def test_operators_are_only_words_and_signs() -> None:
    assert words("NOT tienda AND title:pago* (x OR y)?") == [
        "not",
        "tienda",
        "and",
        "title",
        "pago",
        "x",
        "or",
        "y",
    ]


@pytest.mark.parametrize(
    "typed", ['error "acceso denegado"', "error «acceso denegado»", "error 'acceso denegado'"]
)
def test_quoted_words_are_a_phrase(typed: str) -> None:
    assert phrases(typed) == [["acceso", "denegado"]]


@pytest.mark.parametrize("typed", ['"', '"a', 'a" b', "'", "don't stop", '""', '"uno"'])
def test_a_lonely_quote_quotes_nothing(typed: str) -> None:
    assert phrases(typed) == []


def test_an_error_code_is_a_phrase_of_its_parts() -> None:
    assert phrases("sale ERR_CONNECTION_TIMED_OUT siempre") == [["err", "connection", "timed", "out"]]
    assert phrases("error TQ-7F3") == [["tq", "7f3"]]


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    query = parse_query("palabra " * 5000)
    assert len(query.text) == LONGEST
    assert len(query.words) == LONGEST // len("palabra ")


def test_control_characters_part_words() -> None:
    assert words("uno\x00dos\u202etres\ncuatro") == ["uno", "dos", "tres", "cuatro"]


def test_the_last_word_is_open_until_something_follows_it() -> None:
    assert parse_query("cambiar cont").open_ended
    assert not parse_query("cambiar cont ").open_ended
    assert not parse_query("¿cambiar?").open_ended
    assert not parse_query("").open_ended
    assert parse_query("why don'").open_ended
    assert not parse_query("'cambiar'").open_ended


def test_accents_typed_as_two_characters_are_one_letter() -> None:
    assert words("cancio\u0301n an\u0303o") == words("canción año") == ["cancion", "año"]
