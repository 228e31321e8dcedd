"""People, and a post that keeps what it brings."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.notifications.world import Post
from tests.tickets.conftest import Cast, cast

__all__ = ["Cast", "cast"]


@pytest.fixture
def post(app: Flask) -> Iterator[Post]:
    """The letters that people get."""
    before, post = app.extensions["channels"], Post()
    app.extensions["channels"] = {post.mail.kind: post.mail, post.phone.kind: post.phone}
    yield post
    app.extensions["channels"] = before
