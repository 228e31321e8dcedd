"""Forms on their way: saved on the server under a key that also makes sending them happen once."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.storage.database import db
from app.tickets.access import Viewer
from app.tickets.details import DETAIL_NAMES, LARGEST_TEXT
from app.tickets.models import TicketAttachment, TicketDraft

KEPT_FOR = timedelta(days=7)  # after the last change (ux 7)
ANSWERS = ("keeps_working", "customers_affected", "processes_sales", "only_a_question")
FIELDS = frozenset(
    {*DETAIL_NAMES, *ANSWERS, "technical", "priority", "priority_reason", "query", "article", "step"}
)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has not signed in, by the pseudonym of the number that their browser carries."""

    name: str


Holder = Viewer | Visitor


def new_form_key() -> str:
    """Return a key for one form (128 random bits); the form carries it hidden."""
    return secrets.token_urlsafe(16)


def checked_key(form_key: str) -> str:
    """Return a key that has the shape of ours. Raises RuleBroken."""
    if not _KEY.fullmatch(form_key):
        raise RuleBroken(N_("This form is damaged. Open a new one; your text is still in this one."))
    return form_key


def keep_draft(holder: Holder, form_key: str, content: Mapping[str, str], now: datetime) -> TicketDraft:
    """Keep what stands in the form; one that was sent stays as it was sent. Raises RuleBroken.

    Text is kept as it was typed: it is checked when the form is sent.
    """
    if unknown := content.keys() - FIELDS:
        raise RuleBroken(N_("This form has fields we do not know."), names=", ".join(sorted(unknown)))
    if not all(map(can_be_kept, content.values())):
        raise RuleBroken(N_("This text is too long: send at most 64 KB, and the rest as a file."))
    draft = held_draft(holder, form_key, now)
    if draft.ticket_id is None:
        draft.content = {name: text.replace("\0", "") for name, text in content.items() if text}
        draft.saved_at, draft.expires_at = now, now + KEPT_FOR
    return draft


def can_be_kept(text: str) -> bool:
    """Say whether a field is short enough for a draft."""
    return len(text.encode(errors="replace")) <= LARGEST_TEXT


def held_draft(holder: Holder, form_key: str, now: datetime) -> TicketDraft:
    """Return the draft of a form, made if there is none; nobody else holds it until the transaction ends."""
    key = {**_of(holder), "form_key": checked_key(form_key)}
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(TicketDraft).values(**key, content={}, saved_at=now, expires_at=now + KEPT_FOR)
    db.session.execute(new.on_conflict_do_nothing(index_elements=list(key)))
    return db.session.scalars(
        select(TicketDraft).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    ).one()


def draft_with(holder: Holder, form_key: str) -> TicketDraft | None:
    """Return the holder's draft under this key, sent or not."""
    return db.session.scalar(select(TicketDraft).filter_by(**_of(holder), form_key=form_key))


def latest_draft(holder: Holder, now: datetime, also: Visitor | None = None) -> TicketDraft | None:
    """Return the form left unfinished last, for "you have a draft"; ``also`` looks into the browser's."""
    mine: ColumnElement[bool] = _held_by(holder)
    return db.session.scalar(
        select(TicketDraft)
        .where(
            or_(mine, _held_by(also)) if also else mine,
            TicketDraft.ticket_id.is_(None),
            TicketDraft.expires_at > now,
        )
        .order_by(TicketDraft.saved_at.desc())
        .limit(1)
    )


def adopt_draft(viewer: Viewer, visitor: Visitor, form_key: str, now: datetime) -> None:
    """Make what somebody wrote before signing in theirs.

    Where both wrote in the same form (the sign-in lapsed in between) the later text stays.
    """
    theirs = draft_with(visitor, form_key)
    if theirs is None:
        return
    mine = held_draft(viewer, form_key, theirs.saved_at)
    if mine.ticket_id is None and (not mine.content or theirs.saved_at >= mine.saved_at):
        mine.content = theirs.content
        mine.saved_at, mine.expires_at = theirs.saved_at, now + KEPT_FOR
    db.session.delete(theirs)


def discard_draft(holder: Holder, form_key: str) -> None:
    """Forget a form that was not sent, with its files; nothing happens when there is none."""
    mine = {"form_key": form_key, "ticket_id": None}
    db.session.execute(delete(TicketDraft).filter_by(**_of(holder), **mine))
    if isinstance(holder, Viewer):
        db.session.execute(delete(TicketAttachment).filter_by(uploader_id=holder.person_id, **mine))


def _of(holder: Holder) -> dict[str, int | str]:
    if isinstance(holder, Viewer):
        return {"person_id": holder.person_id}
    return {"visitor": holder.name}


def _held_by(holder: Holder) -> ColumnElement[bool]:
    if isinstance(holder, Viewer):
        return TicketDraft.person_id == holder.person_id
    return TicketDraft.visitor == holder.name
