"""The guide for editors says what is so: its example passes, its commands are there, its keys are all."""

import re
from pathlib import Path

import click
import pytest

from app.cli import main
from app.knowledge.front_matter import read_front_matter
from app.knowledge.resolutions import TRAILER
from app.knowledge.synonym_file import read_synonyms
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT
from tests.support.editor import Editor

GUIDE = (ROOT / "articles" / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """Return the guide's code blocks in a language."""
    return [text for kind, text in _BLOCK.findall(GUIDE) if kind == language]


def example() -> str:
    """Return the article that is given whole."""
    (whole,) = [text for text in blocks("markdown") if text.startswith("---\n")]
    return whole


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    return Editor(tmp_path, WhooshEngine())


def test_the_example_passes_the_check_and_keeps_its_promises(marta: Editor) -> None:
    marta.write({"solucion-de-problemas/la-impresora-no-imprime.md": example()})
    assert marta.faults() == []
    live = example().replace("status: draft", "status: published")
    done = marta.publish({"solucion-de-problemas/la-impresora-no-imprime.md": live})
    assert done.report is not None
    assert (done.report.finds.tried, done.report.finds.missed) == (3, ())
    assert marta.html("la-impresora-no-imprime").count("<li") == 2


def test_the_heading_that_is_shown_is_right_and_the_table_names_every_key() -> None:
    (heading,) = [text for text in blocks("yaml") if text.startswith("---\n")]
    front, faults = read_front_matter("a.md", heading.strip("-\n"))
    assert (front is not None, faults) == (True, [])
    table = GUIDE.partition("## El encabezado")[2].partition("Un encabezado completo")[0]
    named = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    fields = set(type(front).__dataclass_fields__) - {"lines"}
    assert named == fields


def test_the_synonyms_that_are_shown_are_read() -> None:
    (shown,) = [text for text in blocks("yaml") if text.startswith("groups:")]
    _, faults = read_synonyms({"synonyms.es.yaml": shown.encode()})
    assert faults == []


def test_every_command_is_there_with_its_options() -> None:
    written = re.findall(r"`support ([^`\n]+)`|^support ([^\n]+)", GUIDE, re.MULTILINE)
    assert len(written) > 12
    for quoted, listed in written:
        words = (quoted or listed.split("   ")[0]).split()
        command: click.Command = main
        while isinstance(command, click.Group) and words:
            found = command.get_command(click.Context(command), words.pop(0))
            assert found is not None, quoted or listed
            command = found
        options = {name for one in command.params for name in one.opts}
        assert {word for word in words if word.startswith("--")} <= options, quoted or listed


def test_the_message_that_is_shown_names_an_entry_as_git_reads_it(marta: Editor) -> None:
    (message,) = [text for text in blocks("text") if TRAILER in text]
    marta.commit({"tutoriales/caja.md": example().replace("draft", "published")}, message)
    marta.publish()
    assert [each.reference for each in marta.live().resolutions()] == ["F-123"]


def test_the_pages_it_names_are_called_so() -> None:
    catalogue = (ROOT / "app/translations/es/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    for page in re.findall(r"[Ll]a página «([^»]+)»", GUIDE):
        assert f'msgstr "{page}"' in catalogue, page
