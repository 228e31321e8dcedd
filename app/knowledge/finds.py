"""Check that the phrases an editor promised (``finds:``) bring their article among the first three."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from app.knowledge.article import Article
from app.knowledge.validation import audiences_reading
from app.search.documents import SearchQuery
from app.search.engine import SearchReader

TOP = 3


@dataclass(frozen=True, slots=True)
class MissedPhrase:
    """A phrase that does not find its article; ``place`` is where it stands among ten, or 0."""

    path: str
    phrase: str
    place: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindsReport:
    """How many phrases were tried, which missed, and how many there was no time for."""

    tried: int
    missed: tuple[MissedPhrase, ...]
    left_out: int


def check_finds(reader: SearchReader, articles: Iterable[Article], seconds: float) -> FindsReport:
    """Try the phrases of ``articles`` in order for at most ``seconds``."""
    deadline = time.monotonic() + seconds
    tried = left_out = 0
    missed: list[MissedPhrase] = []
    for article in articles:
        for phrase in article.finds:
            if time.monotonic() > deadline:
                left_out += 1
                continue
            tried += 1
            miss = _miss(reader, article, phrase)
            if miss:
                missed.append(miss)
    return FindsReport(tried, tuple(missed), left_out)


def _miss(reader: SearchReader, article: Article, phrase: str) -> MissedPhrase | None:
    answer = reader.search(SearchQuery(phrase, article.language, audiences_reading(article.audience)))
    ids = [hit.article_id for hit in answer.hits]
    place = ids.index(article.id) + 1 if article.id in ids else 0
    return None if 1 <= place <= TOP else MissedPhrase(article.path, phrase, place, tuple(ids[:TOP]))
