"""Stories happen in a browser, on one database: the pages are the same on both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from app import create_app
from app.settings import Settings
from app.storage.schema import bring_up_to_date
from app.web.catalogues import compile_catalogues
from tests.support.browser import chromium, serving

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def portal(search_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as the browser meets it, on SQLite."""
    folder = tmp_path_factory.mktemp("portal")
    compile_catalogues()
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'support.db'}",
            data_folder=tmp_path_factory.getbasetemp().parent / "data",
            search_index_folder=search_index,
            secret_key="only for tests, long enough to be one",
            suggestion_holdout=0,
        )
    )
    with app.app_context():
        bring_up_to_date()
    return app


@pytest.fixture(scope="session")
def address(portal: Flask) -> Iterator[str]:
    """Where the portal is served."""
    with serving(portal) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with chromium() as started:
        yield started


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Open an address in a clean browser profile; options go to the profile."""
    contexts = []

    def open_it(path: str, **options: object) -> Page:
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_it
    for context in contexts:
        context.close()
