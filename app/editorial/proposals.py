"""Proposes synonyms to editors: pairs that many visitors stand behind, and the line to commit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, func, select

from app.editorial.gaps.refusals import pair_of, refused_pairs
from app.editorial.gaps.synonym_change import synonym_file, written
from app.editorial.gaps.vocabulary import FEWEST as FEWEST
from app.editorial.proposing.models import SynonymLook, SynonymProposal
from app.editorial.proposing.pairs import Reworded, reworded
from app.editorial.rewording import Stems, Tried, stems_of
from app.kernel.terms import Language
from app.search.models import LoggedQuery, QueryStep, StepKind
from app.search.synonyms import Synonyms

SPAN = timedelta(days=90)
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Testimony:
    """Two phrases that may mean the same, with what speaks for it, nothing of it personal.

    ``reworded`` counts visitors who tried ``first`` in vain and opened an article after ``second``;
    ``by_first`` and ``by_second`` those who came to the same articles by either. ``queries`` are those
    that enough visitors typed. ``people`` is how many speak for it.
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


@dataclass(frozen=True, slots=True)
class Proposal(Testimony):
    """What to commit: ``line`` into ``file``, in place of ``instead_of`` where the idea has a line."""

    file: str
    line: str
    instead_of: str


def proposals(connection: Connection, synonyms: Synonyms, now: datetime) -> list[Proposal]:
    """Return what 90 days of searches propose, strongest first, but what is known or was refused."""
    return _proposed(testimonies(connection, now), connection, synonyms)


def kept_proposals(connection: Connection, synonyms: Synonyms) -> list[Proposal]:
    """Return the same of what the worker found when it looked last."""
    kept = connection.execute(
        select(
            SynonymProposal.language,
            SynonymProposal.first,
            SynonymProposal.second,
            SynonymProposal.people,
            SynonymProposal.reworded,
            SynonymProposal.by_first,
            SynonymProposal.by_second,
            SynonymProposal.queries,
            SynonymProposal.articles,
        ).order_by(SynonymProposal.id)
    )
    told = [
        Testimony(spoken, first, second, people, again, one, other, tuple(queries), tuple(articles))
        for spoken, first, second, people, again, one, other, queries, articles in kept
    ]
    return _proposed(told, connection, synonyms)


def looked_at(connection: Connection) -> datetime | None:
    """Return when the worker looked last; None when it never did."""
    return connection.scalar(select(func.max(SynonymLook.looked_at)))


def testimonies(connection: Connection, now: datetime) -> list[Testimony]:
    """Return every pair that enough visitors speak for, with nothing that fewer did."""
    return [_testimony(pair) for pair in reworded(lambda: _searches(connection, now), FEWEST)]


def _searches(connection: Connection, now: datetime) -> Iterator[Tried]:
    """Yield 90 days of searches by visitor and time; one that was partly masked is nobody's wording."""
    rows = connection.execute(
        select(
            LoggedQuery.id,
            LoggedQuery.visitor,
            LoggedQuery.language,
            LoggedQuery.text,
            LoggedQuery.asked_at,
            QueryStep.article_id,
        )
        .outerjoin(QueryStep, (QueryStep.query_id == LoggedQuery.id) & (QueryStep.kind == StepKind.OPENED))
        .where(LoggedQuery.asked_at > now - SPAN, LoggedQuery.text.not_like("%[%"))
        .order_by(LoggedQuery.visitor, LoggedQuery.asked_at, LoggedQuery.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for _, same in groupby(rows, key=lambda row: row[0]):
        opened = list(same)
        _, visitor, language, text, asked_at, _ = opened[0]
        articles = frozenset(row[5] for row in opened if row[5])
        yield Tried(visitor, language, text, asked_at, articles)


def _testimony(pair: Reworded) -> Testimony:
    return Testimony(
        language=pair.language,
        first=pair.first,
        second=pair.second,
        people=pair.people,
        reworded=_shown(pair.rewording),
        by_first=_shown(pair.by_first),
        by_second=_shown(pair.by_second),
        queries=_enough(pair.queries),
        articles=_enough(pair.articles),
    )


def _proposed(told: Iterable[Testimony], connection: Connection, synonyms: Synonyms) -> list[Proposal]:
    refused = refused_pairs(connection)
    known = {language: _known(synonyms, language) for language in Language}
    return [
        _proposal(one, synonyms, known[one.language])
        for one in told
        if not _is_known(one, known[one.language])
        and one.people >= refused.get(pair_of(one.language, one.first, one.second), 0)
    ]


def _known(synonyms: Synonyms, language: Language) -> Mapping[Stems, Sequence[int]]:
    """Return in which groups each phrase stands; those of both languages come last."""
    found: dict[Stems, list[int]] = {}
    for place, group in enumerate((*synonyms.groups.get(language, ()), *synonyms.bilingual)):
        for phrase in group:
            found.setdefault(stems_of(phrase, language), []).append(place)
    return found


def _is_known(one: Testimony, known: Mapping[Stems, Sequence[int]]) -> bool:
    first, second = (set(known.get(stems_of(each, one.language), ())) for each in (one.first, one.second))
    return not first.isdisjoint(second)


def _proposal(one: Testimony, synonyms: Synonyms, known: Mapping[Stems, Sequence[int]]) -> Proposal:
    line, instead_of = _lines(one, synonyms, known)
    told = {each.name: getattr(one, each.name) for each in fields(Testimony)}
    return Proposal(**told, file=synonym_file(one.language), line=line, instead_of=instead_of)


def _lines(one: Testimony, synonyms: Synonyms, known: Mapping[Stems, Sequence[int]]) -> tuple[str, str]:
    """Return the line to write and the one it replaces: an idea that has a line keeps it."""
    groups = synonyms.groups.get(one.language, ())
    for said, other in ((one.second, one.first), (one.first, one.second)):
        for place in known.get(stems_of(said, one.language), ()):
            if place < len(groups):
                return _line((*groups[place], other)), _line(groups[place])
    return _line((one.second, one.first)), ""


def _line(group: Sequence[str]) -> str:
    return f"  - [{', '.join(map(written, group))}]"


def _shown(visitors: int) -> int:
    """Return a number of visitors; none where there are so few that they could be known."""
    return visitors if visitors >= FEWEST else 0


def _enough(visitors: Mapping[str, int]) -> tuple[str, ...]:
    kept = [name for name, people in visitors.items() if people >= FEWEST]
    return tuple(sorted(kept, key=lambda name: (-visitors[name], name)))
