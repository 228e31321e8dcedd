"""A help centre whose articles have aged, and the people who keep it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.knowledge.article import Article
from tests.notifications.conftest import post
from tests.support.library import help_centre
from tests.tickets.conftest import cast

__all__ = ["cast", "post"]

Publish = Callable[..., None]


@pytest.fixture
def publish_articles(app: Flask, tmp_path: Path) -> Iterator[Publish]:
    """Make these articles the live ones."""
    before = app.extensions["knowledge"]

    def publish_them(articles: Iterable[Article], **facts: object) -> None:
        made = sum(1 for _ in tmp_path.iterdir())
        app.extensions["knowledge"] = help_centre(tmp_path / f"index-{made}", articles, **facts)

    yield publish_them
    app.extensions["knowledge"] = before
