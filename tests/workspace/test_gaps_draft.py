"""The draft of a gap's article goes on a branch that names the gap; what cannot be done is said in words."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app.editorial.gaps.jobs import gather_gaps
from app.editorial.gaps.models import ContentGap, GapPhrase
from app.kernel.terms import ProductArea, TicketType
from app.storage.database import db, transaction
from tests.editorial.gaps.asking import people_search
from tests.support.repository import Repository
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import JUAN, MARTA

PAGE, BRANCH, MADE = "/es/staff/gaps", "Llevar a una rama", "ayuda/borrador-vacuna-del-perro"
AtDesk = Callable[[str], Colleague]


@pytest.fixture
def gap(app: Flask, clock: time_machine.Traveller) -> int:
    """Seven people looked for something about their pets."""
    with app.app_context():
        people_search("vacuna del perro", people=7, at=MONDAY - timedelta(days=2))
        assert gather_gaps(MONDAY) == 1
        return db.session.query(ContentGap).one().id


@pytest.fixture
def repository(app: Flask, tmp_path: Path) -> Iterator[Repository]:
    """A repository of articles of this test's own."""
    made = Repository(tmp_path / "repository")
    made.write("tutoriales/caja.md", "---\n---\n")
    made.commit("Begin")
    before = app.extensions["settings"]
    app.extensions["settings"] = before.model_copy(
        update={"articles_repository": made.folder, "articles_branch": "main"}
    )
    yield made
    app.extensions["settings"] = before


def test_marta_puts_the_draft_on_a_branch_that_names_the_gap(
    at_desk: AtDesk, gap: int, repository: Repository
) -> None:
    marta, again = at_desk(MARTA).look(f"{PAGE}/{gap}"), at_desk(MARTA).look(f"{PAGE}/{gap}")
    assert MADE in marta.press(BRANCH).reads(".note")
    assert again.press(BRANCH).status == 200
    assert repository.git("branch", "--list", "ayuda/*").split() == [MADE]
    assert repository.git("log", "-1", "--format=%s|%(trailers:key=Resolves-feedback,valueonly)", MADE) == (
        f"Add a draft: Vacuna del perro|G-{gap}"
    )
    (file,) = repository.git("diff", "--name-only", f"main..{MADE}").split()
    text = repository.git("show", f"{MADE}:{file}")
    assert "\nstatus: draft\n" in text
    assert "\n- vacuna del perro\n" in text
    assert repository.git("status", "--porcelain") == ""


def test_juan_may_not_and_a_branch_that_is_not_there_is_not_claimed(
    at_desk: AtDesk, gap: int, repository: Repository
) -> None:
    juan = at_desk(JUAN).look(f"{PAGE}/{gap}")
    assert BRANCH not in juan.buttons()
    token = juan.browser.token_of("/account/password")
    refused = juan.browser.client.post(f"{PAGE}/{gap}/branch", data={"csrf_token": token})
    assert refused.status_code == 404
    assert "ayuda/no-hay" not in at_desk(MARTA).look(f"{PAGE}/{gap}?branch=ayuda/no-hay").reads()
    assert repository.git("branch", "--list", "ayuda/*") == ""


def test_what_git_refuses_is_said_and_the_draft_can_still_be_downloaded(
    at_desk: AtDesk, gap: int, repository: Repository
) -> None:
    repository.git("branch", "ayuda")  # in the way of every branch below it
    marta = at_desk(MARTA).look(f"{PAGE}/{gap}").press(BRANCH)
    assert (marta.status, bool(marta.reads(".err"))) == (422, True)
    assert marta.browser.get(f"{PAGE}/{gap}/stub").status_code == 200


def test_a_folder_without_git_says_why_there_is_no_branch(
    app: Flask, at_desk: AtDesk, gap: int, repository: Repository
) -> None:
    marta = at_desk(MARTA).look(f"{PAGE}/{gap}")
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"article_source": "folder"})
    assert "sin git" in marta.press(BRANCH).reads(".err")
    assert (marta.status, BRANCH in marta.buttons()) == (422, False)


def test_a_gap_that_agents_tell_of_says_so_and_puts_nobodys_words_in_the_draft(
    app: Flask, at_desk: AtDesk, gap: int
) -> None:
    with app.app_context(), transaction():
        told = db.session.query(ContentGap).one()
        told.name, told.area, told.type = "Productos: Capacitación", ProductArea.PRODUCTS, TicketType.TRAINING
        db.session.query(GapPhrase).delete()
    marta = at_desk(MARTA).look(f"{PAGE}/{gap}")
    assert "Al cerrar tickets de esta área" in marta.reads(".note")
    assert "finds: []" in marta.browser.get(f"{PAGE}/{gap}/stub").get_data(as_text=True)
