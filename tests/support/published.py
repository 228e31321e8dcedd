"""Publish articles for tests once per run, however many test processes there are."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.knowledge.folder_source import FolderSource
from app.knowledge.generation_store import GenerationStore
from app.knowledge.git_source import GitSource
from app.knowledge.publishing import Publisher
from app.knowledge.source import Source
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT
from tests.support.hidden_articles import write_hidden_articles
from tests.support.repository import Repository


def publish_repository_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index folder with the articles of the working tree, shared by all test processes."""
    return _published_once(tmp_path_factory, "articles", lambda _folder: FolderSource(ROOT / "articles"))


def publish_hidden_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index folder with public articles and others that most readers may not see."""

    def source(folder: Path) -> Source:
        repository = Repository(folder)
        write_hidden_articles(repository)
        return GitSource(repository.folder)

    return _published_once(tmp_path_factory, "hidden", source)


def publish(source: Source, index: Path) -> None:
    """Make what ``source`` holds live in the folder ``index``, and let no fault go unseen."""
    done = Publisher(source, GenerationStore(index), WhooshEngine(), workers=1).publish(full=True)
    assert done.report is not None
    assert [str(found) for found in done.report.faults] == []


def _published_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, source: Callable[[Path], Source]
) -> Path:
    index = _shared_folder(tmp_path_factory) / f"index-{name}"
    index.mkdir(exist_ok=True)
    with (index / "BEING-PREPARED").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (index / "CURRENT").exists():
            work = index.with_name(f"source-{name}")
            shutil.rmtree(work, ignore_errors=True)
            publish(source(work), index)
    return index


def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of this run: the one above the processes' own where there are several."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
