"""Questions about the ledger: the counts of a period, and the forms behind each of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, exists, false, func, or_, select, true

from app.deflection.figures import Tally
from app.deflection.models import FailedStep, FormSession, FormStep
from app.deflection.outcomes import PROVISIONAL_FOR, is_provisional
from app.deflection.vocabulary import Figure, Outcome, StepKind
from app.kernel.terms import Language, ProductArea, TicketType
from app.storage.database import db

PER_PAGE = 25
ARTICLE_FIGURES = (
    Figure.SHOWN,
    Figure.OPENED,
    Figure.CONFIRMED,
    Figure.PROVISIONAL,
    Figure.DISMISSED,
    Figure.FAILED,
)
_STEP_OF = {
    Figure.SHOWN: StepKind.SHOWN,
    Figure.OPENED: StepKind.OPENED,
    Figure.DISMISSED: StepKind.DISMISSED,
}


@dataclass(frozen=True, slots=True)
class Window:
    """The forms begun from ``since`` up to ``now``, as they stand at ``now``."""

    since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class ArticleTally:
    """How many forms stand behind each figure of an article; ``failed_outside`` were told on its page."""

    article_id: str
    counts: Mapping[Figure, int]
    failed_outside: int

    def __getitem__(self, figure: Figure) -> int:
        """Return the number of forms."""
        return self.counts[figure]


@dataclass(frozen=True, slots=True)
class FormRecord:
    """A form without anything that tells whose it was, or what was written in it.

    Articles by id: those found for it (shown, or withheld), what was done with them, and the steps
    that failed as (article, anchor). ``ended`` is the figure its end counts in.
    """

    number: int
    started_at: datetime
    language: Language
    type: TicketType | None
    area: ProductArea | None
    query: str
    arrival_article_id: str
    held_out: bool
    ended: Figure
    solved_by: str
    steps: Mapping[StepKind, Sequence[str]] = field(default_factory=dict)
    failed: Sequence[tuple[str, str]] = ()


def tally_in(window: Window) -> Tally:
    """Return the number of forms behind every figure; one statement."""
    forms = _forms(window)
    conditions = _conditions(forms, window.now)
    counted = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in conditions.values()]
    row = db.session.execute(select(*counted).select_from(forms)).one()
    return Tally({figure: int(count) for figure, count in zip(conditions, row, strict=True)})


def article_tallies_in(window: Window) -> tuple[ArticleTally, ...]:
    """Return every article that was shown or failed, those shown most first; three statements."""
    counts: dict[str, dict[Figure, int]] = defaultdict(lambda: dict.fromkeys(ARTICLE_FIGURES, 0))
    for article, figure, forms in (*_steps_by_article(window), *_solutions_by_article(window)):
        counts[article][figure] = forms
    outside: dict[str, int] = {}
    for article, forms, alone in _failures_by_article(window):
        counts[article][Figure.FAILED], outside[article] = forms, alone
    tallies = (ArticleTally(article, found, outside.get(article, 0)) for article, found in counts.items())
    return tuple(sorted(tallies, key=lambda each: (-each[Figure.SHOWN], each.article_id)))


def forms_behind(
    window: Window, figure: Figure, article_id: str = "", page: int = 1
) -> tuple[int, tuple[FormRecord, ...]]:
    """Return how many forms a figure counts, of one article if it is named, and a page of them.

    The latest first; five statements.
    """
    forms = _forms(window)
    behind = and_(_conditions(forms, window.now)[figure], _about(forms, figure, article_id))
    total = db.session.scalar(select(func.count()).select_from(forms).where(behind)) or 0
    ids = select(forms.c.id).where(behind).order_by(forms.c.started_at.desc(), forms.c.id.desc())
    shown = db.session.scalars(ids.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return total, _records(shown, window.now)


def _forms(window: Window) -> Subquery:
    """Return the forms of a period, each with what happened in it at all."""
    return (
        select(
            FormSession,
            _has(StepKind.SHOWN).label("shown"),
            _has(StepKind.WITHHELD).label("withheld"),
            _has(StepKind.OPENED).label("opened"),
            _has(StepKind.DISMISSED).label("dismissed"),
            exists().where(FailedStep.session_id == FormSession.id).label("failed"),
        )
        .where(FormSession.started_at >= window.since, FormSession.started_at <= window.now)
        .subquery("forms")
    )


def _has(kind: StepKind, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    happened = (FormStep.session_id == FormSession.id, FormStep.kind == kind, FormStep.undone_at.is_(None))
    return exists().where(*happened, *which)


def _conditions(forms: Subquery, now: datetime) -> Mapping[Figure, ColumnElement[bool]]:
    """Return what a form must be like to count in each figure: both the counts and the lists ask this."""
    form = forms.c
    shown, held_out = form.shown == true(), form.held_out == true()
    compared = and_(held_out, form.withheld == true())
    is_young = form.outcome_at > now - PROVISIONAL_FOR
    confirmed = form.outcome == Outcome.CONFIRMED
    provisional = and_(confirmed, is_young)
    started, left = form.outcome == Outcome.STARTED, form.outcome == Outcome.LEFT
    reverted, submitted = form.outcome == Outcome.REVERTED, form.outcome == Outcome.SUBMITTED
    finished = and_(~started, ~provisional)
    return {
        Figure.STARTED: true(),
        Figure.SHOWN: shown,
        Figure.NOTHING_SHOWN: and_(~shown, ~held_out),
        Figure.OPENED: and_(shown, form.opened == true()),
        Figure.DISMISSED: and_(shown, form.dismissed == true()),
        Figure.FAILED: form.failed == true(),
        Figure.GOING_ON: and_(shown, started),
        Figure.PROVISIONAL: and_(shown, provisional),
        Figure.CONFIRMED: and_(shown, confirmed, ~is_young),
        Figure.REVERTED: and_(shown, reverted),
        Figure.SUBMITTED: and_(shown, submitted),
        Figure.LEFT: and_(shown, left),
        Figure.SHOWN_FINISHED: and_(shown, finished),
        Figure.SHOWN_TICKET: and_(shown, or_(reverted, submitted)),
        Figure.HELD_OUT: held_out,
        Figure.HELD_OUT_FINISHED: and_(compared, finished),
        Figure.HELD_OUT_TICKET: and_(compared, or_(reverted, submitted)),
    }


def _about(forms: Subquery, figure: Figure, article_id: str) -> ColumnElement[bool]:
    """Find the forms whose ``figure`` is about an article; all of them where none is named."""
    if not article_id:
        return true()
    if figure in {Figure.CONFIRMED, Figure.PROVISIONAL}:
        return forms.c.confirmed_article_id == article_id
    if figure is Figure.FAILED:
        return exists().where(FailedStep.session_id == forms.c.id, FailedStep.article_id == article_id)
    if figure not in _STEP_OF:
        return false()
    return exists().where(
        FormStep.session_id == forms.c.id,
        FormStep.kind == _STEP_OF[figure],
        FormStep.article_id == article_id,
        FormStep.undone_at.is_(None),
    )


def _steps_by_article(window: Window) -> list[tuple[str, Figure, int]]:
    forms = _forms(window)
    figures = {kind: figure for figure, kind in _STEP_OF.items()}
    rows = db.session.execute(
        select(FormStep.article_id, FormStep.kind, func.count())
        .join(forms, forms.c.id == FormStep.session_id)
        .where(forms.c.shown == true(), FormStep.kind.in_(figures), FormStep.undone_at.is_(None))
        .group_by(FormStep.article_id, FormStep.kind)
    )
    return [(article, figures[kind], count) for article, kind, count in rows]


def _solutions_by_article(window: Window) -> list[tuple[str, Figure, int]]:
    forms = _forms(window)
    conditions = _conditions(forms, window.now)
    solved, waiting = conditions[Figure.CONFIRMED], conditions[Figure.PROVISIONAL]
    rows = db.session.execute(
        select(
            forms.c.confirmed_article_id,
            func.sum(case((solved, 1), else_=0)),
            func.sum(case((waiting, 1), else_=0)),
        )
        .where(or_(solved, waiting))
        .group_by(forms.c.confirmed_article_id)
    ).all()
    return [
        found
        for article, confirmed, provisional in rows
        for found in ((article, Figure.CONFIRMED, confirmed), (article, Figure.PROVISIONAL, provisional))
    ]


def _failures_by_article(window: Window) -> list[tuple[str, int, int]]:
    """Return the articles with the number of forms in which a step failed, and of reports without a form."""
    in_form = and_(
        FormSession.id == FailedStep.session_id,
        FormSession.started_at >= window.since,
        FormSession.started_at <= window.now,
    )
    alone = and_(FailedStep.session_id.is_(None), FailedStep.failed_at >= window.since)
    rows = db.session.execute(
        select(
            FailedStep.article_id,
            func.count(FormSession.id.distinct()),
            func.sum(case((alone, 1), else_=0)),
        )
        .outerjoin(FormSession, in_form)
        .where(or_(FormSession.id.is_not(None), and_(alone, FailedStep.failed_at <= window.now)))
        .group_by(FailedStep.article_id)
    )
    return [(article, int(forms), int(outside)) for article, forms, outside in rows]


def _records(ids: Sequence[int], now: datetime) -> tuple[FormRecord, ...]:
    """Return the forms with these ids in this order."""
    sessions = {each.id: each for each in db.session.scalars(_rows_of(FormSession, FormSession.id, ids))}
    steps: dict[int, dict[StepKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    for step in db.session.scalars(_rows_of(FormStep, FormStep.session_id, ids)):
        if step.undone_at is None:
            steps[step.session_id][step.kind].append(step.article_id)
    failed: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in db.session.scalars(_rows_of(FailedStep, FailedStep.session_id, ids)):
        failed[row.session_id].append((row.article_id, row.anchor))
    return tuple(_record(sessions[each], steps[each], failed[each], now) for each in ids)


def _rows_of(table: Any, column: Any, ids: Sequence[int]) -> Any:
    return select(table).where(column.in_(ids)).order_by(table.id)


def _record(
    session: FormSession,
    steps: Mapping[StepKind, Sequence[str]],
    failed: Sequence[tuple[str, str]],
    now: datetime,
) -> FormRecord:
    return FormRecord(
        number=session.id,
        started_at=session.started_at,
        language=session.language,
        type=session.type,
        area=session.area,
        query=session.query,
        arrival_article_id=session.arrival_article_id,
        held_out=session.held_out,
        ended=_ended(session, now),
        solved_by=session.confirmed_article_id,
        steps=steps,
        failed=failed,
    )


def _ended(session: FormSession, now: datetime) -> Figure:
    if session.outcome is Outcome.STARTED:
        return Figure.GOING_ON
    if is_provisional(session.outcome, session.outcome_at, now):
        return Figure.PROVISIONAL
    return Figure(session.outcome)
