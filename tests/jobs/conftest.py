"""A worker's world: an application whose timetable and listeners are the test's own."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """The application, with nobody listening and nothing on the timetable."""
    kept = {name: app.extensions.pop(name, None) for name in ("listeners", "timetable")}
    yield app
    for name, value in kept.items():
        app.extensions.pop(name, None)
        if value is not None:
            app.extensions[name] = value
