"""The comment under a proposed change: it says what people will notice, and what it quotes does nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown
from selectolax.lexbor import LexborHTMLParser

from app.editorial.rehearsal_comment import (
    LONGEST,
    MARKER,
    Compared,
    Titles,
    plain,
    quoted,
    rehearsal_comment,
)
from app.kernel.terms import Language
from app.search.rehearsing import Changed, QuestionKind, Rehearsal, Turn

ES = Language.ES
TITLES = {("caja", ES): "Cerrar la caja", ("pagos", ES): "Métodos de pago"}
HOSTILE = (
    "@tuqr/equipo mira",
    "cierra #12 y GH-7",
    "![x](https://espia.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "https://espia.example/aqui",
    "www.espia.example",
    "`@ana` ``` | a | b |",
    "--> <!-- support search rehearse -->",
    "una\n\n# línea\r\n| otra |",
    "\\`@ana\\`",
    "   ",
    "\u202ederecha",
)


def lost(text: str, times: int = 7, **facts: object) -> Changed:
    values = {"turn": Turn.LOST, "kind": QuestionKind.QUERY, "before": ("caja",), "after": (), **facts}
    return Changed(text=text, language=ES, times=times, **values)


def comment(*changed: Changed, titles: Titles = TITLES) -> str:
    compared = Compared("0123456789", "abcdef0123", 40, 3, titles)
    return rehearsal_comment(Rehearsal(43, 0, changed), compared, str)


def shown(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(markdown(text, extensions=["tables"]))


def outside_code(page: LexborHTMLParser) -> str:
    for code in page.css("code"):
        code.decompose()
    return page.body.text() if page.body else ""


def test_it_counts_and_names_by_title() -> None:
    text = comment(lost("efectivo", words=("efectivo",)), lost("pago", turn=Turn.MOVED, after=("pagos",)))
    assert text.splitlines()[0] == MARKER
    assert "### Lost: 1" in text
    assert "### Gained: 0" in text
    assert "### Moved: 1" in text
    assert "| `efectivo` | 7 | Cerrar la caja | – | `efectivo` |" in text
    assert "Métodos de pago" in text
    assert text.count("<details>") == text.count("</details>") == 1


@pytest.mark.parametrize("query", HOSTILE)
def test_what_people_typed_does_nothing(query: str) -> None:
    text = comment(lost(query, words=(query,)))
    assert text.count(MARKER) == 1
    page = shown(text.split("### Lost")[1].split("### Gained")[0])
    assert page.css("a, img, h1, h2, script") == []
    assert len(page.css("tbody tr td")) == 5
    assert "@" not in outside_code(page)
    assert "espia" not in outside_code(page)


@pytest.mark.parametrize("title", HOSTILE)
def test_titles_of_articles_do_nothing_either(title: str) -> None:
    text = comment(lost("caja"), titles={("caja", ES): title})
    page = shown(text.split("### Lost")[1].split("### Gained")[0])
    assert page.css("a, img, h1, h2, script") == []
    assert len(page.css("tbody tr td")) == 5
    assert not re.search(r"@\w|#\d|://|www\.", outside_code(page))


@given(st.text(max_size=300))
def test_anything_typed_stays_one_piece_of_code_in_one_cell(typed: str) -> None:
    code = quoted(typed)
    assert code.count("`") == 2
    assert not set(code) & set("|\\\n\r\x00")
    assert len(code) <= 122
    assert "\n" not in plain(typed)


def test_tickets_are_counted_and_never_quoted() -> None:
    text = comment(lost("No puedo cerrar mi caja", kind=QuestionKind.TICKET), lost("efectivo"))
    assert "No puedo cerrar" not in text
    assert "### Lost: 2" in text
    assert "1 of them are tickets' subjects." in text


def test_a_long_comment_is_cut_and_says_so() -> None:
    words = tuple(f"palabra{number:03}" * 8 for number in range(8))
    text = comment(*(lost(f"{number} " + "ñandú 😀 " * 30, words=words) for number in range(900)))
    assert len(text) <= LONGEST
    assert "… and " in text
    assert "at least 5 visitors" in text.splitlines()[-1]


def test_without_changes_it_says_zero() -> None:
    assert re.findall(r"^### \w+: (\d)$", comment(), re.MULTILINE) == ["0", "0", "0"]
