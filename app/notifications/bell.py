"""What the bell of somebody shows and counts: their notices about what they may still see.

The same as ``wording.is_still_theirs`` says of one notice, for many in one statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, tuple_

from app.accounts.models import Person
from app.kernel.permissions import Permission
from app.notifications.models import Notice
from app.notifications.vocabulary import NoticeKind
from app.notifications.wording import FOR_TEAM, NEEDS, is_still_theirs
from app.storage.database import db
from app.tickets.models import Ticket
from app.web.identity import Reader

_Row = TypeVar("_Row", Ticket, Person)
_FIXED = NoticeKind.ARTICLE_FIXED  # who may read which article is not in the database


@dataclass(frozen=True, slots=True)
class Gathered:
    """The tickets and people that some notices are about."""

    tickets: Mapping[int, Ticket]
    people: Sequence[Person]

    def title_of(self, notice: Notice) -> str:
        """Return what the ticket of a notice is called; empty without one."""
        ticket = self.tickets.get(notice.ticket_id or 0)
        return ticket.title if ticket else ""


def unread_in_bell(reader: Reader) -> int:
    """Return how many notices wait for a reader; 0 for strangers. One statement in most cases."""
    if reader.person_id is None:
        return 0
    unread = and_(_shown_to(reader), Notice.read_at.is_(None))
    counted = select(func.count(), func.count().filter(Notice.kind == _FIXED)).where(unread)
    count, fixed = db.session.execute(counted).one()
    if fixed:
        count -= fixed - len(
            _readable(db.session.scalars(select(Notice).where(unread, Notice.kind == _FIXED)))
        )
    return int(count)


def notices_in_bell(reader: Reader, before: int | None, limit: int) -> tuple[Sequence[Notice], int | None]:
    """Return a reader's notices older than ``before``, the latest first, and before which there are more."""
    asked = select(Notice).where(_shown_to(reader))
    if before is not None:
        other = select(Notice.occurred_at, Notice.id).where(
            Notice.id == before, Notice.person_id == reader.person_id
        )
        asked = asked.where(tuple_(Notice.occurred_at, Notice.id) < other.scalar_subquery())
    asked = asked.order_by(Notice.occurred_at.desc(), Notice.id.desc())
    found = db.session.scalars(asked.limit(limit + 1)).all()
    return _readable(found[:limit]), found[limit - 1].id if len(found) > limit else None


def last_told(reader: Reader) -> int:
    """Return the last notice that somebody was told, up to which a page can say that all are read."""
    return db.session.scalar(select(func.max(Notice.id)).where(Notice.person_id == reader.person_id)) or 0


def notice_in_bell(reader: Reader, notice_id: int) -> Notice | None:
    """Return a notice of the reader's; None for any other, and for what they may not see any more."""
    found = db.session.scalars(select(Notice).where(Notice.id == notice_id, _shown_to(reader)))
    return next(iter(_readable(found)), None)


def unread_about(reader: Reader, ticket_id: int) -> int:
    """Return how many of the notices that wait are about a ticket."""
    about = select(func.count()).select_from(Notice).where(_shown_to(reader), Notice.ticket_id == ticket_id)
    return db.session.scalar(about.where(Notice.read_at.is_(None))) or 0


def gather(found: Iterable[Notice]) -> Gathered:
    """Return what notices tell about. Three statements; while it is held, wording them asks for nothing."""
    notices = list(found)
    tickets = _rows(Ticket, {notice.ticket_id for notice in notices})
    named = ("actor_id", "author_id", "assignee_id")
    people = {notice.facts.get(fact) for notice in notices for fact in named}
    people |= {ticket.requester_id for ticket in tickets}
    return Gathered({ticket.id: ticket for ticket in tickets}, _rows(Person, people))


def _rows(table: type[_Row], ids: set[int | None]) -> Sequence[_Row]:
    wanted = sorted(each for each in ids if each)
    return db.session.scalars(select(table).where(table.id.in_(wanted))).all() if wanted else []


def _readable(found: Iterable[Notice]) -> list[Notice]:
    return [notice for notice in found if notice.kind is not _FIXED or is_still_theirs(notice)]


def _shown_to(reader: Reader) -> ColumnElement[bool]:
    """Return the filter of the notices of a reader, as ``tickets.access`` decides about what they tell."""
    own = Notice.ticket_id.in_(select(Ticket.id).where(Ticket.requester_id == reader.person_id))
    of_team = Notice.kind.in_(FOR_TEAM)
    seen = not_(and_(own, of_team)) if reader.may(Permission.ANSWER_TICKETS) else own
    withheld = [kind for kind, needed in NEEDS.items() if not reader.may(needed)]
    return and_(
        Notice.person_id == reader.person_id,
        or_(Notice.ticket_id.is_(None), seen),
        Notice.kind.not_in(withheld),
    )
