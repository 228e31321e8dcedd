"""What pages and jobs ask about the freshness of articles."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.accounts.models import Person
from app.editorial.freshness.demand import demand_for
from app.editorial.freshness.models import AreaChange, ArticleVerification
from app.editorial.freshness.remarks import (
    KnownChange,
    Remark,
    RemarkKind,
    area_remark,
    is_marked_by,
    review_remark,
    translation_remark,
)
from app.kernel.terms import Audience, Language, ProductArea
from app.knowledge.article import Article
from app.knowledge.readers import local_day
from app.knowledge.reading import current_generation
from app.knowledge.translations import Translations
from app.storage.database import db

_EVERYBODY = frozenset(Audience)
Place = tuple[str, Language]


@dataclass(frozen=True, slots=True)
class Verification:
    """The last time that somebody found an article still right."""

    id: int
    verified_at: datetime
    person_id: int
    person: str


@dataclass(frozen=True, slots=True)
class AgedArticle:
    """An article with everything that is said against its freshness."""

    article: Article
    remarks: tuple[Remark, ...]
    verification: Verification | None


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change of an area as it was recorded; ``marks`` articles are still to be verified because of it."""

    id: int
    area: ProductArea
    changed_on: date
    what: str
    recorded_at: datetime
    recorded_by: str
    undone_at: datetime | None
    marks: int


def live_articles() -> tuple[Article, ...]:
    """Return every live article of both languages, each once."""
    shelf = current_generation().shelf(_EVERYBODY)
    both = {(each.id, each.language): each for language in Language for each in shelf.everything(language)}
    return tuple(both.values())


def articles(now: datetime) -> tuple[AgedArticle, ...]:
    """Return the articles of which there is something to say. As many statements, however many they are."""
    live, verified = live_articles(), verifications()
    known = _Known(live, verified, standing_changes(), current_generation().translations(), local_day(now))
    missing = _missing(live)
    wanted = demand_for(missing.keys(), now)
    found = []
    for article in live:
        place = article.id, article.language
        remarks = [*known.remarks(article)]
        if demand := wanted.get((article.id, article.language.other)):
            remarks.append(_not_translated(article, demand.people, tuple(demand.queries), now))
        if remarks:
            found.append(AgedArticle(article, tuple(remarks), verified.get(place)))
    return tuple(found)


def freshness_of(article_id: str, language: Language, now: datetime) -> tuple[Remark, ...]:
    """Return what is said of one article but who would like to have it translated. Two statements."""
    live = live_articles()
    article = next((each for each in live if (each.id, each.language) == (article_id, language)), None)
    if article is None:
        return ()
    changes, translations = standing_changes(), current_generation().translations()
    known = _Known(live, verifications(article_id), changes, translations, local_day(now))
    return tuple(known.remarks(article))


def untranslated() -> int:
    """Return how many live articles there are in one language only."""
    return len(_missing(live_articles()))


def verifications(article_id: str | None = None) -> Mapping[Place, Verification]:
    """Return the last verification of each article, or of one. One statement."""
    last = select(func.max(ArticleVerification.id)).group_by(
        ArticleVerification.article_id, ArticleVerification.language
    )
    if article_id is not None:
        last = last.where(ArticleVerification.article_id == article_id)
    rows = db.session.execute(
        select(ArticleVerification, Person.name)
        .join(Person, Person.id == ArticleVerification.person_id)
        .where(ArticleVerification.id.in_(last))
    )
    return {
        (row.article_id, row.language): Verification(row.id, row.verified_at, row.person_id, name)
        for row, name in rows
    }


def standing_changes() -> tuple[KnownChange, ...]:
    """Return the changes of areas that were not undone. One statement."""
    rows = db.session.scalars(
        select(AreaChange).where(AreaChange.undone_at.is_(None)).order_by(AreaChange.id)
    )
    return tuple(
        KnownChange(row.id, row.area, row.changed_on, row.what, row.recorded_at) for row in rows.all()
    )


def recorded_changes(limit: int = 50) -> tuple[RecordedChange, ...]:
    """Return the changes of areas, the latest first, with how many articles each still marks."""
    rows = db.session.execute(
        select(AreaChange, Person.name)
        .join(Person, Person.id == AreaChange.recorded_by_id)
        .order_by(AreaChange.changed_on.desc(), AreaChange.id.desc())
        .limit(limit)
    ).all()
    live, verified = live_articles(), verifications()
    return tuple(
        RecordedChange(
            row.id, row.area, row.changed_on, row.what, row.recorded_at, name, row.undone_at,
            0 if row.undone_at else len(_marked(_known(row), live, verified)),
        )
        for row, name in rows
    )  # fmt: skip


def marked_by(area: ProductArea, changed_on: date, now: datetime) -> tuple[Article, ...]:
    """Return the articles that a change would leave to be verified, were it recorded now."""
    change = KnownChange(0, area, changed_on, "", now)
    return tuple(_marked(change, live_articles(), verifications()))


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything that rules need."""

    live: Iterable[Article]
    verified: Mapping[Place, Verification]
    changes: tuple[KnownChange, ...]
    translations: Translations
    today: date

    def remarks(self, article: Article) -> Iterator[Remark]:
        """Yield what is said of an article, the most pressing first."""
        last = self.verified.get((article.id, article.language))
        at = last.verified_at if last else None
        stale = self.translations.get((article.id, article.language))
        source = self._source_of(article) if stale else None
        told = (
            review_remark(article, at, self.today),
            area_remark(article, at, self.changes),
            translation_remark(article, source, stale.change, at) if stale and source else None,
        )
        yield from (remark for remark in told if remark)

    def _source_of(self, article: Article) -> Article | None:
        return next(
            (each for each in self.live if (each.id, each.language) == (article.id, Language.ES)), None
        )


def _missing(live: Iterable[Article]) -> dict[Place, Article]:
    return {(each.id, each.language.other): each for each in live if not each.other_languages}


def _not_translated(article: Article, people: int, queries: tuple[str, ...], now: datetime) -> Remark:
    kind = RemarkKind.NOT_TRANSLATED
    return Remark(kind, article.id, article.language, local_day(now), people=people, queries=queries)


def _marked(
    change: KnownChange, live: Iterable[Article], verified: Mapping[Place, Verification]
) -> list[Article]:
    def at(article: Article) -> datetime | None:
        last = verified.get((article.id, article.language))
        return last.verified_at if last else None

    return [article for article in live if is_marked_by(article, at(article), change)]


def _known(row: AreaChange) -> KnownChange:
    return KnownChange(row.id, row.area, row.changed_on, row.what, row.recorded_at)
