"""When an event is worth telling, and the occasions that jobs find by themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import exists, select

from app.escalation.events import SupervisorsAlerted
from app.escalation.vocabulary import AlertCause
from app.kernel.events import Event
from app.satisfaction.events import TicketRated
from app.storage.database import db
from app.tickets.events import MessageSent, TicketAssigned, TicketMoved
from app.tickets.lifecycle import Move
from app.tickets.models import TicketChange, TicketMessage
from app.tickets.vocabulary import ChangeKind, MessageKind, Side

_LOW_STARS = 2  # one or two: supervisors are told (product 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitedLong(Event):
    """The requester has not answered a question for long; told by a job."""

    name: ClassVar[str] = "waited long"

    ticket_id: int
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFixed(Event):
    """An article was corrected after somebody had said what is wrong with it; the vote is the key."""

    name: ClassVar[str] = "article fixed"

    article_id: str
    language: str
    vote_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesFailed(Event):
    """Readers said in one week that articles are wrong or do not help; told by a job."""

    name: ClassVar[str] = "articles failed"

    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesAged(Event):
    """Articles of an owner are due to be read again; told by a job, once a week at most.

    ``due`` lists the first ones, each as ``id language day``, parted by commas.
    """

    name: ClassVar[str] = "articles aged"

    person_id: int
    articles: int
    due: str


def always(_event: Event) -> bool:
    """Say yes."""
    return True


def no_level_rose(event: TicketAssigned) -> bool:
    """Say whether the ticket changed hands by itself, and not because its level rose: that is told."""
    return not _changed_at(event.ticket_id, event.occurred_at, ChangeKind.LEVEL)


def somebody_has_it(event: TicketAssigned) -> bool:
    """Say whether the ticket went to a person, not back to the queue."""
    return event.assignee_id is not None


def is_question(event: MessageSent) -> bool:
    """Say whether the team asks the requester."""
    return event.asks


def is_answer(event: MessageSent) -> bool:
    """Say whether the team said something to the requester that is no question and no solution."""
    said_to_requester = event.side == Side.STAFF and event.kind == MessageKind.REPLY and not event.asks
    return said_to_requester and not _moved_with(event, Move.RESOLVE) and not _moved_with(event, Move.REOPEN)


def requester_wrote(event: MessageSent) -> bool:
    """Say whether the requester wrote, unless that reopened the ticket, which is told."""
    return event.side == Side.REQUESTER and not _moved_with(event, Move.REOPEN)


def resolved(event: TicketMoved) -> bool:
    """Say whether the team solved it."""
    return event.move == Move.RESOLVE


def reopened(event: TicketMoved) -> bool:
    """Say whether it was taken up again."""
    return event.move == Move.REOPEN


def lapsed(event: TicketMoved) -> bool:
    """Say whether it closed by itself."""
    return event.move == Move.LAPSE


def closed(event: TicketMoved) -> bool:
    """Say whether it was closed, by itself or by its requester; merging is told in its own words."""
    return event.move in {Move.LAPSE, Move.CONFIRM, Move.WITHDRAW}


def is_critical(event: SupervisorsAlerted) -> bool:
    """Say whether the alert is about a critical ticket; low ratings are told as ratings."""
    return event.cause == AlertCause.CRITICAL


def rated_low(event: TicketRated) -> bool:
    """Say whether the rating became a low one."""
    return event.stars <= _LOW_STARS and (event.stars_before is None or event.stars_before > _LOW_STARS)


def said_with(event: TicketMoved) -> int | None:
    """Return the message that was sent together with a move, if there was one."""
    said = select(TicketMessage.id).filter_by(
        ticket_id=event.ticket_id, author_id=event.actor_id, sent_at=event.occurred_at, kind=MessageKind.REPLY
    )
    return db.session.scalar(said.order_by(TicketMessage.id.desc()).limit(1))


def _moved_with(event: MessageSent, move: Move) -> bool:
    moved = exists().where(
        TicketChange.ticket_id == event.ticket_id,
        TicketChange.kind == ChangeKind.MOVED,
        TicketChange.field == move.value,
        TicketChange.actor_id == event.author_id,
        TicketChange.changed_at == event.occurred_at,
    )
    return bool(db.session.scalar(select(moved)))


def _changed_at(ticket_id: int, at: datetime, kind: ChangeKind) -> bool:
    changed = exists().where(
        TicketChange.ticket_id == ticket_id, TicketChange.kind == kind, TicketChange.changed_at == at
    )
    return bool(db.session.scalar(select(changed)))
