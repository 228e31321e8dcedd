"""The page of one ticket, read with a counted number of statements."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true

from app.accounts.models import Person
from app.kernel.terms import SupportLevel
from app.storage.database import db
from app.tickets.access import Viewer, side_of, visible_messages
from app.tickets.attachments import INLINE
from app.tickets.models import Ticket, TicketAttachment, TicketChange, TicketMessage, TicketReading
from app.tickets.offers import offered
from app.tickets.submitting import details_of
from app.tickets.views import Changed, Entry, FileView, Reported, Said, TicketView
from app.tickets.vocabulary import ChangeKind, Side

Files = Mapping[tuple[int, int | None], Sequence[FileView]]


def ticket_page(viewer: Viewer, ticket: Ticket, now: datetime) -> TicketView:
    """Return everything a ticket's page shows to ``viewer``, who may see it. Six statements."""
    family = _family(ticket)
    files = _files(viewer, family)
    said = _said(viewer, ticket, family, files)
    rows = _changes(viewer, ticket, family)
    names = _names(family, rows)
    changed = [_changed(viewer, change, ticket, family, names) for change in rows]
    reported = [_reported(viewer, each, names, files) for each in family.values()]
    linked = _linked(ticket)
    return TicketView(
        reference=ticket.reference,
        version=ticket.version,
        stage=ticket.stage,
        priority=ticket.priority,
        plan=ticket.plan,
        level=SupportLevel(ticket.level),
        impacts=ticket.impacts,
        details=details_of(ticket),
        form_key=ticket.form_key,
        requester_id=ticket.requester_id,
        requester=names[ticket.requester_id],
        assignee_id=ticket.assignee_id,
        assignee=names.get(ticket.assignee_id, ""),
        side=side_of(viewer, ticket),
        opened_at=ticket.opened_at,
        first_response_due_at=ticket.first_response_due_at,
        first_response_at=ticket.first_response_at,
        resolved_at=ticket.resolved_at,
        lapses_at=ticket.lapses_at,
        closed_at=ticket.closed_at,
        waiting_since=ticket.waiting_since,
        merged_into=linked.get(ticket.merged_into_id),
        follows=linked.get(ticket.follows_id),
        follow_ups=tuple(each.to for each in changed if each.kind is ChangeKind.FOLLOWED_UP),
        entries=tuple(_in_order(reported, said, changed)),
        offered=offered(viewer, ticket, now),
        last_message_id=max((each.id for each in said), default=0),
        mark=_digest(max((row.id for row in rows), default=0), max((each.id for each in said), default=0)),
    )


def page_mark(viewer: Viewer, ticket: Ticket) -> str:
    """Return the ``mark`` of the ticket's page without reading the page, for polling. One statement."""
    family = select(Ticket.id).where(or_(Ticket.id == ticket.id, Ticket.merged_into_id == ticket.id))
    changes = select(func.coalesce(func.max(TicketChange.id), 0)).where(TicketChange.ticket_id.in_(family))
    messages = (
        select(func.coalesce(func.max(TicketMessage.id), 0))
        .join(Ticket, Ticket.id == TicketMessage.ticket_id)
        .where(TicketMessage.ticket_id.in_(family), visible_messages(viewer))
    )
    last = db.session.execute(
        select(changes.where(_visible_changes(viewer, ticket)).scalar_subquery(), messages.scalar_subquery())
    ).one()
    return _digest(*last)


def _family(ticket: Ticket) -> dict[int, Ticket]:
    """Return the ticket and those merged into it, oldest first, by id."""
    merged = select(Ticket).where(Ticket.merged_into_id == ticket.id)
    members = sorted([ticket, *db.session.scalars(merged)], key=lambda each: each.id)
    return {each.id: each for each in members}


def _said(viewer: Viewer, ticket: Ticket, family: Mapping[int, Ticket], files: Files) -> list[Said]:
    shown = select(func.coalesce(func.max(TicketReading.last_message_id), 0)).where(
        TicketReading.ticket_id == ticket.id, TicketReading.person_id == viewer.person_id
    )
    rows = db.session.execute(
        select(TicketMessage, Person.name, shown.scalar_subquery())
        .join(Ticket, Ticket.id == TicketMessage.ticket_id)
        .join(Person, Person.id == TicketMessage.author_id)
        .where(TicketMessage.ticket_id.in_(family), visible_messages(viewer))
        .order_by(TicketMessage.id)
    )
    return [
        Said(
            id=message.id,
            at=message.sent_at,
            author=author,
            side=message.side,
            is_mine=message.author_id == viewer.person_id,
            kind=message.kind,
            origin=message.origin,
            body=message.body,
            asks=message.asks,
            is_new=message.id > last_shown and message.author_id != viewer.person_id,
            reference=family[message.ticket_id].reference,
            files=tuple(files.get((message.ticket_id, message.id), ())),
        )
        for message, author, last_shown in rows
    ]


