"""Where a form being written asks for suggestions, and where it is told what came of them."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.deflection.asking import asker_of_request, counts
from app.deflection.ledger import (
    Arrival,
    Asker,
    confirm,
    dismiss,
    note_failed_step,
    note_opened,
    note_shown,
    note_type_and_area,
    session_for,
    start,
    state_of,
    take_back,
    undo_dismissal,
)
from app.deflection.matcher import Draft
from app.deflection.pages import SuggestionsPanel
from app.deflection.solution import solution_page, solved_page
from app.deflection.suggesting import draft_in, suggestions_for
from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.knowledge.access import known_article
from app.knowledge.article import Article
from app.knowledge.forms import unsealed_revision
from app.knowledge.routes import open_shelf
from app.knowledge.steps import steps_of
from app.storage.database import transaction
from app.tickets.drafts import checked_key
from app.web.access import anyone
from app.web.afterwards import write_after
from app.web.blueprint import Blueprint
from app.web.identity import current_reader

deflection = Blueprint("deflection", __name__)
Note = Callable[[str, str, datetime], None]


@deflection.page("/<language:language>/tickets/suggestions", access=anyone, methods=("POST",))
def suggestions(language: Language) -> ResponseReturnValue:
    """Answer what the panel shows for the text as it stands; what it was is noted afterwards."""
    form_key, now = own_form(request.form.get("form_key", "")), utc_now()
    draft = draft_in(request.form, language)
    panel = suggestions_for(form_key, draft, current_reader(), language, now)
    answer = make_response(render_template("deflection/suggestions.html", page=panel))
    if counts():
        asker = asker_of_request()
        write_after(answer, lambda: _note(panel, draft, asker, now), "suggestions not noted")
    return answer


@deflection.page("/<language:language>/tickets/forms/<form_key>/openings", access=anyone, methods=("POST",))
def openings(language: Language, form_key: str) -> ResponseReturnValue:
    """Note that a suggested article was opened."""
    return _noted(language, form_key, note_opened)


@deflection.page("/<language:language>/tickets/forms/<form_key>/dismissals", access=anyone, methods=("POST",))
def dismissals(language: Language, form_key: str) -> ResponseReturnValue:
    """Keep an article from this form from now on."""
    return _noted(language, form_key, dismiss)


@deflection.page(
    "/<language:language>/tickets/forms/<form_key>/dismissals/undo", access=anyone, methods=("POST",)
)
def undo(language: Language, form_key: str) -> ResponseReturnValue:
    """Let an article come back."""
    return _noted(language, form_key, undo_dismissal)


@deflection.page("/<language:language>/tickets/forms/<form_key>/solution", access=anyone)
def ask_whether_solved(language: Language, form_key: str) -> ResponseReturnValue:
    """Ask before anything is counted."""
    article = _article(language, request.args.get("article", ""))
    return render_template(
        "deflection/solution.html", page=solution_page(own_form(form_key), article, language)
    )


@deflection.page("/<language:language>/tickets/forms/<form_key>/solution", access=anyone, methods=("POST",))
def solution(language: Language, form_key: str) -> ResponseReturnValue:
    """End the form without a ticket: the article solved it."""
    article = _article(language, request.form.get("article", ""))
    _write(form_key, language, lambda now: confirm(form_key, article.id, now))
    address = url_for("deflection.solved", language=language, form_key=form_key, article=article.id)
    return redirect(address, HTTPStatus.SEE_OTHER)


@deflection.page("/<language:language>/tickets/forms/<form_key>/solved", access=anyone)
def solved(language: Language, form_key: str) -> ResponseReturnValue:
    """Say that no ticket was sent, and show the way back to the draft."""
    confirmed = state_of(own_form(form_key)).confirmed
    article = _article(language, confirmed or request.args.get("article", ""))
    return render_template("deflection/solved.html", page=solved_page(form_key, article, language))


@deflection.page("/<language:language>/tickets/forms/<form_key>/return", access=anyone, methods=("POST",))
def go_back(language: Language, form_key: str) -> ResponseReturnValue:
    """Take the solution back and open the draft as it was left."""
    _write(form_key, language, lambda now: take_back(form_key, now))
    return _to_form(language, draft=form_key)


@deflection.page("/<language:language>/articles/<article_id>/failed-steps", access=anyone, methods=("POST",))
def failed_step(language: Language, article_id: str) -> ResponseReturnValue:
    """Note which step did not work, and lead on to a ticket that carries it."""
    _generation, shelf = open_shelf()
    article = known_article(shelf, article_id, language)
    step, form_key = request.form.get("step", ""), request.form.get("form_key", "")
    revision = article.revision
    if sealed := request.form.get("revision"):
        revision = unsealed_revision(article, sealed)
    if form_key:
        own_form(form_key)
    if counts() and step in {each.anchor for each in steps_of(shelf.body(article).html)}:
        with transaction():
            note_failed_step(article.id, revision, step, utc_now(), form_key)
    if _wants_nothing():
        return Response(status=HTTPStatus.NO_CONTENT)
    if form_key:
        return _to_form(language, draft=form_key)
    return _to_form(language, article=article.id, step=step)


def own_form(form_key: str) -> str:
    """Return the key of a form that the reader may speak for. Raises NotFound for somebody else's."""
    session_for(checked_key(form_key), asker_of_request())
    return form_key


def _noted(language: Language, form_key: str, note: Note) -> ResponseReturnValue:
    article = _article(language, request.form.get("article", ""))
    _write(form_key, language, lambda now: note(form_key, article.id, now))
    if _wants_nothing():
        return Response(status=HTTPStatus.NO_CONTENT)
    address = url_for("ticket_form.review", language=language, form_key=form_key)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _write(form_key: str, language: Language, act: Callable[[datetime], None]) -> None:
    """Do ``act`` on the reader's own form; robots and staff leave no trace."""
    own_form(form_key)
    if not counts():
        return
    asker, now = asker_of_request(), utc_now()
    with transaction():
        start(form_key, asker, Arrival(language), now)
        act(now)


def _note(panel: SuggestionsPanel, draft: Draft, asker: Asker, now: datetime) -> None:
    start(panel.form_key, asker, Arrival(draft.language), now)
    note_type_and_area(panel.form_key, draft.type, draft.area, now)
    note_shown(panel.form_key, panel.found, now)


def _article(language: Language, article_id: str) -> Article:
    _generation, shelf = open_shelf()
    return known_article(shelf, article_id, language)


def _to_form(language: Language, **brought: Any) -> ResponseReturnValue:
    return redirect(url_for("ticket_form.show", language=language, **brought), HTTPStatus.SEE_OTHER)


def _wants_nothing() -> bool:
    """Say whether a script asks, which shows by itself what it did."""
    return request.headers.get("X-Fragment") == "1"
