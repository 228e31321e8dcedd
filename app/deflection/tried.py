"""What somebody tried before they sent their ticket, for whoever answers it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select

from app.deflection.models import FailedStep, FormSession, FormStep
from app.deflection.vocabulary import StepKind
from app.storage.database import db


@dataclass(frozen=True, slots=True)
class TriedArticle:
    """An article, the revision that was seen (empty if unknown), and the anchor of the step if it is one."""

    article_id: str
    revision: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """Everything a ticket's form tells, each in the order it happened; all empty without a form."""

    searched: tuple[str, ...] = ()
    arrived_from: TriedArticle | None = None
    shown: tuple[TriedArticle, ...] = ()
    opened: tuple[TriedArticle, ...] = ()
    dismissed: tuple[TriedArticle, ...] = ()
    failed_steps: tuple[TriedArticle, ...] = ()

    @property
    def is_something(self) -> bool:
        """Say whether there is anything to tell."""
        return self != _NOTHING


_NOTHING = Tried()


def tried_before(form_key: str) -> Tried:
    """Return what the form of a ticket tells; two statements."""
    standing = and_(FormStep.session_id == FormSession.id, FormStep.undone_at.is_(None))
    rows = db.session.execute(
        select(FormSession, FormStep)
        .outerjoin(FormStep, standing)
        .where(FormSession.form_key == form_key)
        .order_by(FormStep.id)
    ).all()
    if not rows:
        return _NOTHING
    session, steps = rows[0][0], [step for _, step in rows if step is not None]
    return Tried(
        searched=(session.query,) if session.query else (),
        arrived_from=_arrived_from(session),
        shown=_of(steps, StepKind.SHOWN),
        opened=_of(steps, StepKind.OPENED),
        dismissed=_of(steps, StepKind.DISMISSED),
        failed_steps=_failed_in(session.id),
    )


def _arrived_from(session: FormSession) -> TriedArticle | None:
    article = session.arrival_article_id
    return TriedArticle(article, step=session.arrival_step) if article else None


def _of(steps: Iterable[FormStep], kind: StepKind) -> tuple[TriedArticle, ...]:
    return tuple(TriedArticle(step.article_id, step.revision) for step in steps if step.kind is kind)


def _failed_in(session_id: int) -> tuple[TriedArticle, ...]:
    failed = select(FailedStep).filter_by(session_id=session_id).order_by(FailedStep.id)
    return tuple(TriedArticle(row.article_id, row.revision, row.anchor) for row in db.session.scalars(failed))
