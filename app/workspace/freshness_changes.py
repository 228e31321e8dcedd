"""Changes of the product that leave articles to be verified: recorded after a preview, and undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.editorial.freshness.actions import checked_change, record_change, undo_change
from app.editorial.freshness.queries import RecordedChange, marked_by, recorded_changes
from app.kernel.clock import utc_now
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language, ProductArea
from app.kernel.wording import N_
from app.knowledge.article import Article
from app.knowledge.readers import local_day
from app.storage.database import transaction
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader

workspace_freshness_changes = Blueprint("workspace_freshness_changes", __name__)
_AT = "/<language:language>/staff/freshness/changes"
_EDITORS = holders_of(Permission.PROPOSE_CHANGES)
_LARGEST_ID = 2**31 - 1  # of a row
_FIELDS = ("area", "changed_on", "what")
_DONE = {
    "recorded": N_("It is recorded. The articles below it are to be verified now."),
    "known": N_("The same was recorded before; nothing changed."),
    "undone": N_("It is undone. Its articles need not be verified because of it."),
}


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article that a change would leave to be verified."""

    title: str
    url: str
    language: Language


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The changes and the form of a new one; ``marked`` are its articles once it was looked at."""

    rows: tuple[RecordedChange, ...]
    typed: Mapping[str, str]
    today: str
    areas: tuple[ProductArea, ...] = tuple(ProductArea)
    marked: tuple[MarkedArticle, ...] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    done: str = ""


@workspace_freshness_changes.page(_AT, access=_EDITORS)
def show(language: Language) -> ResponseReturnValue:
    """Show the changes that were recorded, and the form of another one."""
    done = _DONE.get(request.args.get("done", ""))
    return _shown(dict.fromkeys(_FIELDS, ""), done=_(done) if done else "")


@workspace_freshness_changes.page(_AT, access=_EDITORS, methods=("POST",))
def record(language: Language) -> ResponseReturnValue:
    """Show which articles a change marks; once they were seen, record it."""
    now, typed = utc_now(), {name: request.form.get(name, "") for name in _FIELDS}
    try:
        area, on, what = checked_change(**typed, now=now)
    except RuleBroken as refusal:
        said = {str(refusal.values["field"]): _(refusal.message, **refusal.values)}
        return _shown(typed, problems=said), HTTPStatus.UNPROCESSABLE_ENTITY
    if request.form.get("step") != "record":
        return _shown(typed, marked=tuple(_marked(each) for each in marked_by(area, on, now)))
    with transaction():
        new = record_change(area, on, what, _person_id(), now)
    return _back("recorded" if new else "known")


@workspace_freshness_changes.page(f"{_AT}/<int:change_id>/undo", access=_EDITORS, methods=("POST",))
def undo(language: Language, change_id: int) -> ResponseReturnValue:
    """Take a change back."""
    if change_id > _LARGEST_ID:
        raise NotFound(N_("This page does not exist."))
    with transaction():
        undo_change(change_id, _person_id(), utc_now())
    return _back("undone")


def _shown(
    typed: Mapping[str, str],
    *,
    marked: tuple[MarkedArticle, ...] | None = None,
    problems: Mapping[str, str] | None = None,
    done: str = "",
) -> str:
    page = ChangesPage(
        rows=recorded_changes(),
        typed=typed,
        today=local_day(utc_now()).isoformat(),
        marked=marked,
        problems=problems or {},
        done=done,
    )
    return render_template("workspace/freshness_changes.html", page=page)


def _back(done: str) -> ResponseReturnValue:
    return redirect(url_for("workspace_freshness_changes.show", done=done), HTTPStatus.SEE_OTHER)


def _marked(article: Article) -> MarkedArticle:
    url = url_for("articles.show", language=article.language, slug=article.slug)
    return MarkedArticle(article.title, url, article.language)


def _person_id() -> int:
    person_id = current_reader().person_id
    if person_id is None:
        raise NotFound(N_("This page does not exist."))
    return person_id
