"""Writes down what happens in a ticket form; each deed counts once however often it is told.

The caller owns the transaction, and asks ``asking.counts`` first: robots and staff leave no trace.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.deflection.holdout import is_held_out
from app.deflection.models import LONGEST_ANCHOR, FailedStep, FormSession, FormStep
from app.deflection.outcomes import AFTER, Deed, is_provisional
from app.deflection.vocabulary import Outcome, StepKind
from app.kernel.errors import NotFound
from app.kernel.terms import Language, ProductArea, TicketType
from app.kernel.wording import N_
from app.search.query_masking import without_personal_data
from app.settings import Settings
from app.storage.database import db
from app.tickets.drafts import checked_key


@dataclass(frozen=True, slots=True)
class Asker:
    """Who fills in a form; ``visitor`` is a pseudonym of what the browser carries, empty for nothing."""

    person_id: int | None = None
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How somebody came to a form: from a search, or from a step of an article."""

    language: Language
    query: str = ""
    query_token: str = ""
    article_id: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class FormState:
    """What the panel has to know of a form; articles by their ids."""

    held_out: bool
    dismissed: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    confirmed: str | None = None


def start(form_key: str, asker: Asker, arrival: Arrival, now: datetime) -> FormSession:
    """Return the form's session, begun if there is none.

    What was nobody's or a visitor's becomes the person's once they signed in. Raises NotFound for
    somebody else's form.
    """
    key = checked_key(form_key)
    new = _insert(FormSession).values(
        form_key=key,
        visitor="",
        language=arrival.language,
        query=without_personal_data(arrival.query),
        query_token=arrival.query_token,
        arrival_article_id=arrival.article_id,
        arrival_step=arrival.step[:LONGEST_ANCHOR],
        held_out=is_held_out(key, _share()),
        started_at=now,
        last_seen_at=now,
        outcome=Outcome.STARTED,
        confirmed_article_id="",
        confirmed_revision="",
    )
    db.session.execute(new.on_conflict_do_nothing(index_elements=["form_key"]))
    session = held_session(key)
    if session is None or not _belongs(session, asker):
        raise NotFound(N_("This page does not exist."))
    session.person_id = session.person_id or asker.person_id
    session.visitor = session.visitor or asker.visitor
    _see(session, now)
    return session


def session_for(form_key: str, asker: Asker) -> FormSession | None:
    """Return the form's session, None before it began. Raises NotFound for somebody else's form."""
    session = db.session.scalar(select(FormSession).filter_by(form_key=form_key))
    if session is not None and not _belongs(session, asker):
        raise NotFound(N_("This page does not exist."))
    return session


