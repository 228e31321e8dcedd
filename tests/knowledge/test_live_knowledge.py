"""Web processes: they see a new generation by themselves, soon, and without making anybody wait."""

import os
import threading
import time
from pathlib import Path

import pytest

from app.kernel.terms import Language
from app.knowledge.live import LiveKnowledge
from app.knowledge.reading import NothingPublished
from tests.support.editor import EVERYONE, Editor, text

SOON = 2.0


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    return Editor(tmp_path)


@pytest.fixture
def knowledge(marta: Editor) -> LiveKnowledge:
    return LiveKnowledge(marta.store.folder, marta.engine)


def _seen(knowledge: LiveKnowledge, commit: str) -> bool:
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        if knowledge.current().commit == commit:
            return True
        time.sleep(0.02)
    return False


def test_before_the_first_publication_there_is_nothing_and_then_there_is(
    marta: Editor, knowledge: LiveKnowledge
) -> None:
    with pytest.raises(NothingPublished):
        knowledge.current()
    commit = marta.commit({"tutoriales/caja.md": text("caja")})
    marta.publish()
    assert knowledge.current().commit == commit


def test_a_commit_is_seen_within_two_seconds(marta: Editor, knowledge: LiveKnowledge) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    knowledge.current()
    commit = marta.commit({"tutoriales/caja.md": text("caja", "Nuevo.\n")})
    marta.publish()
    assert _seen(knowledge, commit)


def test_a_process_that_serves_nobody_sees_it_too(marta: Editor, knowledge: LiveKnowledge) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    knowledge.current()
    commit = marta.commit({"tutoriales/caja.md": text("caja", "Nuevo.\n")})
    marta.publish()
    time.sleep(SOON)
    assert knowledge.current().commit == commit


def test_a_worker_forked_from_a_loaded_process_sees_it(marta: Editor, knowledge: LiveKnowledge) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    knowledge.current()
    commit = marta.commit({"tutoriales/caja.md": text("caja", "Nuevo.\n")})
    start, tell = os.pipe()
    worker = os.fork()
    if worker == 0:
        os.read(start, 1)
        os._exit(0 if _seen(knowledge, commit) else 1)
    marta.publish()
    os.write(tell, b"x")
    assert os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) == 0


def test_readers_of_the_old_generation_finish_while_the_new_one_comes(
    marta: Editor, knowledge: LiveKnowledge
) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    faults: list[Exception] = []
    slowest = 0.0
    ended = threading.Event()

    def read() -> None:
        nonlocal slowest
        while not ended.is_set():
            began = time.monotonic()
            try:
                assert len(knowledge.current().shelf(EVERYONE).everything(Language.ES)) == 1
            except Exception as error:  # any at all is what must not happen
                faults.append(error)
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.002)

    knowledge.current()
    reader = threading.Thread(target=read)
    reader.start()
    for number in range(2):
        marta.publish({"tutoriales/caja.md": text("caja", f"Versión {number}.\n")})
    ended.set()
    reader.join()
    assert faults == []
    assert slowest < 1


def test_a_damaged_generation_never_replaces_a_good_one(marta: Editor, knowledge: LiveKnowledge) -> None:
    marta.publish({"tutoriales/caja.md": text("caja")})
    good = knowledge.current().commit
    marta.publish({"tutoriales/caja.md": text("caja", "Nuevo.\n")})
    (marta.live().folder / "catalogue.json").write_text("{")
    knowledge.refresh()
    assert knowledge.current().commit == good


def test_going_back_is_seen(marta: Editor, knowledge: LiveKnowledge) -> None:
    first = marta.commit({"tutoriales/caja.md": text("caja")})
    marta.publish()
    marta.publish({"tutoriales/caja.md": text("caja", "Nuevo.\n")})
    knowledge.current()
    marta.store.make_current(first, pinned=True)
    assert _seen(knowledge, first)
