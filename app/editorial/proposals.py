"""Proposes synonyms to editors: pairs that many visitors stand behind, and the line to commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from app.editorial.gaps.refusals import pair_of, refused_pairs
from app.editorial.gaps.synonym_change import synonym_file, written
from app.editorial.gaps.vocabulary import FEWEST as FEWEST
from app.editorial.rewording import Reworded, Tried, reworded, stems_of
from app.kernel.terms import Language
from app.search.models import LoggedQuery, QueryStep, StepKind
from app.search.synonyms import Synonyms

SPAN = timedelta(days=90)
MOST_READ = 50_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two phrases that may mean the same, with what speaks for it, nothing of it personal.

    ``reworded`` counts visitors who tried ``first`` in vain and opened an article after ``second``;
    ``by_first`` and ``by_second`` those who came to the same article by either. ``queries`` are those
    that enough visitors typed. ``line`` is what to commit into ``file``, in place of ``instead_of``
    where an idea has its line already. ``people`` is how many speak for it.
    """

    language: Language
    first: str
    second: str
    people: int
    reworded: int
    by_first: int
    by_second: int
    queries: tuple[str, ...]
    articles: tuple[str, ...]
    file: str
    line: str
    instead_of: str


def proposals(connection: Connection, synonyms: Synonyms, now: datetime) -> list[Proposal]:
    """Return what 90 days of searches propose, strongest first, but what is known or was refused."""
    pairs = reworded(_searches(connection, now), FEWEST)
    refused = refused_pairs(connection)
    return [
        _proposal(pair, synonyms)
        for pair in pairs
        if not _is_known(pair, synonyms)
        and pair.people >= refused.get(pair_of(pair.language, pair.first, pair.second), 0)
    ]


def _searches(connection: Connection, now: datetime) -> list[Tried]:
    newest = (
        select(LoggedQuery.id)
        .where(LoggedQuery.asked_at > now - SPAN, LoggedQuery.text.not_like("%[%"))
        .order_by(LoggedQuery.asked_at.desc())
        .limit(MOST_READ)
        .subquery()
    )
    rows = connection.execute(
        select(
            LoggedQuery.id,
            LoggedQuery.visitor,
            LoggedQuery.language,
            LoggedQuery.text,
            LoggedQuery.asked_at,
            func.coalesce(QueryStep.article_id, ""),
        )
        .join(newest, newest.c.id == LoggedQuery.id)
        .outerjoin(QueryStep, (QueryStep.query_id == LoggedQuery.id) & (QueryStep.kind == StepKind.OPENED))
    )
    found: dict[int, Tried] = {}
    for number, visitor, language, text, asked_at, article in rows:
        opened = frozenset({article} - {""})
        known = found.get(number)
        found[number] = Tried(
            visitor, language, text, asked_at, opened | (known.opened if known else frozenset())
        )
    return list(found.values())


def _is_known(pair: Reworded, synonyms: Synonyms) -> bool:
    both = {stems_of(pair.first, pair.language), stems_of(pair.second, pair.language)}
    groups = (*synonyms.groups.get(pair.language, ()), *synonyms.bilingual)
    return any(both <= {stems_of(phrase, pair.language) for phrase in group} for group in groups)


def _proposal(pair: Reworded, synonyms: Synonyms) -> Proposal:
    line, instead_of = _lines(pair, synonyms)
    return Proposal(
        language=pair.language,
        first=pair.first,
        second=pair.second,
        people=pair.people,
        reworded=_shown(len(pair.rewording)),
        by_first=_shown(len(pair.by_first)),
        by_second=_shown(len(pair.by_second)),
        queries=_enough(pair.queries),
        articles=_enough(pair.articles),
        file=synonym_file(pair.language),
        line=line,
        instead_of=instead_of,
    )


def _lines(pair: Reworded, synonyms: Synonyms) -> tuple[str, str]:
    """Return the line to write and the one it replaces: an idea that has a line keeps it."""
    for said, other in ((pair.second, pair.first), (pair.first, pair.second)):
        stems = stems_of(said, pair.language)
        for group in synonyms.groups.get(pair.language, ()):
            if stems in {stems_of(phrase, pair.language) for phrase in group}:
                return _line((*group, other)), _line(group)
    return _line((pair.second, pair.first)), ""


def _line(group: Sequence[str]) -> str:
    return f"  - [{', '.join(map(written, group))}]"


def _shown(visitors: int) -> int:
    """Return a number of visitors; none where there are so few that they could be known."""
    return visitors if visitors >= FEWEST else 0


def _enough(visitors: dict[str, set[str]]) -> tuple[str, ...]:
    kept = [name for name, own in visitors.items() if len(own) >= FEWEST]
    return tuple(sorted(kept, key=lambda name: (-len(visitors[name]), name)))
