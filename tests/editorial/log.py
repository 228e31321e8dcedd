"""Writes what visitors searched and opened, the way the query log keeps it."""

from datetime import UTC, datetime, timedelta
from itertools import count

from app.kernel.terms import Language
from app.search.models import SearchOrigin, StepKind
from app.search.query_log import AskedQuery, keep_query, keep_step
from app.storage.database import transaction

NOON = datetime(2026, 11, 20, 16, tzinfo=UTC)
_tokens = count(1)


def visitor_searches(
    visitor: str,
    *texts: str,
    opens: str = "",
    at: datetime = NOON,
    language: Language = Language.ES,
    results: int | None = 1,
    found: int = 0,
    every: timedelta = timedelta(seconds=40),
) -> None:
    """Let a visitor try some searches, one after the other, and open an article for the last one."""
    with transaction():
        for place, text in enumerate(texts):
            token = f"{next(_tokens):016x}"
            now = at + place * every
            counted = results if place == len(texts) - 1 else found
            asked = AskedQuery(text, language, SearchOrigin.FORM, results=counted)
            keep_query(token, visitor, asked, now)
            if opens and place == len(texts) - 1:
                keep_step(token, visitor, StepKind.OPENED, now + timedelta(seconds=5), opens, 1)
