"""Whoever changes the look sees every component in every state; visitors of a live portal do not."""

import pytest
from flask import Flask

from app import create_app
from app.knowledge.pages import VoteState
from app.settings import Settings
from tests.support.visitor import Visitor


@pytest.mark.parametrize("state", [*VoteState, "refused"])
def test_the_gallery_shows_the_vote_in_each_state(app: Flask, state: str) -> None:
    somebody = Visitor(app)

    assert somebody.get(f"/gallery?vote={state}").status_code == 200
    assert somebody.page.vote.state == (VoteState.WHY if state == "refused" else state)
    assert [each.name for each in somebody.page.votes if each.is_current] == [state]


def test_the_gallery_s_rows_carry_every_mark(app: Flask) -> None:
    somebody = Visitor(app)
    somebody.get("/gallery")
    rows = somebody.page.rows

    assert {row.freshness for row in rows} >= {None, "new", "updated"}
    assert {row.audience for row in rows} == {"everyone", "vip", "staff"}
    assert {row.usefulness.share is None for row in rows} == {True, False}
    assert any(row.has_video and row.other_language for row in rows)


def test_an_unknown_state_is_no_page(app: Flask) -> None:
    assert Visitor(app).get("/gallery?vote=maybe").status_code == 404


def test_there_is_no_gallery_in_production(settings: Settings) -> None:
    production = create_app(
        Settings(
            environment="production",
            database_url=settings.database_url,
            data_folder=settings.data_folder,
            search_index_folder=settings.search_index_folder,
            secret_key="only for tests, and long enough to be one in production",
            base_url="https://localhost",
        )
    )
    production.config["PREFERRED_URL_SCHEME"] = "https"  # what the test's browser speaks
    assert Visitor(production).get("/gallery").status_code == 404
