"""How requesters rated the help, for the team: the score of a period, and every rating, low ones first."""

from dataclasses import dataclass

from babel import numbers
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.knowledge.paging import Paging, asked_page, paging
from app.satisfaction.labels import word_for
from app.satisfaction.ratings import PER_PAGE, Period, Rating, ratings_in, score_in
from app.satisfaction.scoring import Score
from app.satisfaction.vocabulary import MOST_STARS
from app.tickets.access import viewer_of
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.i18n import locale_of_page
from app.web.identity import current_reader
from app.workspace.period_link import PeriodLink

workspace_ratings = Blueprint("workspace_ratings", __name__)


@dataclass(frozen=True, slots=True)
class StarCount:
    """How many ratings had so many stars."""

    stars: int
    word: str
    ratings: int
    share: float


@dataclass(frozen=True, slots=True)
class RatingsPage:
    """The ratings of a period; the mean, between ``low`` and ``high``, is written with one decimal."""

    periods: tuple[PeriodLink, ...]
    ratings: int
    mean: str
    low: str
    high: str
    counts: tuple[StarCount, ...]
    rows: tuple[Rating, ...]
    paging: Paging


@workspace_ratings.page("/<language:language>/staff/ratings", access=holders_of(Permission.ANSWER_TICKETS))
def show(language: Language) -> ResponseReturnValue:
    """Show the score of a period and its ratings."""
    viewer, now, number = viewer_of(current_reader()), utc_now(), asked_page()
    asked = request.args.get("period", "")
    period = Period(asked) if asked in set(Period) else Period.QUARTER
    score = score_in(viewer, period, now)
    address = {"language": language, "period": period}
    page = RatingsPage(
        periods=_periods(period),
        ratings=score.ratings,
        mean=_written(score.mean),
        low=_written(score.interval[0]),
        high=_written(score.interval[1]),
        counts=_counts(score),
        rows=ratings_in(viewer, period, number, now),
        paging=paging(number, score.ratings, PER_PAGE, "workspace_ratings.show", address),
    )
    return render_template("workspace/ratings.html", page=page)


def _periods(current: Period) -> tuple[PeriodLink, ...]:
    words = {
        Period.MONTH: _("30 days"),
        Period.QUARTER: _("3 months"),
        Period.YEAR: _("A year"),
        Period.ALL: _("All time"),
    }
    return tuple(
        PeriodLink(words[period], url_for("workspace_ratings.show", period=period), period is current)
        for period in Period
    )


def _counts(score: Score) -> tuple[StarCount, ...]:
    return tuple(
        StarCount(stars, word_for(stars), score.counts[stars - 1], score.share_of(stars))
        for stars in range(MOST_STARS, 0, -1)
    )


def _written(mean: float | None) -> str:
    """Write a mean with one decimal, as people here do; empty for none."""
    return "" if mean is None else str(numbers.format_decimal(mean, "0.0", locale=locale_of_page()))
