"""Where work outside requests happens: in a context of its own, with a session of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, has_app_context

from app.storage.database import db


@contextmanager
def own_context(app: Flask) -> Iterator[None]:
    """Run the block in a context of its own; a caller who has one sees afterwards what was done."""
    if not has_app_context():
        with app.app_context():
            yield
        return
    db.session.commit()
    with app.app_context():
        yield
    db.session.expire_all()
