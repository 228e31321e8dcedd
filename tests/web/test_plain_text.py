"""What people write in tickets is shown as they wrote it, and nothing of it acts (security 28, 32)."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.plain_text import as_written, isolated
from tests.support.payloads import payloads

REL = 'rel="nofollow ugc noopener noreferrer"'
TAGS = {"p", "br", "a", "pre", "code"}


class Reading(HTMLParser):
    """What a browser would find in a piece of markup."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {each for each, _value in attrs}
        self.links += [value or "" for each, value in attrs if each == "href"]
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def test_lines_and_paragraphs_stay() -> None:
    assert as_written("Hola\nJuan\n\n  Gracias") == "<p>Hola<br>Juan</p><p>  Gracias</p>"


def test_an_address_becomes_a_link_that_vouches_for_nothing() -> None:
    assert as_written("mira https://tuqr.com/a?b=1&c=2.") == (
        f'<p>mira <a href="https://tuqr.com/a?b=1&amp;c=2" {REL}>https://tuqr.com/a?b=1&amp;c=2</a>.</p>'
    )


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("(ver https://tuqr.com)", "https://tuqr.com"),
        ("https://es.wikipedia.org/wiki/Caracas_(ciudad)", "https://es.wikipedia.org/wiki/Caracas_(ciudad)"),
        ("«https://tuqr.com/pago»,", "https://tuqr.com/pago"),
        ("HTTPS://TUQR.COM/x!", "HTTPS://TUQR.COM/x"),
    ],
)
def test_what_belongs_to_the_sentence_is_not_part_of_the_link(text: str, link: str) -> None:
    assert Reading(as_written(text)).links == [link]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://ana@tuqr.com/",
        "https://",
        "http:/tuqr.com",
        "ftp://a",
    ],
)
def test_nothing_else_becomes_a_link(text: str) -> None:
    assert Reading(as_written(text)).links == []


def test_code_between_fences_is_kept_letter_by_letter() -> None:
    shown = as_written("Dice:\n```\n<b>x</b>  https://a.b\n\n f\n```\nluego")
    assert shown == (
        '<p>Dice:</p><pre tabindex="0"><code>&lt;b&gt;x&lt;/b&gt;  https://a.b\n\n f</code></pre><p>luego</p>'
    )


def test_a_fence_that_is_never_closed_is_text() -> None:
    assert as_written("uno\n```\ndos") == "<p>uno<br>```<br>dos</p>"


def test_hostile_text_is_only_text() -> None:
    found = Reading("".join(as_written(payload.source) for payload in payloads()))
    assert found.tags <= TAGS
    assert found.attributes <= {"href", "rel", "tabindex"}
    assert all(link.lower().startswith(("http://", "https://")) for link in found.links)


@given(st.text(alphabet=st.sampled_from("ab<>&\"'`/:.()\\\n\thttps"), max_size=200))
def test_whatever_is_written_can_be_read_again(text: str) -> None:
    found = Reading(as_written(text))
    assert found.tags <= TAGS
    shown = "".join(found.text.split())
    assert all(shown.count(letter) <= text.count(letter) for letter in "<>&\"'")


@pytest.mark.parametrize(
    "text",
    ["```\n" * 16_000, "https://" * 8_000, "https://a" + ")" * 60_000, "https://a.b " * 5_000, "\n" * 64_000],
)
def test_the_longest_text_takes_no_longer_than_its_length(text: str) -> None:
    began = time.process_time()
    as_written(text)
    assert time.process_time() - began < 2


def test_names_keep_to_themselves() -> None:
    assert isolated("<Ana>") == "<bdi>&lt;Ana&gt;</bdi>"
