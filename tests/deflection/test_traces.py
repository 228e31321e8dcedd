"""Who is in the ledger: people who open a ticket form; robots and the team leave no trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actions import person_with
from app.deflection.models import FailedStep, FormSession
from app.storage.database import db
from app.tickets.drafts import new_form_key
from tests.accounts.conftest import app, password_hash, people
from tests.accounts.signing_in import Browser
from tests.deflection.forms import SAVING
from tests.support.library import an_article, help_centre
from tests.support.visitor import BROWSER, Visitor

__all__ = ["app", "password_hash", "people"]
ROBOT = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"
ANA = "ana@demo.tuqr.com"
NEW = f"/es/tickets/new?q=stock+en+cero&article={SAVING}"


@pytest.fixture
def portal(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The portal with one article."""
    live = app.extensions["knowledge"]
    app.extensions["knowledge"] = help_centre(
        tmp_path / "index", [an_article(SAVING, "El producto no se guarda")]
    )
    yield app
    app.extensions["knowledge"] = live


def forms(portal: Flask) -> list[FormSession]:
    with portal.app_context():
        return list(db.session.scalars(select(FormSession)))


def test_a_visitor_who_opens_the_form_is_in_the_ledger(portal: Flask) -> None:
    Visitor(portal).get(NEW)
    (form,) = forms(portal)
    assert (form.query, form.arrival_article_id, form.person_id) == ("stock en cero", SAVING, None)


@pytest.mark.usefixtures("people")
def test_a_requester_who_opens_the_form_is_in_the_ledger(portal: Flask) -> None:
    ana = Browser(portal)
    ana.sign_in(ANA)
    ana.get(NEW, headers={"User-Agent": BROWSER})
    (form,) = forms(portal)
    with portal.app_context():
        assert form.person_id == person_with(ANA).id  # type: ignore[union-attr]  # she has an account


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("email", ["juan@demo.tuqr.com", "sofia@demo.tuqr.com", "marta@demo.tuqr.com"])
def test_the_team_leaves_no_trace(portal: Flask, email: str) -> None:
    colleague, key = Browser(portal), new_form_key()
    colleague.client.environ_base["HTTP_USER_AGENT"] = BROWSER
    colleague.sign_in(email)
    colleague.get(NEW)
    text = {"form_key": key, "title": "El producto no se guarda", "article": SAVING}
    for address in ("/es/tickets/suggestions", f"/es/tickets/forms/{key}/openings"):
        assert colleague.send(address, form="/account/password", **text).status_code < 400
    assert forms(portal) == []


def test_a_robot_leaves_no_trace(portal: Flask) -> None:
    robot, key = Visitor(portal, agent=ROBOT), new_form_key()
    robot.get(NEW)
    robot.post("/es/tickets/suggestions", form_key=key, title="El producto no se guarda en cero")
    robot.post(f"/es/tickets/forms/{key}/solution", article=SAVING)
    robot.post(f"/es/articles/{SAVING}/failed-steps", step="paso-1")
    assert forms(portal) == []
    with portal.app_context():
        assert db.session.scalar(select(func.count()).select_from(FailedStep)) == 0
