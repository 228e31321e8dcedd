"""Whoever reads Spanish reads only Spanish, and no page carries code or looks of its own."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from app.settings import ROOT
from tests.support.wording import said, spoken

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
_FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "an event handler": r"\son[a-z]+\s*=",
    "a style element": r"<style\b",
    "a script of its own": r"<script\b(?![^>]*\ssrc=)",
    "a javascript address": r"javascript:",
}
_FOR_PAGES = {"a style attribute", "a style element"}  # mail programs load no style sheets


@pytest.fixture(scope="module")
def english() -> Catalog:
    """What code and templates say."""
    return said()


@pytest.fixture(scope="module")
def spanish() -> Catalog:
    """What the catalogue says."""
    return spoken()


def _texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (message.id,)


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_every_message_has_its_spanish(english: Catalog, spanish: Catalog) -> None:
    known = {_ids(message)[0] for message in _messages(spanish) if all(_texts(message))}
    wanted = {_ids(message)[0] for message in _messages(english)}

    assert len(wanted) > 200, "the tools found next to nothing: the mapping is wrong"
    assert sorted(wanted - known) == [], "run python -m tests.support.wording and translate what it prints"


def test_the_catalogue_keeps_no_message_that_nobody_says(english: Catalog, spanish: Catalog) -> None:
    said_now = {_ids(message) for message in _messages(english)}

    assert [_ids(message) for message in _messages(spanish) if _ids(message) not in said_now] == []
    assert list(spanish.obsolete) == []


def test_no_translation_is_a_guess(spanish: Catalog) -> None:
    assert [message.id for message in _messages(spanish) if message.fuzzy] == []


def test_translations_fill_in_the_same_values(spanish: Catalog) -> None:
    wrong = [
        text
        for message in _messages(spanish)
        for text in _texts(message)
        if set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(_ids(message)[-1]))
    ]
    assert wrong == []


def test_message_ids_are_english(english: Catalog) -> None:
    spanish_letters = re.compile("[áéíóúüñÁÉÍÓÚÜÑ¿¡]")
    assert [
        message.id for message in _messages(english) if spanish_letters.search("".join(_ids(message)))
    ] == []


def test_spanish_speaks_to_the_reader_as_tu(spanish: Catalog) -> None:
    formal = re.compile(r"\b(usted|ustedes|vosotros|ordenador|por favor)\b", re.IGNORECASE)
    texts = [text for message in _messages(spanish) for text in _texts(message)]
    assert [text for text in texts if formal.search(text)] == []


@pytest.mark.parametrize("what", _FORBIDDEN)
def test_no_template_has(what: str) -> None:
    assert TEMPLATES
    pattern = re.compile(_FORBIDDEN[what], re.IGNORECASE)
    held_to_it = [file for file in TEMPLATES if what not in _FOR_PAGES or file.parent.name != "mail"]
    found = {_name(file): pattern.findall(_markup(file)) for file in held_to_it}
    assert {name: hits for name, hits in found.items() if hits} == {}


def _markup(file: Path) -> str:
    return _JINJA.sub("", file.read_text(encoding="utf-8"))


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))
