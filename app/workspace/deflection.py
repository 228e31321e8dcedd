"""What suggestions solve, for supervisors and editors: every figure, and the forms behind it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.deflection.figures import Tally
from app.deflection.labels import counted_in, name_in_table, name_of_figure
from app.deflection.queries import (
    ARTICLE_FIGURES,
    PER_PAGE,
    ArticleTally,
    Window,
    article_tallies_in,
    forms_behind,
    tally_in,
)
from app.deflection.vocabulary import Figure
from app.kernel.clock import utc_now
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.paging import asked_page, paging
from app.knowledge.reading import current_generation
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.deflection_pages import (
    ArticleLine,
    Card,
    DeflectionPage,
    FormsPage,
    Titles,
    form_line,
    told_effect,
)
from app.workspace.period_link import PeriodLink

workspace_deflection = Blueprint("workspace_deflection", __name__)
_READERS = holders_of(Permission.REVIEW_VOTES)
_MISSING = N_("This page does not exist.")
_BEGUN = (Figure.STARTED, Figure.SHOWN, Figure.NOTHING_SHOWN, Figure.HELD_OUT)
_ENDED = (
    Figure.CONFIRMED,
    Figure.REVERTED,
    Figure.SUBMITTED,
    Figure.PROVISIONAL,
    Figure.LEFT,
    Figure.GOING_ON,
)
_READ = (Figure.OPENED, Figure.DISMISSED, Figure.FAILED)
_COMPARED = (
    Figure.SHOWN_FINISHED,
    Figure.SHOWN_TICKET,
    Figure.HELD_OUT_FINISHED,
    Figure.HELD_OUT_TICKET,
)


class Days(IntEnum):
    """How far back forms are read."""

    WEEK = 7
    MONTH = 30
    QUARTER = 90


@workspace_deflection.page("/<language:language>/staff/deflection", access=_READERS)
def show(language: Language) -> ResponseReturnValue:
    """Show the figures of a period, and how each article did."""
    days, now = _asked_days(), utc_now()
    window = _window(days, now)
    tally, titles = tally_in(window), _titles(language)
    page = DeflectionPage(
        periods=_periods(days),
        begun=_cards(_BEGUN, tally, days),
        read=_cards(_READ, tally, days),
        ended=_cards(_ENDED, tally, days),
        compared=_cards(_COMPARED, tally, days),
        rate=tally.rate,
        effect=told_effect(tally.effect),
        columns=tuple(name_in_table(figure) for figure in ARTICLE_FIGURES),
        articles=tuple(_line(each, titles, days) for each in article_tallies_in(window)),
    )
    return render_template("workspace/deflection.html", page=page)


@workspace_deflection.page("/<language:language>/staff/deflection/forms", access=_READERS)
def forms(language: Language) -> ResponseReturnValue:
    """Show the forms that a figure counts, without anything that tells whose they were."""
    days, figure, number, now = _asked_days(), _asked_figure(), asked_page(), utc_now()
    article, titles = request.args.get("article", ""), _titles(language)
    total, records = forms_behind(_window(days, now), figure, article, number)
    address = {
        "language": language,
        "figure": figure,
        "days": days,
        **({"article": article} if article else {}),
    }
    page = FormsPage(
        title=name_of_figure(figure),
        about=counted_in(figure),
        article=titles.named(article) if article else None,
        days=days,
        total=total,
        back_url=url_for("workspace_deflection.show", days=days),
        rows=tuple(form_line(record, titles) for record in records),
        paging=paging(number, total, PER_PAGE, "workspace_deflection.forms", address),
    )
    return render_template("workspace/deflection_forms.html", page=page)


def _cards(figures: Iterable[Figure], tally: Tally, days: Days) -> tuple[Card, ...]:
    return tuple(
        Card(name_of_figure(each), counted_in(each), tally[each], _address(each, days)) for each in figures
    )


def _line(tally: ArticleTally, titles: Titles, days: Days) -> ArticleLine:
    article = tally.article_id
    figures = tuple(
        Card(name_in_table(each), "", tally[each], _address(each, days, article)) for each in ARTICLE_FIGURES
    )
    return ArticleLine(titles.named(article), figures, tally.failed_outside)


def _asked_days() -> Days:
    """Return the period of the address; the last 30 days unless it names another."""
    asked = request.args.get("days", "")
    return next((each for each in Days if str(each.value) == asked), Days.MONTH)


def _asked_figure() -> Figure:
    asked = request.args.get("figure", "")
    if asked not in set(Figure):
        raise NotFound(_MISSING)
    return Figure(asked)


def _window(days: Days, now: datetime) -> Window:
    return Window(now - timedelta(days=days), now)


def _titles(language: Language) -> Titles:
    return Titles(current_generation().shelf(current_reader().audiences), language)


def _address(figure: Figure, days: Days, article: str | None = None) -> str:
    return url_for("workspace_deflection.forms", figure=figure, days=days, article=article)


def _periods(current: Days) -> tuple[PeriodLink, ...]:
    words = {Days.WEEK: _("7 days"), Days.MONTH: _("30 days"), Days.QUARTER: _("90 days")}
    return tuple(
        PeriodLink(words[each], url_for("workspace_deflection.show", days=each), each is current)
        for each in Days
    )
