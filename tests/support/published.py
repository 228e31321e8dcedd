"""Publish the repository's own articles for tests, once per run."""

import fcntl
from pathlib import Path

import pytest

from app.settings import ROOT, Settings


def publish_repository_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index folder with the articles of the working tree, shared by all test processes."""
    raise NotImplementedError
