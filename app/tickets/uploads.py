"""Files from the person's disk to their form, and from the form to the ticket."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from flask import Flask, current_app
from sqlalchemy import delete, func, select, update

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.storage.blobs import BlobStore, StoredBlob, TooLarge
from app.storage.database import db
from app.tickets.access import Viewer
from app.tickets.attachments import KIND_OF, TAKEN, Family, FileKind, checked_file_name, kept_name, kind_of
from app.tickets.drafts import checked_key
from app.tickets.images import without_place
from app.tickets.models import Ticket, TicketAttachment, TicketDraft, TicketMessage
from app.tickets.scanning import Scanner, require_harmless

MEGABYTE = 1024 * 1024
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much is taken: bytes of a file, files of a message, bytes of a person in 24 hours."""

    file_bytes: int = 25 * MEGABYTE
    files: int = 10
    bytes_a_day: int = 500 * MEGABYTE

    @property
    def megabytes(self) -> int:
        """Return the size of the largest file, as people are told it."""
        return self.file_bytes // MEGABYTE

    @property
    def kinds(self) -> str:
        """Return what is taken, as people are told it."""
        return TAKEN

    @property
    def endings(self) -> str:
        """Return what is taken, as a file field's ``accept`` has it."""
        return ",".join(f".{ending}" for ending in KIND_OF)


def supply_limits(app: Flask, limits: UploadLimits) -> None:
    """Tell tickets how much this installation takes."""
    app.extensions["upload_limits"] = limits


def current_limits() -> UploadLimits:
    """Return what ``supply_limits`` was given."""
    return cast(UploadLimits, current_app.extensions["upload_limits"])


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that was taken and is safely in the store, not yet in any form."""

    name: str
    kind: FileKind
    blob: StoredBlob


def receive_file(
    store: BlobStore,
    file_name: str,
    stream: BinaryIO,
    limits: UploadLimits,
    scanner: Scanner | None = None,
) -> ReceivedFile:
    """Write the file into the store if it may be taken. Raises RuleBroken; then nothing stays.

    What the scanner cannot be asked about is not taken either. No database is asked, so that no
    transaction waits for a slow line; ``attach_file`` writes the row afterwards. A file whose row is
    never written is swept a day later.
    """
    name = checked_file_name(file_name)
    blob = _written(store, name, stream, limits.file_bytes)
    try:
        if not blob.size:
            raise RuleBroken(N_("«%(name)s» is empty."), name=name, field="attachments")
        if scanner is not None:
            with store.open(blob.name) as content:
                require_harmless(scanner, name, content)
        with store.open(blob.name) as content:
            kind = kind_of(name, content)
            clean = without_place(content, name) if kind.family is Family.IMAGE else None
        if clean is not None:
            with clean:
                store.delete(blob.name)
                blob = _written(store, name, clean, limits.file_bytes)
    except BaseException:
        store.delete(blob.name)
        raise
    return ReceivedFile(kept_name(name, kind), kind, blob)


def attach_file(
    viewer: Viewer, form_key: str, received: ReceivedFile, now: datetime, limits: UploadLimits
) -> TicketAttachment:
    """Put a received file into the viewer's form, once however often it is sent there.

    Raises RuleBroken beyond the limits.
    """
    _require_unsent(viewer, form_key)
    if there := _sent_before(viewer, form_key, received):
        return there
    _require_room(viewer, checked_key(form_key), received.blob.size, now, limits)
    attachment = TicketAttachment(
        name=received.blob.name,
        uploader_id=viewer.person_id,
        form_key=form_key,
        file_name=received.name,
        media_type=received.kind.media_type,
        size=received.blob.size,
        sha256=received.blob.sha256,
        uploaded_at=now,
    )
    db.session.add(attachment)
    db.session.flush()
    return attachment


def remove_file(viewer: Viewer, form_key: str, name: str) -> None:
    """Take a file out of a form that was not sent; the sweeper removes its bytes."""
    db.session.execute(
        delete(TicketAttachment).filter_by(
            uploader_id=viewer.person_id, form_key=form_key, name=name, ticket_id=None
        )
    )


def adopt_files(viewer: Viewer, form_key: str, ticket: Ticket, message: TicketMessage | None = None) -> int:
    """Move the files of a form to the ticket it became, or to the message; return how many."""
    moved = db.session.scalars(
        update(TicketAttachment)
        .filter_by(uploader_id=viewer.person_id, form_key=form_key, ticket_id=None)
        .values(ticket_id=ticket.id, message_id=message.id if message else None)
        .returning(TicketAttachment.id)
    )
    return len(moved.all())


def _written(store: BlobStore, name: str, stream: BinaryIO, limit: int) -> StoredBlob:
    try:
        return store.put(stream, limit)
    except TooLarge as error:
        raise RuleBroken(
            N_("«%(name)s» is too large. Choose a file under %(limit)s MB."),
            name=name,
            limit=limit // MEGABYTE,
            field="attachments",
        ) from error


def _sent_before(viewer: Viewer, form_key: str, received: ReceivedFile) -> TicketAttachment | None:
    """Return the same file in the same form: the answer to its first arrival was lost on the way."""
    same = {"uploader_id": viewer.person_id, "form_key": form_key, "sha256": received.blob.sha256}
    return db.session.scalar(select(TicketAttachment).filter_by(**same, file_name=received.name).limit(1))


def _require_unsent(viewer: Viewer, form_key: str) -> None:
    """Refuse files for a form that became a ticket; while one is added, the form cannot be sent."""
    sent = select(TicketDraft.ticket_id).filter_by(person_id=viewer.person_id, form_key=form_key)
    if db.session.scalar(sent.with_for_update()) is not None:
        raise RuleBroken(N_("This ticket was sent already. Add the file with a reply."), field="attachments")


def _require_room(viewer: Viewer, form_key: str, size: int, now: datetime, limits: UploadLimits) -> None:
    mine = TicketAttachment.uploader_id == viewer.person_id
    in_form = select(func.count()).where(mine, TicketAttachment.form_key == form_key).scalar_subquery()
    of_today = func.coalesce(func.sum(TicketAttachment.size), 0)
    today = select(of_today).where(mine, TicketAttachment.uploaded_at > now - _DAY).scalar_subquery()
    files, sent = db.session.execute(select(in_form, today)).one()
    if files >= limits.files:
        raise RuleBroken(
            N_("A message takes at most %(limit)s files."), limit=limits.files, field="attachments"
        )
    if sent + size > limits.bytes_a_day:
        raise RuleBroken(N_("You have sent a lot of files today. Go on tomorrow."), field="attachments")
