"""The rows of notifications: what a person is told, each way it goes, and what they chose."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.notifications.vocabulary import ChannelKind, NoticeKind, Rhythm, Topic, Urgency
from app.storage.columns import Term, UtcDateTime
from app.storage.database import Base


class Notice(Base):
    """Something one person is told, shown once in the bell; ``key`` (event and person) keeps it single.

    Without a person it is told to an address that was left with a vote, and shown in no bell.

    ``facts`` holds identifiers and words of the programme (``message_id``, ``before`` …), never what
    people wrote: that is read from its own rows when the notice is worded.
    """

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_person", "person_id", "read_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[NoticeKind] = mapped_column(Term(NoticeKind))
    urgency: Mapped[Urgency] = mapped_column(Term(Urgency))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Delivery(Base):
    """One notice on its way by one channel other than the bell; never two for a notice and a channel.

    ``subject`` orders it: of one subject and person only the oldest unfinished one is due.
    ``gathered`` deliveries wait for the day's digest. ``sent_at``, ``parked_at`` and ``dropped_at``
    (the person may not see it any more, has no address, or has read it meanwhile) end it.
    Without a person, ``address`` is where it goes, emptied when it has ended, and ``subject`` names the
    mailbox, under a pseudonym.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_deliveries_due", "sent_at", "parked_at", "dropped_at", "due_at"),
        Index("ix_deliveries_order", "person_id", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    address: Mapped[str] = mapped_column(String(254), default="")
    channel: Mapped[ChannelKind] = mapped_column(Term(ChannelKind))
    subject: Mapped[str] = mapped_column(String(60))
    message_id: Mapped[str] = mapped_column(String(200), default="")
    gathered: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(60), default="")
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    parked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")


class ChannelChoice(Base):
    """Somebody's choice for one topic and channel; without a row the catalogue's default holds."""

    __tablename__ = "channel_choices"
    __table_args__ = (UniqueConstraint("person_id", "topic", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    topic: Mapped[Topic] = mapped_column(Term(Topic))
    channel: Mapped[ChannelKind] = mapped_column(Term(ChannelKind))
    wanted: Mapped[bool]


class NoticeHabit(Base):
    """How somebody wants their e-mail; without a row, each thing at once."""

    __tablename__ = "notice_habits"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(Term(Rhythm), default=Rhythm.AT_ONCE)
    phone: Mapped[str] = mapped_column(String(20), default="")


class ClosedMailbox(Base):
    """An address, under a pseudonym, that asked not to be written to without an account."""

    __tablename__ = "closed_mailboxes"

    mailbox: Mapped[str] = mapped_column(String(64), primary_key=True)
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
