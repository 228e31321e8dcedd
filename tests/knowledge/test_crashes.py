"""Publishers die at any moment; readers keep what they had, and the next publisher goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.kernel.terms import Language
from app.search.documents import SearchQuery
from app.settings import ROOT
from tests.support.editor import EVERYONE, Editor, text

_PUBLISH = """
import sys
from pathlib import Path
from app.knowledge.generation_store import GenerationStore
from app.knowledge.git_source import GitSource
from app.knowledge.publishing import Publisher
from app.search.memory_engine import MemoryEngine
print("ready", flush=True)
source, store = GitSource(Path(sys.argv[1])), GenerationStore(Path(sys.argv[2]))
Publisher(source, store, MemoryEngine(), workers=2).publish()
"""
_KILLS = 12


def _publisher(marta: Editor) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", _PUBLISH, str(marta.repository), str(marta.store.folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _commit(marta: Editor, version: int) -> None:
    marta.commit(
        {f"tutoriales/a{number}.md": text(f"a{number}", f"Versión {version}.\n") for number in range(30)}
    )


def _versions(marta: Editor) -> set[str]:
    shelf = marta.shelf(EVERYONE)
    articles = shelf.everything(Language.ES)
    assert len(articles) == 30
    assert len(marta.live().search.search(_query()).hits) > 0
    return {shelf.body(article).html for article in articles}


def _query() -> SearchQuery:
    return SearchQuery("sobre a7", Language.ES)


def test_a_publisher_killed_at_any_moment_leaves_the_old_generation_whole(tmp_path: Path) -> None:
    marta = Editor(tmp_path)
    _commit(marta, 0)
    began = time.monotonic()
    assert _publisher(marta).wait() == 0
    usual = time.monotonic() - began
    chance = random.Random(11)
    live = 0
    for version in range(1, _KILLS + 1):
        _commit(marta, version)
        process = _publisher(marta)
        time.sleep(chance.uniform(0, usual))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        texts = _versions(marta)
        assert texts <= {f"<p>Versión {live}.</p>", f"<p>Versión {version}.</p>"}
        assert len(texts) == 1
        live = version if f"<p>Versión {version}.</p>" in texts else live
    assert _publisher(marta).wait() == 0
    assert _versions(marta) == {f"<p>Versión {_KILLS}.</p>"}
    assert not list(marta.store.folder.glob(".building-*"))


def test_a_commit_while_publishing_is_published_next(tmp_path: Path) -> None:
    marta = Editor(tmp_path)
    _commit(marta, 0)
    first = _publisher(marta)
    _commit(marta, 1)
    second = _publisher(marta)
    assert (first.wait(), second.wait()) == (0, 0)
    assert _versions(marta) == {"<p>Versión 1.</p>"}


@pytest.mark.parametrize("damage", ["", "nowhere\n", "../../etc\n", "\x00\n"])
def test_a_damaged_pointer_is_mended_by_the_next_publication(tmp_path: Path, damage: str) -> None:
    marta = Editor(tmp_path)
    marta.publish({"tutoriales/caja.md": text("caja")})
    (marta.store.folder / "CURRENT").write_text(damage)
    assert marta.store.current() is None
    marta.publish()
    assert "Haz esto" in marta.html("caja")
