"""What people asked before: logged queries with what they opened, and the subjects of tickets."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, distinct, func, select

from app.deflection.matcher import LIMIT
from app.kernel.terms import Language
from app.search.models import LoggedQuery, QueryStep, StepKind
from app.search.query_masking import without_personal_data
from app.search.rehearsing import Question, QuestionKind
from app.tickets.models import Ticket

MOST = 2000
SPAN = timedelta(days=90)
_MASKED = "%[%"


def asked_queries(
    connection: Connection, now: datetime, *, visitors: int = 1, most: int = MOST
) -> list[Question]:
    """Return the queries of the last 90 days that at least ``visitors`` asked, the most asked first."""
    people = func.count(distinct(LoggedQuery.visitor))
    counted = connection.execute(
        select(LoggedQuery.text, LoggedQuery.language, func.count())
        .where(LoggedQuery.asked_at > now - SPAN, LoggedQuery.text.not_like(_MASKED))
        .group_by(LoggedQuery.text, LoggedQuery.language)
        .having(people >= visitors)
        .order_by(func.count().desc(), LoggedQuery.text)
        .limit(most)
    ).all()
    opened = _opened(connection, now)
    return [
        Question(text, language, times, opened.get((text, language), frozenset()))
        for text, language, times in counted
        if text
    ]


def ticket_subjects(connection: Connection, now: datetime, most: int = MOST) -> list[Question]:
    """Return the subjects of the last 90 days' tickets without addresses and numbers, newest first."""
    rows = connection.execute(
        select(Ticket.title, Ticket.language)
        .where(Ticket.opened_at > now - SPAN)
        .order_by(Ticket.opened_at.desc(), Ticket.id)
        .limit(most)
    ).all()
    return [
        Question(text, language, kind=QuestionKind.TICKET, sureness=LIMIT)
        for title, language in rows
        if (text := without_personal_data(title)) and "[" not in text
    ]


def _opened(connection: Connection, now: datetime) -> dict[tuple[str, Language], frozenset[str]]:
    """Return for each query the article most visitors opened; several where as many did."""
    people = func.count(distinct(LoggedQuery.visitor))
    rows = connection.execute(
        select(LoggedQuery.text, LoggedQuery.language, QueryStep.article_id, people)
        .join(QueryStep, QueryStep.query_id == LoggedQuery.id)
        .where(LoggedQuery.asked_at > now - SPAN, QueryStep.kind == StepKind.OPENED)
        .group_by(LoggedQuery.text, LoggedQuery.language, QueryStep.article_id)
    ).all()
    counts: dict[tuple[str, Language], dict[str, int]] = defaultdict(dict)
    for text, language, article, visitors in rows:
        counts[text, language][article] = visitors
    return {
        query: frozenset(article for article, visitors in own.items() if visitors == max(own.values()))
        for query, own in counts.items()
    }
