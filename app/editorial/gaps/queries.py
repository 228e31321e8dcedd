"""What pages ask about gaps: only rows are read, nothing is searched or counted anew."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.models import Person
from app.editorial.gaps.models import ContentGap, GapChange, GapPhrase, UncitedTickets
from app.editorial.gaps.vocabulary import Deed, GapState, Source
from app.kernel.errors import NotFound
from app.kernel.terms import Language, ProductArea, TicketType
from app.storage.database import db

_OPEN = [state for state in GapState if state.is_open]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that ``people`` used; 0 where nobody did for 90 days."""

    text: str
    source: Source
    people: int
    is_found: bool


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap as a list tells it, with the numbers of its row and its phrases, the most used first.

    With a ``type`` its name is that of its area and type, and nobody's words.
    """

    number: int
    name: str
    language: Language
    area: ProductArea | None
    type: TicketType | None
    state: GapState
    assignee: str
    assignee_id: int | None
    people: int
    people_before: int
    tickets: int
    by_source: Mapping[Source, int]
    weeks: Sequence[int]
    near: Sequence[str]
    phrases: Sequence[Phrase]
    answered_at: datetime | None
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a gap's history; ``actor`` is empty for the programme."""

    at: datetime
    actor: str
    deed: Deed
    after: GapState
    assignee: str
    words: str


@dataclass(frozen=True, slots=True)
class GapCase:
    """A gap with its history, the newest first; ``seen`` is the newest line's id."""

    line: GapLine
    opened_at: datetime
    closed_at: datetime | None
    commit: str
    merged_into: int | None
    history: Sequence[Change]
    seen: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which gaps: ``state`` None is all open ones; ``assignee_id`` 0 is nobody."""

    state: GapState | None = None
    assignee_id: int | None = None
    language: Language | None = None
    source: Source | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Tickets of 12 weeks, and those of them that no article answered."""

    area: ProductArea | None
    type: TicketType
    without: int
    every: int


def gap_lines(wanted: Wanted, limit: int, offset: int = 0) -> tuple[int, tuple[GapLine, ...]]:
    """Return how many gaps are wanted and some of them, those of most people and tickets first.

    Three statements.
    """
    conditions = _conditions(wanted)
    total = db.session.scalar(select(func.count()).select_from(ContentGap).where(*conditions)) or 0
    rows = db.session.execute(
        select(ContentGap, Person.name)
        .outerjoin(Person, Person.id == ContentGap.assignee_id)
        .where(*conditions)
        .order_by((ContentGap.people + ContentGap.tickets).desc(), ContentGap.searches.desc(), ContentGap.id)
        .limit(limit)
        .offset(offset)
    ).all()
    phrases = _phrases([gap.id for gap, _ in rows])
    return total, tuple(_line(gap, assignee, phrases[gap.id]) for gap, assignee in rows)


def gap_counts() -> Mapping[GapState, int]:
    """Return how many gaps stand where."""
    rows = db.session.execute(select(ContentGap.state, func.count()).group_by(ContentGap.state)).all()
    found: dict[GapState, int] = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in GapState}


def gap_case(number: int) -> GapCase:
    """Return everything about one gap. Raises NotFound."""
    row = db.session.execute(
        select(ContentGap, Person.name)
        .outerjoin(Person, Person.id == ContentGap.assignee_id)
        .where(ContentGap.id == number)
    ).one_or_none()
    if row is None:
        raise NotFound("This page does not exist.")
    gap, assignee = row
    history = _history(number)
    return GapCase(
        line=_line(gap, assignee, _phrases([number])[number]),
        opened_at=gap.opened_at,
        closed_at=gap.closed_at,
        commit=gap.commit,
        merged_into=gap.merged_into_id,
        history=[change for _, change in history],
        seen=max((number for number, _ in history), default=0),
    )


def heat() -> tuple[HeatCell, ...]:
    """Return tickets by area and type as the last run counted them."""
    return tuple(
        HeatCell(cell.area, cell.type, cell.tickets, cell.all_tickets)
        for cell in db.session.scalars(select(UncitedTickets))
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    state = ContentGap.state == wanted.state if wanted.state else ContentGap.state.in_(_OPEN)
    found: list[ColumnElement[bool]] = [state]
    if wanted.assignee_id is not None:
        found.append(ContentGap.assignee_id == (wanted.assignee_id or None))
    if wanted.language:
        found.append(ContentGap.language == wanted.language)
    if wanted.source:
        counted = {
            Source.SEARCH: ContentGap.searches,
            Source.FORM: ContentGap.forms,
            Source.TICKET: ContentGap.subjects,
            Source.VERDICT: ContentGap.verdicts,
        }
        found.append(counted[wanted.source] > 0)
    if wanted.text:
        said = select(GapPhrase.gap_id).where(GapPhrase.text.icontains(wanted.text, autoescape=True))
        found.append(or_(ContentGap.name.icontains(wanted.text, autoescape=True), ContentGap.id.in_(said)))
    return found


def _phrases(numbers: Sequence[int]) -> dict[int, list[Phrase]]:
    rows = db.session.scalars(
        select(GapPhrase).where(GapPhrase.gap_id.in_(numbers)).order_by(GapPhrase.people.desc(), GapPhrase.id)
    )
    found: dict[int, list[Phrase]] = defaultdict(list)
    for row in rows:
        found[row.gap_id].append(Phrase(row.text, row.source, row.people, row.is_found))
    return found


def _history(number: int) -> list[tuple[int, Change]]:
    actor = select(Person.name).where(Person.id == GapChange.actor_id).scalar_subquery()
    assignee = select(Person.name).where(Person.id == GapChange.assignee_id).scalar_subquery()
    rows = db.session.execute(
        select(GapChange, actor, assignee).where(GapChange.gap_id == number).order_by(GapChange.id.desc())
    )
    return [
        (row.id, Change(row.changed_at, who or "", row.deed, row.after, whose or "", row.words))
        for row, who, whose in rows
    ]


def _line(gap: ContentGap, assignee: str | None, phrases: Sequence[Phrase]) -> GapLine:
    return GapLine(
        number=gap.id,
        name=gap.name,
        language=gap.language,
        area=gap.area,
        type=gap.type,
        state=gap.state,
        assignee=assignee or "",
        assignee_id=gap.assignee_id,
        people=gap.people,
        people_before=gap.people_before,
        tickets=gap.tickets,
        by_source={
            Source.SEARCH: gap.searches,
            Source.FORM: gap.forms,
            Source.TICKET: gap.subjects,
            Source.VERDICT: gap.verdicts,
        },
        weeks=tuple(gap.weeks),
        near=tuple(gap.near),
        phrases=phrases,
        answered_at=gap.answered_at,
        counted_at=gap.counted_at,
    )