def _changes(viewer: Viewer, ticket: Ticket, family: Mapping[int, Ticket]) -> Sequence[TicketChange]:
    return db.session.scalars(
        select(TicketChange)
        .where(TicketChange.ticket_id.in_(family), _visible_changes(viewer, ticket))
        .order_by(TicketChange.id)
    ).all()


def _visible_changes(viewer: Viewer, ticket: Ticket) -> ColumnElement[bool]:
    """Levels of support are the team's own matter."""
    if side_of(viewer, ticket) is Side.STAFF:
        return true()
    return TicketChange.kind != ChangeKind.LEVEL


def _changed(
    viewer: Viewer,
    change: TicketChange,
    ticket: Ticket,
    family: Mapping[int, Ticket],
    names: Mapping[int | None, str],
) -> Changed:
    about_people = change.kind is ChangeKind.ASSIGNED
    for_team = about_people and side_of(viewer, ticket) is Side.REQUESTER
    before, to = change.changed_from, change.changed_to
    return Changed(
        id=change.id,
        at=change.changed_at,
        actor=names.get(change.actor_id, ""),
        side=change.side,
        kind=change.kind,
        field=change.field,
        before=names.get(_person(before), "") if about_people else before,
        to=names.get(_person(to), "") if about_people else to,
        reason="" if for_team else change.reason,  # why it was handed over is said within the team
        reference=family[change.ticket_id].reference,
    )


def _reported(viewer: Viewer, ticket: Ticket, names: Mapping[int | None, str], files: Files) -> Reported:
    return Reported(
        at=ticket.opened_at,
        reference=ticket.reference,
        requester=names[ticket.requester_id],
        is_mine=ticket.requester_id == viewer.person_id,
        details=details_of(ticket),
        files=tuple(files.get((ticket.id, None), ())),
    )


def _names(family: Mapping[int, Ticket], changes: Sequence[TicketChange]) -> dict[int | None, str]:
    """Return the names of everybody whom the page mentions."""
    ids = {ticket.requester_id for ticket in family.values()}
    ids |= {ticket.assignee_id for ticket in family.values() if ticket.assignee_id}
    ids |= {change.actor_id for change in changes if change.actor_id}
    for change in changes:
        if change.kind is ChangeKind.ASSIGNED:
            ids |= {id_ for id_ in map(_person, (change.changed_from, change.changed_to)) if id_}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return dict(rows.all())


def _person(written: str) -> int | None:
    return int(written) if written.isdigit() else None


def _files(viewer: Viewer, family: Mapping[int, Ticket]) -> Files:
    """Return the files of the family by ticket and message; those of hidden notes are missing."""
    seen = or_(TicketAttachment.message_id.is_(None), visible_messages(viewer))
    rows = db.session.scalars(
        select(TicketAttachment)
        .join(Ticket, Ticket.id == TicketAttachment.ticket_id)
        .outerjoin(TicketMessage, TicketMessage.id == TicketAttachment.message_id)
        .where(TicketAttachment.ticket_id.in_(family), seen)
        .order_by(TicketAttachment.id)
    )
    files: dict[tuple[int, int | None], list[FileView]] = defaultdict(list)
    for row in rows:
        if row.ticket_id is not None:
            files[row.ticket_id, row.message_id].append(file_view(row))
    return files


def file_view(row: TicketAttachment) -> FileView:
    """Return a file as pages show it."""
    return FileView(row.name, row.file_name, row.media_type, row.size, row.media_type in INLINE)


def files_in_form(viewer: Viewer, form_key: str) -> tuple[FileView, ...]:
    """Return the files that wait in a form to be sent."""
    rows = select(TicketAttachment).filter_by(uploader_id=viewer.person_id, form_key=form_key, ticket_id=None)
    return tuple(map(file_view, db.session.scalars(rows.order_by(TicketAttachment.id))))


def _linked(ticket: Ticket) -> dict[int | None, str]:
    """Return the numbers of the tickets this one points to."""
    ids = [each for each in (ticket.merged_into_id, ticket.follows_id) if each]
    rows = db.session.execute(select(Ticket.id, Ticket.reference).where(Ticket.id.in_(ids)))
    return dict(rows.all())


def _in_order(*kinds: Sequence[Any]) -> list[Entry]:
    """Sort by time; at the same instant reports come first, then what was said, then what it changed."""
    placed = [
        (entry.at, place, number, entry)
        for place, kind in enumerate(kinds)
        for number, entry in enumerate(kind)
    ]
    return [entry for *_, entry in sorted(placed, key=lambda item: item[:3])]


def _digest(last_change: int, last_message: int) -> str:
    """Every change of a ticket leaves a row, so the last rows tell whether the page is still the same."""
    return hashlib.sha256(f"{last_change} {last_message}".encode()).hexdigest()[:16]
