"""Marta's repository is what is live, the cast has accounts, and the clock is told."""

import shutil
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.actions import person_with
from app.accounts.identity import reader_of
from app.knowledge.generation_store import GenerationStore
from app.knowledge.live import LiveKnowledge
from app.search.memory_engine import MemoryEngine
from app.web.identity import Reader
from tests.accounts.conftest import password_hash
from tests.accounts.conftest import people as with_accounts
from tests.editorial.feedback.world import CAJA, World
from tests.support.editor import Editor

__all__ = ["password_hash", "with_accounts"]


@pytest.fixture
def people(app: Flask, with_accounts: None) -> Callable[[str], Reader]:
    """Return anybody of the cast by the name they are called."""
    return lambda name: reader_of(person_with(f"{name}@demo.tuqr.com"))


@pytest.fixture(scope="session")
def first_commit(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    """Marta's repository and what is live of it, made once and copied by every test."""
    marta = Editor(tmp_path_factory.mktemp("feedback"), MemoryEngine())
    marta.publish(CAJA)
    return marta


@pytest.fixture
def world(
    app: Flask, tmp_path: Path, first_commit: Editor, people: Callable[[str], Reader]
) -> Iterator[World]:
    """A help centre of two articles, one of them in both languages."""
    before = app.extensions["knowledge"]
    marta = copy(first_commit)
    marta.repository, marta.store = tmp_path / "repository", GenerationStore(tmp_path / "index")
    shutil.copytree(first_commit.repository, marta.repository, symlinks=True)
    shutil.copytree(first_commit.store.folder, marta.store.folder, symlinks=True)
    live = LiveKnowledge(marta.store.folder, marta.engine)
    app.extensions["knowledge"] = live
    yield World(marta, live, people)
    app.extensions["knowledge"] = before
