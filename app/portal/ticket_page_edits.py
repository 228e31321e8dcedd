"""Correct what one told in a ticket; whoever was overtaken sees both versions and loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.errors import NotAllowed, NotFound, RuleBroken
from app.kernel.terms import Language, ProductArea
from app.kernel.wording import N_
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Crumb, Meta
from app.portal.ticket_page_routes import own_ticket
from app.storage.database import transaction
from app.tickets.access import Act, Viewer, viewer_of
from app.tickets.details import LARGEST_TEXT, LONGEST_FACT, LONGEST_TITLE, TEXTS, Details, Refusals
from app.tickets.editing import EditConflict, edit
from app.tickets.facts import label_of, value_of
from app.tickets.models import Ticket
from app.tickets.offers import offered
from app.tickets.submitting import details_of
from app.web.access import signed_in
from app.web.blueprint import Blueprint
from app.web.errors import status_of
from app.web.i18n import page_language
from app.web.identity import current_reader

ticket_edits = Blueprint("ticket_edits", __name__)
_TICKET = "/<language:language>/tickets/<reference>/edits"
_ABOUT = ("title", "area", "happened", "expected", "obtained", "steps", "occurred", "language")
_NEEDED = frozenset({"title", "happened", "language"})
_TECHNICAL = ("browser", "system", "device", "screen", "page")
_CHOICES: Mapping[str, type[Language] | type[ProductArea]] = {"area": ProductArea, "language": Language}


@dataclass(frozen=True, slots=True)
class EditField:
    """A part of the report as it is corrected; ``theirs`` is what stands now where it differs."""

    name: str
    label: str
    value: str
    limit: int
    is_text: bool
    choices: tuple[Language | ProductArea, ...]
    is_optional: bool
    theirs: str | None
    problem: str


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form; ``overtaken`` when somebody else corrected the same ticket meanwhile."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    reference: str
    version: int
    fields: tuple[EditField, ...]
    technical: tuple[EditField, ...]
    problems: Mapping[str, str]
    overtaken: bool


@ticket_edits.page(_TICKET, access=signed_in)
def write(language: Language, reference: str) -> ResponseReturnValue:
    """Show the form with what the ticket says now."""
    viewer = viewer_of(current_reader())
    ticket = own_ticket(viewer, reference)
    if Act.EDIT not in offered(viewer, ticket, utc_now()):
        raise RuleBroken(N_("This ticket is closed."))
    return render_template("tickets/edit.html", page=_page(ticket, _told(details_of(ticket)), ticket.version))


@ticket_edits.page(_TICKET, access=signed_in, methods=("POST",))
def correct(language: Language, reference: str) -> ResponseReturnValue:
    """Keep what was corrected, unless somebody else was faster."""
    viewer, now = viewer_of(current_reader()), utc_now()
    try:
        with transaction():
            edit(own_ticket(viewer, reference), viewer, _version(), _changes(), now)
    except EditConflict as conflict:
        page = _page(own_ticket(viewer, reference), _told(conflict.mine), conflict.version, conflict=conflict)
        return render_template("tickets/edit.html", page=page), status_of(conflict)
    except (NotAllowed, NotFound):
        raise
    except RuleBroken as refusal:
        return _refused(viewer, reference, refusal), status_of(refusal)
    return redirect(url_for("tickets.show", reference=reference), 303)


def _refused(viewer: Viewer, reference: str, refusal: RuleBroken) -> str:
    alone = {str(refusal.values.get("field", "title")): refusal}
    refusals = refusal.by_field if isinstance(refusal, Refusals) else alone
    problems = {name: _(each.message, **each.values) for name, each in refusals.items()}
    typed = {name: request.form.get(name, "") for name in (*_ABOUT, *_TECHNICAL)}
    page = _page(own_ticket(viewer, reference), typed, _version(), problems)
    return render_template("tickets/edit.html", page=page)


def _page(
    ticket: Ticket,
    typed: Mapping[str, str],
    version: int,
    problems: Mapping[str, str] | None = None,
    conflict: EditConflict | None = None,
) -> EditPage:
    wrong = problems or {}
    theirs = {name: value_of(name, conflict.theirs) for name in conflict.fields} if conflict else {}
    title = _("Correct what I told")
    steps = (
        Crumb(_("My tickets"), url_for("tickets.mine")),
        Crumb(ticket.reference, url_for("tickets.show", reference=ticket.reference)),
        Crumb(title),
    )
    return EditPage(
        meta=unlisted_head(title, url_for("ticket_edits.write", reference=ticket.reference)),
        crumbs=trail(page_language(), *steps),
        reference=ticket.reference,
        version=version,
        fields=tuple(_field(name, typed, theirs, wrong) for name in _ABOUT),
        technical=tuple(_field(name, typed, theirs, wrong) for name in _TECHNICAL),
        problems=wrong,
        overtaken=conflict is not None,
    )


def _field(
    name: str, typed: Mapping[str, str], theirs: Mapping[str, str], problems: Mapping[str, str]
) -> EditField:
    return EditField(
        name=name,
        label=label_of(name),
        value=typed.get(name, ""),
        limit=LONGEST_TITLE if name == "title" else LARGEST_TEXT if name in TEXTS else LONGEST_FACT,
        is_text=name in TEXTS,
        choices=tuple(_CHOICES.get(name, ())),
        is_optional=name not in _NEEDED,
        theirs=theirs.get(name),
        problem=problems.get(name, ""),
    )


def _told(details: Details) -> dict[str, str]:
    return {name: str(getattr(details, name) or "") for name in (*_ABOUT, *_TECHNICAL)}


def _changes() -> dict[str, object]:
    """Return what the form holds; a field that is missing in it stays as it is."""
    sent = {name: request.form[name] for name in (*_ABOUT, *_TECHNICAL) if name in request.form}
    return {name: _meant(name, text) for name, text in sent.items()}


def _meant(name: str, text: str) -> object:
    if name not in _CHOICES:
        return text
    if not text and name == "area":
        return None
    try:
        return _CHOICES[name](text)
    except ValueError as error:
        raise RuleBroken(N_("Choose one of the list."), field=name) from error


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
