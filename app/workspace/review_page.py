"""Lays out the review of articles: the figures, the weeks, what needs attention, what readers wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.editorial.feedback.answers import DeskFigures, ReviewLine, VoteWeek
from app.editorial.feedback.people import reviewers
from app.editorial.feedback.review import comments, desk_figures, lines_in_order, vote_weeks, with_details
from app.editorial.verdicts.queries import VerdictSplit, verdict_split
from app.kernel.terms import Language
from app.knowledge.catalogue import Shelf
from app.knowledge.paging import Paging, paging
from app.web.i18n import day, number, percent
from app.web.identity import Reader
from app.workspace.period_link import PeriodLink
from app.workspace.review_charts import Spark, WeeksChart, spark, spark_of, weeks_chart
from app.workspace.review_comments import CommentRow, comment_row
from app.workspace.review_list import (
    ArticleRow,
    Articles,
    Asked,
    Filter,
    article_row,
    filters_of,
)
from app.workspace.review_words import Told, told_count, told_trend

PER_PAGE = 20
_COMMENTS = 6
_SHOW = "workspace_review.show"


class Days(IntEnum):
    """How far back the figures go."""

    MONTH = 30
    QUARTER = 84
    YEAR = 365


_WEEKS: Mapping[Days, int] = {Days.MONTH: 6, Days.QUARTER: 12, Days.YEAR: 52}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, what it counts and how it moved; ``parts`` says of how many it is."""

    words: str
    value: str
    parts: str
    told: Told
    spark: Spark | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The review page of a period, as one of the team sees it."""

    days: int
    periods: tuple[PeriodLink, ...]
    figures: tuple[Figure, ...]
    weeks: tuple[VoteWeek, ...]
    chart: WeeksChart | None
    moved: str
    filters: tuple[Filter, ...]
    asked: Asked
    rows: tuple[ArticleRow, ...]
    total: int
    everything: int
    mine: int
    paging: Paging
    here: str
    export_url: str
    comments: tuple[CommentRow, ...]
    comments_total: int
    split: VerdictSplit


@dataclass(frozen=True, slots=True)
class Desk:
    """The articles that the list shows, and what is needed to name who has them."""

    lines: Sequence[ReviewLine]
    everything: int
    articles: Articles
    people: Mapping[int, str]
    mine: int


def desk_for(shelf: Shelf, language: Language, asked: Asked, viewer: Reader, now: datetime) -> Desk:
    """Return the lines that are asked for, the most harm first, without details; five statements."""
    articles, lines = Articles(shelf, language), lines_in_order(now)
    return Desk(
        lines=[
            line
            for line in lines
            if asked.takes(line, articles.find(line.article_id, line.language), viewer.person_id)
        ],
        everything=len(lines),
        articles=articles,
        people={each.person_id: each.name for each in reviewers()},
        mine=sum(line.assignee_id == viewer.person_id for line in lines),
    )


def review_page(
    shelf: Shelf, language: Language, days: Days, asked: Asked, page: int, viewer: Reader, now: datetime
) -> ReviewPage:
    """Return a page of the list with everything around it. Raises NotFound beyond the last page."""
    desk, weeks = desk_for(shelf, language, asked, viewer, now), vote_weeks(_WEEKS[days], now)
    address: dict[str, Any] = {"language": language, "days": days.value, **asked.address}
    begin = (page - 1) * PER_PAGE
    total, waiting = comments(now, limit=_COMMENTS)
    return ReviewPage(
        days=days.value,
        periods=_periods(days, asked),
        figures=_figures(desk_figures(days.value, now), weeks, days),
        weeks=weeks,
        chart=weeks_chart(weeks),
        moved=_moved(weeks),
        filters=filters_of(asked, desk.articles.categories),
        asked=asked,
        rows=tuple(
            article_row(line, desk.articles, desk.people, viewer.person_id, language, now)
            for line in with_details(desk.lines[begin : begin + PER_PAGE], now)
        ),
        total=len(desk.lines),
        everything=desk.everything,
        mine=desk.mine,
        paging=paging(page, len(desk.lines), PER_PAGE, _SHOW, address),
        here=url_for(_SHOW, **address, page=page),
        export_url=url_for("workspace_review.export", **asked.address),
        comments=tuple(comment_row(each, desk.articles, desk.people) for each in waiting),
        comments_total=total,
        split=verdict_split(now),
    )


def _periods(current: Days, asked: Asked) -> tuple[PeriodLink, ...]:
    words = {Days.MONTH: _("30 days"), Days.QUARTER: _("12 weeks"), Days.YEAR: _("A year")}
    return tuple(
        PeriodLink(words[each], url_for(_SHOW, days=each.value, **asked.address), each is current)
        for each in Days
    )


def _figures(figures: DeskFigures, weeks: Sequence[VoteWeek], days: Days) -> tuple[Figure, ...]:
    period = _before(days)
    useful, solved, empty = figures.useful.now, figures.solved.now, figures.empty.now
    votes, before = figures.votes
    return (
        Figure(
            _("Useful overall"),
            _share(useful.value),
            _("%(part)s of %(whole)s votes", part=number(useful.part), whole=number(useful.whole)),
            told_trend(figures.useful, period, more_is_good=True),
            spark(weeks),
        ),
        Figure(
            _("Votes"),
            number(votes),
            _("of readers; the team's do not count"),
            told_count(votes, before, period),
            spark_of([week.votes for week in weeks]),
        ),
        Figure(
            _("Solved without a ticket"),
            _share(solved.value),
            _("%(part)s of %(whole)s forms", part=number(solved.part), whole=number(solved.whole)),
            told_trend(figures.solved, period, more_is_good=True),
        ),
        Figure(
            _("Searches without a result"),
            _share(empty.value),
            _("%(part)s of %(whole)s searches", part=number(empty.part), whole=number(empty.whole)),
            told_trend(figures.empty, period, more_is_good=False),
        ),
    )


def _before(days: Days) -> str:
    words = {
        Days.MONTH: _("in the 30 days before"),
        Days.QUARTER: _("in the 12 weeks before"),
        Days.YEAR: _("in the year before"),
    }
    return words[days]


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)


def _moved(weeks: Sequence[VoteWeek]) -> str:
    """Say in a sentence from where to where the useful share went."""
    voted = [week for week in weeks if week.votes]
    if len(voted) < 2:
        return ""
    first, last = voted[0], voted[-1]
    return _(
        "From %(first)s useful in the week of %(first_day)s to %(last)s in that of %(last_day)s.",
        first=percent(first.helpful / first.votes),
        first_day=day(first.monday),
        last=percent(last.helpful / last.votes),
        last_day=day(last.monday),
    )
