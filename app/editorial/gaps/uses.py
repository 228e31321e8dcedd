"""What 90 days hold of people who looked for something in vain: searches, forms and tickets."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from app.accounts.models import Person
from app.deflection.models import FormSession, FormStep
from app.deflection.vocabulary import Outcome
from app.deflection.vocabulary import StepKind as FormStepKind
from app.editorial.gaps.vocabulary import SPAN, Source
from app.editorial.gaps.wording import NamePairs, name_pairs
from app.editorial.rewording import SAME_SEARCH
from app.kernel.terms import Language, ProductArea, TicketType
from app.search.models import LoggedQuery, QueryStep, StepKind
from app.search.query_masking import without_personal_data
from app.storage.database import db
from app.tickets.models import Ticket, TicketMessage
from app.tickets.vocabulary import MessageKind, Side

_AT_ONCE = 5000
HEAT_SPAN = timedelta(weeks=12)


class Use(NamedTuple):
    """That somebody asked something; ``who`` is above zero for a visitor of a day, below for a requester.

    A search that led to an article is ``is_vain`` False: it counts only as a sign that it is found.
    Searches are ``is_fresh`` when they were asked of what is live now and something was shown, an agent's
    words when they were said of it. These alone have a ``type``.
    """

    text: str
    language: Language
    source: Source
    who: int
    days_ago: int
    is_vain: bool = True
    is_fresh: bool = False
    area: ProductArea | None = None
    type: TicketType | None = None


def searches(now: datetime, live_since: datetime) -> Iterator[Use]:
    """Yield the searches of 90 days that were in vain, or led to an article.

    In vain is what found nothing, or led to no article and then to the contact page or to other words.
    """
    rows = db.session.execute(
        select(
            LoggedQuery.visitor,
            LoggedQuery.language,
            LoggedQuery.text,
            LoggedQuery.results,
            LoggedQuery.asked_at,
            _came(StepKind.OPENED),
            _came(StepKind.CONTACTED),
        )
        .where(LoggedQuery.asked_at > now - SPAN, LoggedQuery.asked_at <= now)
        .order_by(LoggedQuery.visitor, LoggedQuery.asked_at, LoggedQuery.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for who, (_, own) in enumerate(groupby(rows, key=lambda row: row[0]), start=1):
        asked = list(own)
        for place, (_, language, text, results, at, opened, contacted) in enumerate(asked):
            again = place + 1 < len(asked) and _says_it_again(asked[place + 1], text, at)
            is_vain = not opened and (results == 0 or bool(contacted) or again)
            is_fresh = at > live_since and results != 0
            if is_vain or opened:
                yield Use(text, language, Source.SEARCH, who, (now - at).days, is_vain, is_fresh)


def subjects(now: datetime, apart: Collection[int] = ()) -> Iterator[Use]:
    """Yield the subjects of tickets that no article answered, without addresses and numbers.

    Those ``apart`` are left out: an agent said more of them.
    """
    unhelped = _unhelped(now)
    rows = db.session.execute(
        select(Ticket.id, Ticket.title, Ticket.language, Ticket.requester_id, Ticket.area, Ticket.opened_at)
        .where(Ticket.opened_at > now - SPAN, Ticket.opened_at <= now, ~_cites_an_article())
        .order_by(Ticket.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for number, title, language, requester, area, at in rows:
        if number in apart:
            continue
        source = Source.FORM if number in unhelped else Source.TICKET
        text = without_personal_data(title)
        yield Use(text, language, source, -requester, (now - at).days, area=area)


def known_names() -> NamePairs:
    """Return the words that follow each other in the names of everybody with an account."""
    return name_pairs(db.session.scalars(select(Person.name)))


def uncited(now: datetime) -> list[tuple[ProductArea | None, Any, int, int]]:
    """Return area, type, tickets without an article and all tickets of 12 weeks."""
    without = func.sum(case((~_cites_an_article(), 1), else_=0))
    rows = db.session.execute(
        select(Ticket.area, Ticket.type, without, func.count())
        .where(Ticket.opened_at > now - HEAT_SPAN, Ticket.opened_at <= now)
        .group_by(Ticket.area, Ticket.type)
    )
    return [(area, kind, int(vain), int(all_)) for area, kind, vain, all_ in rows]


def _came(kind: StepKind) -> ColumnElement[bool]:
    return exists().where(QueryStep.query_id == LoggedQuery.id, QueryStep.kind == kind)


def _says_it_again(following: Any, text: str, at: datetime) -> bool:
    return bool(following[2] != text and following[4] - at <= SAME_SEARCH)


def _cites_an_article() -> ColumnElement[bool]:
    """Find the tickets in which the team named an article to the requester."""
    return exists().where(
        TicketMessage.ticket_id == Ticket.id,
        TicketMessage.side == Side.STAFF,
        TicketMessage.kind == MessageKind.REPLY,
        TicketMessage.body.contains("/articles/"),
    )


def _unhelped(now: datetime) -> frozenset[int]:
    """Return the tickets whose form was shown nothing, or nothing that was not dismissed."""
    shown = func.coalesce(func.sum(case((FormStep.kind == FormStepKind.SHOWN, 1), else_=0)), 0)
    put_aside = and_(FormStep.kind == FormStepKind.DISMISSED, FormStep.undone_at.is_(None))
    dismissed = func.coalesce(func.sum(case((put_aside, 1), else_=0)), 0)
    rows = db.session.scalars(
        select(FormSession.ticket_id)
        .outerjoin(FormStep, FormStep.session_id == FormSession.id)
        .where(
            FormSession.started_at > now - SPAN - timedelta(days=1),
            FormSession.outcome == Outcome.SUBMITTED,
            FormSession.held_out.is_(False),
            FormSession.ticket_id.is_not(None),
        )
        .group_by(FormSession.id, FormSession.ticket_id)
        .having(dismissed >= shown)
    )
    return frozenset(number for number in rows if number is not None)
