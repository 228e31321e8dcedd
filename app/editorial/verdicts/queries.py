"""What agents said of articles: on one ticket, of one article, and where the help fails as a whole."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from app.accounts.models import Person
from app.editorial.verdicts.models import ArticleVerdict
from app.editorial.verdicts.vocabulary import NO_ARTICLE, Verdict
from app.kernel.terms import Language, ProductArea, TicketType
from app.storage.database import db
from app.tickets.models import Ticket

SPLIT_OVER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """What stands for one article on one ticket."""

    article_id: str
    language: Language
    revision: str
    verdict: Verdict
    giver: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class MissingContent:
    """A ticket of which an agent said that no article exists; nothing of what it says."""

    ticket_id: int
    type: TicketType
    area: ProductArea | None
    language: Language
    said_at: datetime


@dataclass(frozen=True, slots=True)
class VerdictSplit:
    """Verdicts of the last 90 days by whose matter they are: the search's, the articles', neither's."""

    not_brought: int
    wrong: int
    incomplete: int
    missing: int
    not_applicable: int
    bugs: int

    @property
    def content(self) -> int:
        """Return what an editor can do something about: correct, complete or write an article."""
        return self.wrong + self.incomplete + self.missing

    @property
    def total(self) -> int:
        """Return all of them."""
        return self.not_brought + self.content + self.not_applicable + self.bugs


def verdicts_on(ticket: Ticket) -> Mapping[str, GivenVerdict]:
    """Return what was said on a ticket, by article id; one statement."""
    return {each.article_id: each for each in _given(ArticleVerdict.ticket_id == ticket.id)}


def verdicts_of(article_id: str, language: Language) -> tuple[GivenVerdict, ...]:
    """Return what was said of an article in one language, the latest first; one statement."""
    return tuple(_given(ArticleVerdict.article_id == article_id, ArticleVerdict.language == language))


def verdict_counts(
    article_ids: Collection[str] | None = None, *, since: datetime | None = None
) -> Mapping[tuple[str, Language], Mapping[Verdict, int]]:
    """Return how often each verdict was given on articles, or on those named; one statement."""
    rows = (
        select(
            ArticleVerdict.article_id,
            ArticleVerdict.language,
            ArticleVerdict.verdict,
            func.count(),
        )
        .where(ArticleVerdict.article_id != NO_ARTICLE)
        .group_by(ArticleVerdict.article_id, ArticleVerdict.language, ArticleVerdict.verdict)
    )
    if article_ids is not None:
        rows = rows.where(ArticleVerdict.article_id.in_(article_ids))
    if since is not None:
        rows = rows.where(ArticleVerdict.given_at >= since)
    counts: dict[tuple[str, Language], dict[Verdict, int]] = defaultdict(dict)
    for article_id, language, verdict, times in db.session.execute(rows):
        counts[article_id, language][verdict] = times
    return dict(counts)


def missing_content(now: datetime) -> tuple[MissingContent, ...]:
    """Return the tickets of the last 90 days for which nobody has written an article, the latest first."""
    rows = db.session.execute(
        select(Ticket.id, Ticket.type, Ticket.area, Ticket.language, ArticleVerdict.given_at)
        .join(ArticleVerdict, ArticleVerdict.ticket_id == Ticket.id)
        .where(
            ArticleVerdict.article_id == NO_ARTICLE,
            ArticleVerdict.verdict == Verdict.NOT_FOUND,
            ArticleVerdict.given_at > now - SPLIT_OVER,
        )
        .order_by(ArticleVerdict.given_at.desc(), Ticket.id.desc())
    )
    return tuple(MissingContent(*row) for row in rows)


def verdict_split(now: datetime) -> VerdictSplit:
    """Return where the help failed in the last 90 days; one statement."""
    of_none = ArticleVerdict.article_id == NO_ARTICLE
    rows = db.session.execute(
        select(of_none, ArticleVerdict.verdict, func.count())
        .where(ArticleVerdict.given_at > now - SPLIT_OVER)
        .group_by(of_none, ArticleVerdict.verdict)
    )
    counts = {(bool(none), verdict): times for none, verdict, times in rows}
    either = {word: sum(counts.get((none, word), 0) for none in (True, False)) for word in Verdict}
    return VerdictSplit(
        not_brought=counts.get((False, Verdict.NOT_FOUND), 0),
        wrong=either[Verdict.WRONG],
        incomplete=either[Verdict.INCOMPLETE],
        missing=counts.get((True, Verdict.NOT_FOUND), 0),
        not_applicable=either[Verdict.DOES_NOT_APPLY],
        bugs=either[Verdict.WAS_A_BUG],
    )


def _given(*which: ColumnElement[bool]) -> list[GivenVerdict]:
    rows = (
        select(ArticleVerdict, Person.name)
        .join(Person, Person.id == ArticleVerdict.giver_id)
        .where(*which)
        .order_by(ArticleVerdict.given_at.desc(), ArticleVerdict.id.desc())
    )
    return [
        GivenVerdict(row.article_id, row.language, row.revision, row.verdict, giver, row.given_at)
        for row, giver in db.session.execute(rows)
    ]
