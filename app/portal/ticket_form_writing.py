"""A form being written, as this request sees it: whose, what stands in it, what hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for

from app.accounts.identity import person_of_request
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.terms import Language, Plan
from app.kernel.wording import N_
from app.storage.database import transaction
from app.tickets.access import viewer_of
from app.tickets.drafts import can_be_kept, keep_draft
from app.tickets.holding import find_draft, holder_of
from app.tickets.models import TicketDraft
from app.tickets.queries import files_in_form
from app.tickets.upload_routes import take_files
from app.tickets.uploads import remove_file
from app.tickets.views import FileView
from app.web.identity import Reader, current_reader


@dataclass(frozen=True, slots=True)
class Writing:
    """A form at one moment; ``content`` holds its fields as typed, ``plan`` decides what is promised."""

    language: Language
    reader: Reader
    plan: Plan
    form_key: str
    content: Mapping[str, str]
    files: tuple[FileView, ...]
    now: datetime

    @property
    def address(self) -> str:
        """Return where this form is written on."""
        return form_address(self.language, self.form_key)


def form_address(language: Language, form_key: str) -> str:
    """Return where a form that was begun is written on."""
    return url_for("ticket_form.show", language=language, draft=form_key)


def writing(language: Language, form_key: str, content: Mapping[str, str], now: datetime) -> Writing:
    """Return the form of whoever asks."""
    reader, person = current_reader(), person_of_request()
    return Writing(
        language=language,
        reader=reader,
        plan=person.plan if person else Plan.REGULAR,
        form_key=form_key,
        content=content,
        files=files_in_form(viewer_of(reader), form_key) if reader.is_known else (),
        now=now,
    )


def my_draft(form_key: str, now: datetime) -> TicketDraft | None:
    """Return the draft of whoever asks. Raises NotFound for a person without such a draft, or no longer.

    None for a visitor without one: it may be theirs as soon as they sign in.
    """
    reader = current_reader()
    draft = find_draft(reader, form_key, now)
    if draft is None and not reader.is_known:
        return None
    if draft is None or draft.expires_at <= now:
        raise NotFound(N_("This page does not exist."))
    return draft


def keep_form(form_key: str, content: Mapping[str, str], number: str, now: datetime) -> TicketDraft:
    """Keep a form for the reader, or the visitor who carries ``number``.

    A field that is too long for a draft stays on the page, where it is refused.
    """
    find_draft(current_reader(), form_key, now)  # what was written before signing in becomes theirs
    kept = {name: text for name, text in content.items() if can_be_kept(text)}
    with transaction():
        return keep_draft(holder_of(current_reader(), number), form_key, kept, now)


def take_form_files(form_key: str, now: datetime) -> dict[str, RuleBroken]:
    """Put the files that came along into the form; return what was refused by its field."""
    reader = current_reader()
    if not reader.is_known:
        return {}
    try:
        take_files(viewer_of(reader), form_key, request.files.getlist("files"), now)
    except RuleBroken as refusal:
        return {"attachments": refusal}
    return {}


def drop_form_file(form_key: str, name: str) -> None:
    """Take a file out of the form."""
    if current_reader().is_known:
        with transaction():
            remove_file(viewer_of(current_reader()), form_key, name)
