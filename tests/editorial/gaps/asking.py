"""People who look for something the help centre does not answer, and an index that does or does not."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select

from app.editorial.gaps.gathering import gather
from app.editorial.gaps.keeping import keep
from app.editorial.gaps.models import ContentGap
from app.search.documents import DraftText, Excerpt, SearchHit, SearchQuery, SearchResults, Suggestion
from app.search.languages import words_of
from app.storage.database import db, transaction
from tests.editorial.log import NOON, visitor_searches

_visitors = count(1)


class Index:
    """An index that surely finds what holds one of its words, and nothing else."""

    def __init__(self, *words: str) -> None:
        self.words = set(words)

    def search(self, query: SearchQuery) -> SearchResults:
        """Find one article for a word that is known."""
        hits = [SearchHit("k", "seniat", query.language, 1.0, "", "", Excerpt("T"), Excerpt("E"))]
        known = hits if self._known(query.text) else []
        return SearchResults(tuple(known), len(known))

    def suggest(self, draft: DraftText) -> tuple[Suggestion, ...]:
        """Suggest the same article, by every word."""
        if not self._known(draft.title):
            return ()
        reasons = tuple(word.text for word in words_of(draft.title))[:4]
        return (Suggestion("k", "seniat", draft.language, 1.0, "", "", Excerpt("T"), Excerpt("E"), reasons),)

    def complete(self, query: SearchQuery) -> tuple[()]:
        """Complete nothing."""
        return ()

    def close(self) -> None:
        """Hold nothing open."""

    def _known(self, text: str) -> bool:
        return bool(self.words & {word.text for word in words_of(text)})


def people_search(*texts: str, people: int = 5, at: datetime = NOON, results: int = 0) -> None:
    """Let different visitors type each of these, and find nothing."""
    for text in texts:
        for _ in range(people):
            visitor_searches(f"g{next(_visitors)}", text, at=at, results=results)


def run(now: datetime, index: Index | None = None, live_since: datetime | None = None) -> int:
    """Do what the job does, on this index."""
    found = gather(index or Index(), live_since or now - timedelta(days=80), now)
    with transaction():
        return keep(found, now)


def gaps() -> dict[str, ContentGap]:
    """Return every gap by its name."""
    db.session.expire_all()
    return {gap.name: gap for gap in db.session.scalars(select(ContentGap).order_by(ContentGap.id))}


def names(found: Iterable[ContentGap]) -> list[str]:
    """Return their names."""
    return [gap.name for gap in found]
