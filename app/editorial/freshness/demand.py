"""Which missing translations people looked for: searches that opened an article in the other language."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import distinct, func, select

from app.editorial.proposals import FEWEST
from app.kernel.terms import Language
from app.search.models import LoggedQuery, QueryStep, StepKind
from app.storage.database import db

MONTH = timedelta(days=30)
_MASKED = "%[%"
_MOST_QUERIES = 3  # that are shown of an article
_AT_ONCE = 500


@dataclass(slots=True)
class Demand:
    """People who asked for one article in a language in a month, and what at least five of them wrote."""

    people: int = 0
    queries: list[str] = field(default_factory=list)


Wanted = tuple[str, Language]


def demand_for(missing: Collection[Wanted], now: datetime) -> Mapping[Wanted, Demand]:
    """Return who looked for articles in languages they are not in.

    Two statements for each language and 500 articles; searches in a language that nothing is missing in
    are not read. Visitors have another name every day, so that somebody who came back counts again.
    """
    found: dict[Wanted, Demand] = defaultdict(Demand)
    for language in Language:
        ids = sorted(article_id for article_id, lacking in missing if lacking is language)
        for start in range(0, len(ids), _AT_ONCE):
            _add(found, language, ids[start : start + _AT_ONCE], now)
    return found


def _add(found: dict[Wanted, Demand], language: Language, ids: Collection[str], now: datetime) -> None:
    people = func.count(distinct(LoggedQuery.visitor))
    # Wrapped, so that the month's searches in the language are looked up and not all that opened an article.
    article = func.coalesce(QueryStep.article_id, "")
    opened = (
        select(QueryStep.article_id, people)
        .join(LoggedQuery, LoggedQuery.id == QueryStep.query_id)
        .where(LoggedQuery.language == language)
        .where(LoggedQuery.asked_at > now - MONTH, LoggedQuery.asked_at <= now)
        .where(QueryStep.kind == StepKind.OPENED, article.in_(ids))
    )
    for article_id, count in db.session.execute(opened.group_by(QueryStep.article_id)):
        found[article_id, language].people = count
    many = (
        opened.add_columns(LoggedQuery.text)
        .where(LoggedQuery.text.not_like(_MASKED))
        .group_by(QueryStep.article_id, LoggedQuery.text)
        .having(people >= FEWEST)
        .order_by(people.desc(), LoggedQuery.text)
    )
    for article_id, _count, text in db.session.execute(many):
        if len(found[article_id, language].queries) < _MOST_QUERIES:
            found[article_id, language].queries.append(text)
