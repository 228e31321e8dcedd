"""What the pages of content gaps show: rows with their words, a heat table, and the ways to filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.editorial.feedback.people import Reviewer
from app.editorial.gaps.queries import GapLine, HeatCell, Phrase
from app.editorial.gaps.vocabulary import GapState, Source
from app.kernel.terms import Language, ProductArea, TicketType
from app.knowledge.paging import Paging
from app.knowledge.reading import current_generation
from app.knowledge.rows import address_in
from app.tickets.labels import name_of
from app.web.identity import current_reader
from app.workspace.gaps_labels import Tag, name_of_source, tag_of, told_trend

_HEIGHT, _STEP = 24, 8  # of the small chart, in its own units
_HEATS = 5
SHOWN_PHRASES = 3


@dataclass(frozen=True, slots=True)
class NearArticle:
    """An article that comes near; without an address where it is not live any more."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as a row of the list, or the head of its page; if not ``is_worded``, its name is nobody's."""

    number: int
    name: str
    language: Language
    area: str
    tag: Tag
    assignee: str
    people: int
    trend: str
    tickets: int
    sources: tuple[tuple[str, int], ...]
    weeks: tuple[int, ...]
    chart: str
    phrases: Sequence[Phrase]
    more_phrases: int
    near: tuple[NearArticle, ...]
    is_worded: bool


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Tickets that no article answered: ``rows`` are (area, ((tickets, step from 0 to 5), …))."""

    types: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class StateFilter:
    """A view of the list; ``count`` is the number of gaps in it, whatever else is chosen."""

    words: str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class GapsPage:
    """The list, what it is narrowed to, and the heat table; ``counted_at`` None before the first run."""

    rows: tuple[GapRow, ...]
    total: int
    paging: Paging
    states: tuple[StateFilter, ...]
    chosen: Mapping[str, str]
    reviewers: Sequence[Reviewer]
    sources: tuple[tuple[Source, str], ...]
    heat: HeatTable
    export_url: str
    counted_at: datetime | None


def gap_row(line: GapLine, language: Language, shown: int = SHOWN_PHRASES) -> GapRow:
    """Return a gap with its words in the page's language."""
    return GapRow(
        number=line.number,
        name=line.name,
        language=line.language,
        area=name_of(line.area),
        tag=tag_of(line.state),
        assignee=line.assignee,
        people=line.people,
        trend=told_trend(line.people, line.people_before),
        tickets=line.tickets,
        sources=tuple((name_of_source(source), count) for source, count in line.by_source.items() if count),
        weeks=tuple(line.weeks),
        chart=_chart(line.weeks),
        phrases=line.phrases[:shown],
        more_phrases=max(len(line.phrases) - shown, 0),
        near=tuple(_article(each, line.language, language) for each in line.near),
        is_worded=line.type is None,
    )


def heat_table(cells: Sequence[HeatCell]) -> HeatTable:
    """Return the counts as a table of the areas and types that there were tickets of."""
    counts = {(cell.area, cell.type): cell.without for cell in cells if cell.without}
    types = [each for each in TicketType if any(kind is each for _, kind in counts)]
    areas = [each for each in (*ProductArea, None) if any(area is each for area, _ in counts)]
    most = max(counts.values(), default=1)
    return HeatTable(
        types=tuple(map(name_of, types)),
        rows=tuple(
            (name_of(area), tuple(_cell(counts.get((area, kind), 0), most) for kind in types))
            for area in sorted(areas, key=lambda area: -sum(counts.get((area, kind), 0) for kind in types))
        ),
    )


def state_words(state: GapState | None, every: str) -> str:
    """Return the name of a view."""
    return tag_of(state).words if state else every


def gap_url(number: int) -> str:
    """Return the address of a gap's page."""
    return url_for("workspace_gaps_case.one", gap_number=number)


def _cell(count: int, most: int) -> tuple[int, int]:
    return count, -(-_HEATS * count // most)


def _chart(weeks: Sequence[int]) -> str:
    most = max(weeks, default=0) or 1
    points = (
        f"{place * _STEP} {_HEIGHT - 2 - (_HEIGHT - 4) * week // most}" for place, week in enumerate(weeks)
    )
    return "M" + "L".join(points)


def _article(article_id: str, said_in: Language, language: Language) -> NearArticle:
    shelf = current_generation().shelf(current_reader().audiences)
    article = shelf.by_id(article_id, said_in) or shelf.by_id(article_id, said_in.other)
    if article is None:
        return NearArticle(article_id, "")
    return NearArticle(article.title, address_in(language, article))
