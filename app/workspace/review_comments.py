"""What readers wrote beside their votes, as the team reads it: nothing that tells who wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.editorial.feedback.answers import Comment
from app.kernel.terms import Language
from app.knowledge.paging import Paging
from app.workspace.review_list import Articles, case_address, name_of_person
from app.workspace.review_words import Tag, reason_tag

_SHORT = 7  # characters of a revision


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment ready to print; ``handled`` says who attended to it and "" while nobody did."""

    vote_id: int
    text: str
    helpful: bool
    reason: Tag | None
    title: str
    url: str
    language: Language
    revision: str
    is_live: bool
    cast_at: datetime
    wants_news: bool
    handled: str
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """Comments that wait, the latest first."""

    rows: tuple[CommentRow, ...]
    total: int
    here: str
    paging: Paging


def comment_row(comment: Comment, articles: Articles, people: Mapping[int, str]) -> CommentRow:
    """Return a comment ready to print."""
    article = articles.find(comment.article_id, comment.language)
    return CommentRow(
        vote_id=comment.vote_id,
        text=comment.text,
        helpful=comment.helpful,
        reason=reason_tag(comment.reason) if comment.reason else None,
        title=article.title if article else comment.article_id,
        url=case_address(comment.article_id, comment.language),
        language=comment.language,
        revision=comment.revision[:_SHORT],
        is_live=article is not None and article.revision == comment.revision,
        cast_at=comment.cast_at,
        wants_news=comment.wants_news,
        handled=_("Attended to by %(name)s", name=name_of_person(comment.handler_id, people))
        if comment.handled_at
        else "",
        handled_at=comment.handled_at,
    )
