"""The lines of a ticket's page for both sides: what was reported, said and changed."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _

from app.kernel.wording import N_
from app.tickets.changes_in_words import in_words
from app.tickets.details import TEXTS, Details
from app.tickets.facts import label_of, value_of
from app.tickets.lines import Event, Fact, FileCard, Line, Post, Report
from app.tickets.names import initials_of
from app.tickets.views import Changed, Entry, FileView, Reported, Said, TicketView
from app.tickets.vocabulary import ChangeKind, MessageKind, Origin, Side
from app.web.i18n import file_size
from app.web.plain_text import as_written

_SHOWN_IN_PAGE = 400 * 1024  # bytes; a larger picture waits until somebody opens it
_TOLD = ("type", "area", "expected", "obtained", "steps", "occurred")
_TECHNICAL = ("browser", "system", "device", "screen", "page")
_ICONS = {"image": "image", "video": "circle-play"}
_CAME_BY: Mapping[Origin, str] = {
    Origin.EMAIL: N_("by e-mail"),
    Origin.CHAT: N_("by chat"),
    Origin.WHATSAPP: N_("by WhatsApp"),
}


def timeline_of(view: TicketView) -> tuple[Line, ...]:
    """Return the lines of the page in order, as the side that reads them is told."""
    return tuple(line for entry in view.entries if (line := _line(entry, view)) is not None)


def file_card(file: FileView) -> FileCard:
    """Return a file as pages show it."""
    return FileCard(
        url=url_for("ticket_files.show", name=file.name),
        file_name=file.file_name,
        size=file_size(file.size),
        icon=_ICONS.get(file.media_type.partition("/")[0], "file-text"),
        is_shown=file.is_picture and file.size <= _SHOWN_IN_PAGE,
    )


def _line(entry: Entry, view: TicketView) -> Line | None:
    if isinstance(entry, Said):
        return _post(entry, view)
    if isinstance(entry, Reported):
        return _report(entry, view)
    return _event(entry, view)


def _post(said: Said, view: TicketView) -> Post:
    came_by = _CAME_BY.get(said.origin)
    return Post(
        anchor=f"m{said.id}",
        at=said.at,
        author=said.author,
        initials=initials_of(said.author),
        is_mine=said.is_mine,
        is_staff=said.side is Side.STAFF,
        is_note=said.kind is MessageKind.NOTE,
        is_new=said.is_new,
        asks=said.asks,
        came_by=_(came_by) if came_by else "",
        reference=_elsewhere(said.reference, view),
        body=as_written(said.body),
        files=tuple(map(file_card, said.files)),
    )


def _report(reported: Reported, view: TicketView) -> Report:
    return Report(
        anchor=f"r-{reported.reference}",
        at=reported.at,
        author=reported.requester,
        initials=initials_of(reported.requester),
        is_mine=reported.is_mine,
        reference=_elsewhere(reported.reference, view),
        title=reported.details.title,
        body=as_written(reported.details.happened),
        facts=_facts(reported.details, _TOLD),
        technical=_facts(reported.details, _TECHNICAL),
        files=tuple(map(file_card, reported.files)),
    )


def _facts(details: Details, fields: tuple[str, ...]) -> tuple[Fact, ...]:
    told = ((field, value_of(field, details)) for field in fields)
    return tuple(Fact(label_of(field), as_written(text)) for field, text in told if text)


def _event(change: Changed, view: TicketView) -> Event | None:
    told = in_words(change, view)
    if told is None:
        return None
    was_text = change.kind is ChangeKind.EDITED and change.field in TEXTS and change.before
    return Event(
        anchor=f"c{change.id}",
        at=change.at,
        icon=told.icon,
        words=told.words,
        earlier=as_written(change.before) if was_text else None,
        leads_to=change.to if change.kind is ChangeKind.FOLLOWED_UP else "",
        reference=_elsewhere(change.reference, view),
    )


def _elsewhere(reference: str, view: TicketView) -> str:
    return "" if reference == view.reference else reference
