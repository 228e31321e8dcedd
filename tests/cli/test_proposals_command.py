"""What Marta is proposed on her terminal."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from app.cli.search_proposals import proposals
from app.editorial.proposals import FEWEST
from app.kernel.clock import utc_now
from app.search.whoosh_engine import WhooshEngine
from app.settings import Settings
from tests.editorial.log import visitor_searches
from tests.support.editor import Editor, text


@pytest.fixture
def mine(app: Flask, settings: Settings, tmp_path: Path) -> Settings:
    marta = Editor(tmp_path, WhooshEngine())
    synonyms = "groups:\n  - [dinero, cobro]\n"
    marta.publish({"tutoriales/caja.md": text("caja"), "synonyms.es.yaml": synonyms})
    return settings.model_copy(update={"search_index_folder": marta.store.folder})


def test_a_proposal_is_told_as_the_change_to_commit(mine: Settings) -> None:
    for number in range(FEWEST):
        visitor_searches(
            f"v{number}", "ver lana", "ver dinero", opens="caja", at=utc_now() - timedelta(hours=2)
        )
    lines = CliRunner().invoke(proposals, obj=mine).output.splitlines()
    assert lines[0] == "«lana» = «dinero» (es)"
    assert lines[-4:] == [
        "  articles/synonyms.es.yaml:",
        "  -  - [dinero, cobro]",
        "  +  - [dinero, cobro, lana]",
        "",
    ]


def test_without_enough_people_nothing_is_proposed(mine: Settings) -> None:
    answer = CliRunner().invoke(proposals, obj=mine)
    assert answer.exit_code == 0
    assert len(answer.output.splitlines()) == 1
