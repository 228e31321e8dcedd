"""Everything the desk knows of one article in one language."""

from datetime import datetime

from app.editorial.feedback.answers import ArticleCase
from app.kernel.terms import Language


def article_case(
    article_id: str, language: Language, live_revision: str, now: datetime
) -> ArticleCase | None:
    """Return the case of an article; ``live_revision`` is "" for one that is not live.

    None where it is neither live nor known from items and votes.
    """
    raise NotImplementedError
