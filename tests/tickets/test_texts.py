"""What people may write, how long, and what is dropped from it (security 29, 33)."""

import pytest

from app.kernel.errors import RuleBroken
from app.kernel.terms import TicketType
from app.tickets.details import Details, Refusals, checked_details, checked_text
from tests.tickets.cast import a_case


def test_all_that_is_wrong_is_told_at_once() -> None:
    bad = Details(title=" ", happened="", type=TicketType.TECHNICAL, browser="x" * 201, steps="x" * 65_537)
    with pytest.raises(Refusals) as told:
        checked_details(bad)
    assert set(told.value.by_field) == {"title", "happened", "browser", "steps"}


@pytest.mark.parametrize(("length", "is_taken"), [(1, True), (199, True), (200, True), (201, False)])
def test_a_title_has_at_most_two_hundred_characters(length: int, is_taken: bool) -> None:
    case = a_case(title="ñ" * length).details
    if is_taken:
        assert checked_details(case).title == "ñ" * length
    else:
        with pytest.raises(Refusals):
            checked_details(case)


@pytest.mark.parametrize(
    ("text", "is_taken"),
    [
        ("línea\n" * 9_000, True),
        (("x" * 15_999 + "\n") * 4, True),
        ("x" * 65_536, False),  # in one line
        (("x" * 19_999 + "\n") * 4, False),  # 80 kB
        ("x" * 20_480, True),
        ("x" * 20_481, False),
        ("https://a.ve " * 500, True),
        ("https://a.ve " * 501, False),
    ],
    ids=[
        "long",
        "full",
        "a line",
        "too much",
        "line at its limit",
        "line over it",
        "links",
        "too many links",
    ],
)
def test_a_text_keeps_within_its_limits(text: str, is_taken: bool) -> None:
    if is_taken:
        assert checked_text(text) == text.strip()
    else:
        with pytest.raises(RuleBroken):
            checked_text(text)


def test_what_cannot_be_seen_is_dropped() -> None:
    case = a_case(title="  Dos\u202e\x00  veces\n seguidas ", happened="Uno\r\ndos\u2066\x1b[31m\ttres")
    details = checked_details(case.details)
    assert details.title == "Dos veces seguidas"
    assert details.happened == "Uno\ndos[31m\ttres"


def test_the_same_form_has_the_same_digest_and_another_one_has_not() -> None:
    assert a_case().digest() == a_case().digest()
    assert a_case().digest() != a_case(title="Otra cosa").digest()
