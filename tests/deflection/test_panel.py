"""What somebody who writes a ticket is offered, says of it, and what of that is kept."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actions import person_with
from app.accounts.identity import reader_of
from app.deflection.holdout import is_held_out
from app.deflection.ledger import FormState, state_of
from app.deflection.models import FailedStep, FormSession, FormStep
from app.deflection.suggesting import quoted
from app.deflection.vocabulary import Outcome, StepKind
from app.kernel.terms import Language
from app.knowledge.steps import Step, steps_of
from app.settings import Settings
from app.storage.database import db
from app.tickets.access import viewer_of
from app.tickets.drafts import new_form_key
from tests.accounts.conftest import app, password_hash, people
from tests.support.library import an_article, help_centre
from tests.support.visitor import Visitor
from tests.tickets.cast import open_ticket

__all__ = ["app", "password_hash", "people"]

SAVING = "El producto no se guarda, queda con stock cero"
NOT_SAVED, AT_ZERO = "producto-no-se-guarda", "stock-queda-en-cero"
FIRST_STEP = "pasos-para-resolverlo-1"
LIMIT = 5 * 1024  # bytes of an answer
_ARTICLE = re.compile(r'<details data-article="([^"]+)"')


class Writer(Visitor):
    """Somebody with the ticket form open."""

    def __init__(self, app: Flask, form_key: str = "", **options: str) -> None:
        super().__init__(app, **options)
        self.get("/es/tickets/new")
        self.form_key = form_key or a_key(app)

    def write(self, title: str, language: str = "es", **fields: str) -> str:
        """Write a title and return what the panel shows."""
        fields = {"form_key": self.form_key, "title": title, **fields}
        answer = self.post(f"/{language}/tickets/suggestions", **fields)
        assert answer.status_code == 200
        assert len(answer.get_data()) <= LIMIT
        return unescape(answer.get_data(as_text=True))

    def tell(self, what: str, **fields: str) -> int:
        """Press a button of the panel as its script does; return the status."""
        address = f"/es/tickets/forms/{self.form_key}/{what}"
        return self.post(address, headers={"X-Fragment": "1"}, **fields).status_code

    def keep_draft(self, title: str = SAVING) -> None:
        """Let the form be kept, as it is by itself while somebody writes."""
        answer = self.post(f"/es/tickets/forms/{self.form_key}/draft", form_key=self.form_key, title=title)
        assert answer.status_code == 200


def a_key(app: Flask, held_out: bool = False) -> str:
    """Return the key of a form that belongs, or does not, to the group without suggestions."""
    settings: Settings = app.extensions["settings"]
    while True:
        key = new_form_key()
        if is_held_out(key, settings.suggestion_holdout) is held_out:
            return key


def articles_in(panel: str) -> list[str]:
    """Return the ids of the articles a panel shows, in order."""
    return _ARTICLE.findall(panel)


def state(app: Flask, form_key: str) -> FormState:
    """Return what the ledger knows of a form."""
    with app.app_context():
        return state_of(form_key)


def steps_taken(app: Flask, kind: StepKind) -> set[str]:
    """Return the articles to which something happened, in any form."""
    with app.app_context():
        standing = select(FormStep.article_id).filter_by(kind=kind, undone_at=None)
        return set(db.session.scalars(standing))


@pytest.fixture
def ana(app: Flask) -> Writer:
    """Ana, who has not signed in."""
    return Writer(app)


@pytest.fixture
def sign_in(app: Flask, people: None) -> Iterator[Callable[[str], None]]:
    """Let every following request be made by somebody of the cast."""
    before = app.extensions["reader"]

    def as_(email: str) -> None:
        with app.app_context():
            reader = reader_of(person_with(email))
        app.extensions["reader"] = lambda: reader

    yield as_
    app.extensions["reader"] = before


def test_a_suggestion_says_what_why_and_what_to_do(app: Flask, ana: Writer) -> None:
    panel = ana.write(SAVING)
    assert NOT_SAVED in articles_in(panel)
    assert len(articles_in(panel)) <= 3
    assert "coincide con «" in panel
    assert "2\u00a0min" in panel
    assert "<li>Actualiza la página con <kbd>F5</kbd>" in panel
    assert "Leer completo en otra pestaña" in panel
    assert f'href="/es/articles/{AT_ZERO}' in panel
    assert 'target="_blank"' in panel
    for words in ("Esto resolvió mi problema", "No es mi caso", "Este paso no me funcionó"):
        assert words in panel
    assert "podrían resolver tu problema." in panel


def test_what_was_shown_is_noted_with_its_revision_once_the_answer_is_there(app: Flask, ana: Writer) -> None:
    panel = ana.write(SAVING, type="technical", area="inventory")
    assert steps_taken(app, StepKind.SHOWN) == set(articles_in(panel))
    with app.app_context():
        session = db.session.scalars(select(FormSession).filter_by(form_key=ana.form_key)).one()
        assert (session.form_key, session.type, session.area) == (ana.form_key, "technical", "inventory")
        assert all(db.session.scalars(select(FormStep.revision)))


def test_too_little_text_and_emergencies_show_no_articles(app: Flask, ana: Writer) -> None:
    assert "Mientras escribes, buscamos" in ana.write("El")
    emergency = ana.write(SAVING, type="emergency")
    assert articles_in(emergency) == []
    assert "Crea el ticket ya; te ayudamos enseguida" in emergency
    assert articles_in(ana.write("Quiero el reembolso de mi suscripción", type="billing")) == []
    assert steps_taken(app, StepKind.SHOWN) == set()


def test_nothing_similar_is_said_without_guessing(app: Flask, ana: Writer) -> None:
    panel = ana.write("Quiero alquilar una bicicleta acuática violeta")
    assert articles_in(panel) == []
    assert "Todavía no encontramos artículos parecidos. Sigue escribiendo." in panel
    assert "data-announce" not in panel


def test_a_form_of_the_hold_out_sees_nothing_and_what_it_missed_is_known(app: Flask) -> None:
    held_out = Writer(app, a_key(app, held_out=True))
    assert articles_in(held_out.write(SAVING)) == []
    assert NOT_SAVED in steps_taken(app, StepKind.WITHHELD)
    assert steps_taken(app, StepKind.SHOWN) == set()


def test_what_was_refused_never_comes_back_unless_it_is_undone(app: Flask, ana: Writer) -> None:
    first, *_others = articles_in(ana.write(SAVING))
    assert ana.tell("dismissals", article=first) == 204
    assert first not in articles_in(ana.write(SAVING))
    assert first not in articles_in(ana.write(f"{SAVING} al guardar"))
    assert state(app, ana.form_key).dismissed == {first}
    assert ana.tell("dismissals/undo", article=first) == 204
    assert first in articles_in(ana.write(SAVING))


def test_opening_an_article_is_noted(app: Flask, ana: Writer) -> None:
    ana.write(SAVING)
    assert ana.tell("openings", article=NOT_SAVED) == 204
    assert state(app, ana.form_key).opened == {NOT_SAVED}


def test_a_failed_step_is_noted_with_its_form(app: Flask, ana: Writer) -> None:
    ana.write(SAVING)
    answer = ana.post(
        f"/es/articles/{NOT_SAVED}/failed-steps",
        headers={"X-Fragment": "1"},
        form_key=ana.form_key,
        step=FIRST_STEP,
    )
    assert answer.status_code == 204
    with app.app_context():
        failed = db.session.scalars(select(FailedStep)).one()
        assert (failed.article_id, failed.anchor) == (NOT_SAVED, FIRST_STEP)
        assert failed.session_id is not None


def test_a_step_that_failed_on_the_page_of_the_article_leads_to_a_ticket(app: Flask) -> None:
    reader = Visitor(app)
    page = unescape(reader.get(f"/es/articles/{NOT_SAVED}").get_data(as_text=True))
    assert f'<option value="{FIRST_STEP}">1. Actualiza la página con F5' in page
    sent = {"step": FIRST_STEP, "revision": reader.page.vote.revision}
    answer = reader.post(reader.page.failed_step_url, **sent)
    assert answer.status_code == 303
    assert answer.location == f"/es/tickets/new?article={NOT_SAVED}&step={FIRST_STEP}"
    with app.app_context():
        failed = db.session.scalars(select(FailedStep)).one()
        assert (failed.anchor, failed.session_id) == (FIRST_STEP, None)
    assert reader.get(answer.location).status_code == 200
    assert (reader.page.values["article"], reader.page.values["step"]) == (NOT_SAVED, FIRST_STEP)


def test_a_step_that_is_not_in_the_article_is_not_noted(app: Flask, ana: Writer) -> None:
    ana.post(f"/es/articles/{NOT_SAVED}/failed-steps", step="<script>")
    with app.app_context():
        assert db.session.scalars(select(FailedStep)).all() == []


def test_solved_asks_first_and_only_the_answer_counts(app: Flask, ana: Writer) -> None:
    ana.write(SAVING)
    ana.keep_draft()
    asked = ana.get(f"/es/tickets/forms/{ana.form_key}/solution?article={NOT_SAVED}")
    assert "¿Terminamos aquí?" in asked.get_data(as_text=True)
    assert state(app, ana.form_key).confirmed is None
    answer = ana.post(f"/es/tickets/forms/{ana.form_key}/solution", article=NOT_SAVED)
    assert answer.status_code == 303
    assert state(app, ana.form_key).confirmed == NOT_SAVED
    done = unescape(ana.get(answer.location).get_data(as_text=True))
    assert "Listo, no enviamos ningún ticket" in done
    assert f"/es/articles/{NOT_SAVED}" in done
    assert ana.page.vote.vote_url == f"/es/articles/{NOT_SAVED}/vote"


def test_the_way_back_restores_the_draft_and_takes_the_solution_back(app: Flask, ana: Writer) -> None:
    ana.write(SAVING)
    ana.keep_draft()
    ana.post(f"/es/tickets/forms/{ana.form_key}/solution", article=NOT_SAVED)
    answer = ana.post(f"/es/tickets/forms/{ana.form_key}/return")
    assert answer.status_code == 303
    assert state(app, ana.form_key).confirmed is None
    ana.get(answer.location)
    assert ana.page.values["title"] == SAVING


@pytest.mark.parametrize("what", ["openings", "dismissals", "dismissals/undo", "solution", "return"])
def test_a_form_of_somebody_else_can_neither_be_read_nor_changed(app: Flask, ana: Writer, what: str) -> None:
    ana.keep_draft()
    ana.write(SAVING)
    pedro = Writer(app, ana.form_key, address="203.0.113.77")
    pedro.keep_draft("Otra cosa")  # under the same key, by guessing
    assert pedro.tell(what, article=NOT_SAVED) == 404
    shown = {"form_key": ana.form_key, "title": SAVING}
    assert pedro.post("/es/tickets/suggestions", **shown).status_code == 404
    for page in (f"solution?article={NOT_SAVED}", f"solved?article={NOT_SAVED}"):
        assert pedro.get(f"/es/tickets/forms/{ana.form_key}/{page}").status_code == 404
    with app.app_context():
        session = db.session.scalars(select(FormSession).filter_by(form_key=ana.form_key)).one()
        assert session.outcome is Outcome.STARTED
    assert steps_taken(app, StepKind.DISMISSED) == steps_taken(app, StepKind.OPENED) == set()


def test_articles_nobody_may_read_and_damaged_keys_are_refused(app: Flask, ana: Writer) -> None:
    assert ana.tell("dismissals", article="no-existe") == 404
    assert ana.post("/es/tickets/suggestions", form_key="../..", title=SAVING).status_code == 422


def test_robots_leave_no_trace(app: Flask) -> None:
    robot = Writer(app, agent="Googlebot/2.1")
    robot.write(SAVING)
    robot.tell("dismissals", article=NOT_SAVED)
    with app.app_context():
        assert db.session.scalars(select(FormSession)).all() == []


def test_the_team_leaves_no_trace(app: Flask, sign_in: Callable[[str], None]) -> None:
    sign_in("juan@demo.tuqr.com")
    juan = Writer(app)
    assert articles_in(juan.write(SAVING)) != []
    with app.app_context():
        assert db.session.scalars(select(FormSession)).all() == []


def test_ones_own_open_ticket_comes_first(app: Flask, sign_in: Callable[[str], None]) -> None:
    sign_in("ana@demo.tuqr.com")
    ana = Writer(app)
    with app.app_context():
        viewer = viewer_of(reader_of(person_with("ana@demo.tuqr.com")))
        ticket = open_ticket(viewer, title="El producto no se guarda <b>nunca</b>").reference
    panel = ana.write("No se guardan los productos")
    assert f"Ya tienes {ticket}: ábrelo en otra pestaña" in panel
    assert panel.index(ticket) < panel.index("<details")
    assert len(articles_in(panel)) <= 2
    assert ticket not in ana.write("Quiero cambiar el color de la tienda")


def test_tickets_of_others_are_never_offered(app: Flask, sign_in: Callable[[str], None]) -> None:
    sign_in("ana@demo.tuqr.com")
    with app.app_context():
        viewer = viewer_of(reader_of(person_with("victor@demo.tuqr.com")))
        open_ticket(viewer, title=SAVING)
    assert "Ya tienes" not in Writer(app).write(SAVING)


def test_what_people_and_articles_wrote_arrives_as_text(
    app: Flask, tmp_path: Path, sign_in: Callable[[str], None]
) -> None:
    before = app.extensions["knowledge"]
    hostile = an_article("hostil", "Conectar la impresora <script>alert(1)</script> térmica")
    app.extensions["knowledge"] = help_centre(tmp_path / "index", [hostile])
    sign_in("ana@demo.tuqr.com")
    try:
        ana = Writer(app)
        with app.app_context():
            viewer = viewer_of(reader_of(person_with("ana@demo.tuqr.com")))
            open_ticket(viewer, title="Conectar la impresora <img src=x onerror=alert(1)> térmica")
        fields = {"form_key": ana.form_key, "title": "Conectar la impresora térmica"}
        raw = ana.post("/es/tickets/suggestions", **fields).get_data(as_text=True)
    finally:
        app.extensions["knowledge"] = before
    assert "&lt;img src=x" in raw
    assert "&lt;script&gt;" in raw
    assert not re.search(r"<(script|img)", raw)


def test_every_phrase_the_articles_promise_to_answer_keeps_to_the_weight(app: Flask, ana: Writer) -> None:
    with app.app_context():
        shelf = app.extensions["knowledge"].current().shelf(frozenset({"everyone"}))
        phrases = [(language, each.finds[0]) for language in Language for each in shelf.everything(language)
                   if each.finds and each.language is language]  # fmt: skip
    for language, phrase in phrases[::3]:
        ana.write(phrase, language)


def a_step(under: str, number: int) -> Step:
    return steps_of(
        f'<h2 id="{under}">x</h2><ol class="steps">'
        + "".join(f'<li id="{under}-{each}"><p>Paso {each}</p></li>' for each in range(1, number + 1))
        + "</ol>"
    )[-1]


def test_an_article_is_quoted_where_it_matches() -> None:
    steps = [a_step(under, number) for under in ("a", "b") for number in (1, 2, 3, 4, 5)]

    def shown(anchor: str, last: str = "z") -> list[str]:
        return [step.anchor for step in quoted(steps, anchor, last)]

    assert shown("") == shown("a") == shown("z") == ["a-1", "a-2", "a-3"]
    assert shown("b") == ["b-1", "b-2", "b-3"]
    assert shown("b-4") == shown("b-5") == ["b-3", "b-4", "b-5"]
    assert shown("tabla") == []


def test_a_step_is_quoted_by_its_first_words_with_what_is_pressed() -> None:
    html = (
        '<ol class="steps"><li id="s-1"><figure><img alt="x" src="/m"></figure><p>Ve a <span class="path">A '
        '<i>→</i> B</span> y lee <a href="/es/x">esto &amp; <em>más</em></a> <kbd>F5</kbd></p><p>Otro</p>'
        '<ul><li>no</li></ul></li><li id="s-2">Suelto<ul><li>no</li></ul></li></ol>'
    )
    first, second = steps_of(html)
    assert str(first.words) == "Ve a <strong>A → B</strong> y lee esto &amp; más <kbd>F5</kbd>"
    assert first.text == "Ve a A → B y lee esto & más F5"
    assert (second.text, second.number) == ("Suelto", 2)