def held_session(form_key: str) -> FormSession | None:
    """Return the form's session; nobody else changes it until the transaction ends."""
    return db.session.scalar(
        select(FormSession)
        .filter_by(form_key=form_key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def come_to(session: FormSession, deed: Deed, now: datetime) -> bool:
    """Bring a held session to what follows from ``deed``; False where nothing does."""
    outcome = AFTER[session.outcome].get(deed)
    if outcome is None:
        return False
    session.outcome, session.settled_at = outcome, None
    session.outcome_at = None if outcome is Outcome.STARTED else now
    return True


def note_shown(form_key: str, shown: Sequence[tuple[str, str]], now: datetime) -> None:
    """Note the articles (id, revision) that were suggested.

    For a form of the hold-out group, those that would have been: only forms for which something
    was found can be compared with forms that were shown something.
    """
    if (session := _seen(form_key, now)) is not None:
        _take(session, StepKind.WITHHELD if session.held_out else StepKind.SHOWN, shown, now)


def note_opened(form_key: str, article_id: str, now: datetime) -> None:
    """Note that a suggested article was opened."""
    _note(form_key, StepKind.OPENED, article_id, now)


def dismiss(form_key: str, article_id: str, now: datetime) -> None:
    """Note that the article is not this person's case."""
    _note(form_key, StepKind.DISMISSED, article_id, now)


def undo_dismissal(form_key: str, article_id: str, now: datetime) -> None:
    """Let the article come back."""
    if (session := _seen(form_key, now)) is not None:
        _undo(session, StepKind.DISMISSED, now, FormStep.article_id == article_id)


def note_failed_step(article_id: str, revision: str, anchor: str, now: datetime, form_key: str = "") -> None:
    """Note that a step did not work: in a form once, and from the article's page each time."""
    session = _seen(form_key, now) if form_key else None
    new = _insert(FailedStep).values(
        session_id=session.id if session else None,
        article_id=article_id,
        revision=revision,
        anchor=anchor[:LONGEST_ANCHOR],
        failed_at=now,
    )
    once = ["session_id", "article_id", "revision", "anchor"]
    db.session.execute(new.on_conflict_do_nothing(index_elements=once))


def note_type_and_area(
    form_key: str, type: TicketType | None, area: ProductArea | None, now: datetime
) -> None:
    """Note what the form is about, so that a later ticket about the same reverts a solution."""
    session = _seen(form_key, now)
    if session is not None and session.outcome is Outcome.STARTED:
        session.type, session.area = type or session.type, area or session.area


def confirm(form_key: str, article_id: str, now: datetime) -> None:
    """End the form without a ticket: the article helped. Provisional for seven days."""
    session = _seen(form_key, now)
    if session is None or not come_to(session, Deed.CONFIRM, now):
        return
    session.confirmed_article_id = article_id
    session.confirmed_revision = _revision(session, article_id)
    _take(session, StepKind.HELPED, [(article_id, session.confirmed_revision)], now)


def take_back(form_key: str, now: datetime) -> None:
    """Go on with a form whose solution is still provisional, as if it had not been confirmed."""
    session = _seen(form_key, now)
    if session is None or not is_provisional(session.outcome, session.outcome_at, now):
        return
    come_to(session, Deed.TAKE_BACK, now)
    session.confirmed_article_id = session.confirmed_revision = ""
    _undo(session, StepKind.HELPED, now)


def state_of(form_key: str) -> FormState:
    """Return where a form stands; one that has not begun has a group already."""
    session = db.session.scalar(select(FormSession).filter_by(form_key=form_key))
    if session is None:
        return FormState(is_held_out(form_key, _share()))
    steps = db.session.execute(
        select(FormStep.kind, FormStep.article_id).where(
            FormStep.session_id == session.id, FormStep.undone_at.is_(None)
        )
    ).all()
    return FormState(
        held_out=session.held_out,
        dismissed=frozenset(article for kind, article in steps if kind is StepKind.DISMISSED),
        opened=frozenset(article for kind, article in steps if kind is StepKind.OPENED),
        confirmed=session.confirmed_article_id if session.outcome is Outcome.CONFIRMED else None,
    )


def _belongs(session: FormSession, asker: Asker) -> bool:
    """Say whether the asker may speak for a form: theirs, their browser's, or nobody's yet."""
    if session.person_id is not None and asker.person_id is not None:
        return session.person_id == asker.person_id
    if session.visitor:
        return session.visitor == asker.visitor
    return session.person_id is None


def _seen(form_key: str, now: datetime) -> FormSession | None:
    session = held_session(form_key)
    if session is not None:
        _see(session, now)
    return session


def _see(session: FormSession, now: datetime) -> None:
    """Note activity; somebody who seemed to have left is back. What is told late changes nothing."""
    session.last_seen_at = max(session.last_seen_at, now)
    if session.outcome_at is not None and now > session.outcome_at:
        come_to(session, Deed.RETURN, now)


def _note(form_key: str, kind: StepKind, article_id: str, now: datetime) -> None:
    if (session := _seen(form_key, now)) is not None:
        _take(session, kind, [(article_id, _revision(session, article_id))], now)


def _take(session: FormSession, kind: StepKind, articles: Iterable[tuple[str, str]], now: datetime) -> None:
    """Write a step for each article (id, revision), once; one that was undone is taken again."""
    rows = [
        {"session_id": session.id, "kind": kind, "article_id": article, "revision": revision, "taken_at": now}
        for article, revision in dict(articles).items()
    ]
    if not rows:
        return
    new = _insert(FormStep).values(rows)
    again = {"undone_at": None, "taken_at": new.excluded.taken_at}
    db.session.execute(
        new.on_conflict_do_update(
            index_elements=["session_id", "kind", "article_id"],
            set_=again,
            where=FormStep.undone_at.is_not(None),
        )
    )


def _undo(session: FormSession, kind: StepKind, now: datetime, *which: Any) -> None:
    standing = (FormStep.session_id == session.id, FormStep.kind == kind, FormStep.undone_at.is_(None))
    db.session.execute(update(FormStep).where(*standing, *which).values(undone_at=now))


def _revision(session: FormSession, article_id: str) -> str:
    """Return the revision in which the form was shown an article; empty when it was not."""
    shown = {"session_id": session.id, "kind": StepKind.SHOWN, "article_id": article_id}
    return db.session.scalar(select(FormStep.revision).filter_by(**shown)) or ""


def _insert(table: type[Any]) -> Any:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(table)


def _share() -> float:
    settings: Settings = current_app.extensions["settings"]
    return settings.suggestion_holdout
