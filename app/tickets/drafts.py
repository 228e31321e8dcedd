"""Forms on their way: saved on the server under a key that also makes sending them happen once."""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.storage.database import db
from app.tickets.access import Viewer
from app.tickets.details import DETAIL_NAMES, LARGEST_TEXT
from app.tickets.models import TicketAttachment, TicketDraft

KEPT_FOR = timedelta(days=7)  # after the last change (ux 7)
FIELDS = frozenset({*DETAIL_NAMES, "impacts", "priority", "priority_reason", "query", "article", "step"})
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_form_key() -> str:
    """Return a key for one form (128 random bits); the form carries it hidden."""
    return secrets.token_urlsafe(16)


def checked_key(form_key: str) -> str:
    """Return a key that has the shape of ours. Raises RuleBroken."""
    if not _KEY.fullmatch(form_key):
        raise RuleBroken(N_("This form is damaged. Open a new one; your text is still in this one."))
    return form_key


def keep_draft(viewer: Viewer, form_key: str, content: Mapping[str, str], now: datetime) -> TicketDraft:
    """Keep what stands in the form; one that was sent stays as it was sent. Raises RuleBroken.

    Text is kept as it was typed: it is checked when the form is sent.
    """
    if unknown := content.keys() - FIELDS:
        raise RuleBroken(N_("This form has fields we do not know."), names=", ".join(sorted(unknown)))
    if any(len(text.encode(errors="replace")) > LARGEST_TEXT for text in content.values()):
        raise RuleBroken(N_("This text is too long: send at most 64 KB, and the rest as a file."))
    draft = held_draft(viewer, form_key, now)
    if draft.ticket_id is None:
        draft.content = {name: text.replace("\0", "") for name, text in content.items() if text}
        draft.saved_at, draft.expires_at = now, now + KEPT_FOR
    return draft


def held_draft(viewer: Viewer, form_key: str, now: datetime) -> TicketDraft:
    """Return the draft of a form, made if there is none; nobody else holds it until the transaction ends."""
    key = {"person_id": viewer.person_id, "form_key": checked_key(form_key)}
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(TicketDraft).values(**key, content={}, saved_at=now, expires_at=now + KEPT_FOR)
    db.session.execute(new.on_conflict_do_nothing(index_elements=["person_id", "form_key"]))
    return db.session.scalars(
        select(TicketDraft).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    ).one()


def draft_with(viewer: Viewer, form_key: str) -> TicketDraft | None:
    """Return the viewer's draft under this key, sent or not."""
    return db.session.scalar(select(TicketDraft).filter_by(person_id=viewer.person_id, form_key=form_key))


def latest_draft(viewer: Viewer, now: datetime) -> TicketDraft | None:
    """Return the form the viewer left unfinished last, for "you have a draft"."""
    return db.session.scalar(
        select(TicketDraft)
        .where(
            TicketDraft.person_id == viewer.person_id,
            TicketDraft.ticket_id.is_(None),
            TicketDraft.expires_at > now,
        )
        .order_by(TicketDraft.saved_at.desc())
        .limit(1)
    )


def discard_draft(viewer: Viewer, form_key: str) -> None:
    """Forget a form that was not sent, with its files; nothing happens when there is none."""
    mine = {"form_key": form_key, "ticket_id": None}
    db.session.execute(delete(TicketDraft).filter_by(person_id=viewer.person_id, **mine))
    db.session.execute(delete(TicketAttachment).filter_by(uploader_id=viewer.person_id, **mine))
