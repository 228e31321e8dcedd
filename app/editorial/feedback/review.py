"""What the review page is told: articles by expected harm, the figures, the weeks, the comments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.editorial.feedback.answers import ReviewLine
from app.editorial.feedback.comments import comments, waiting_comments
from app.editorial.feedback.harm import expected_harm, share_of
from app.editorial.feedback.models import FeedbackItem
from app.editorial.feedback.standing import (
    Edition,
    about,
    failed_suggestions,
    live_editions,
    standing_votes,
    votes_since_closed,
)
from app.editorial.feedback.trends import desk_figures, vote_weeks
from app.editorial.feedback.use import no_weeks, tickets_after, weekly_readers, weeks_of_articles
from app.storage.database import db

__all__ = [
    "comments",
    "desk_figures",
    "line_of",
    "lines_in_order",
    "review_lines",
    "vote_weeks",
    "with_details",
]


def review_lines(now: datetime) -> tuple[ReviewLine, ...]:
    """Return open items and live articles with votes, the most harm first, with details; eight statements."""
    return with_details(lines_in_order(now), now)


def lines_in_order(now: datetime) -> tuple[ReviewLine, ...]:
    """Return the same without the details; four statements."""
    facts = _Facts(now)
    return tuple(sorted(map(facts.line, facts.editions()), key=_order))


def with_details(lines: Sequence[ReviewLine], now: datetime) -> tuple[ReviewLine, ...]:
    """Return lines with what only those that are shown need; four statements, none for no lines."""
    if not lines:
        return ()
    details = _Details(now, {line.article_id for line in lines})
    return tuple(map(details.added, lines))


def line_of(edition: Edition, now: datetime) -> ReviewLine:
    """Return the line of one article, whatever is known of it; as many statements."""
    (line,) = with_details([_Facts(now, edition[0]).line(edition)], now)
    return line


class _Facts:
    """What puts lines in order, asked once for all of them or for one article."""

    def __init__(self, now: datetime, article_id: str | None = None) -> None:
        self._live = live_editions()
        self._items = _open_items(article_id)
        self._votes = votes_since_closed(article_id)
        self._readers = weekly_readers(now, article_id)
        self._comments = waiting_comments(now, article_id)

    def editions(self) -> Iterable[Edition]:
        """Return what is listed: open items, and live articles that votes or comments are about."""
        spoken_of = {edition for edition in self._votes if self._has_votes(edition)} | self._comments.keys()
        return self._items.keys() | (spoken_of & self._live.keys())

    def line(self, edition: Edition) -> ReviewLine:
        """Return the line of one article, without details."""
        item = self._items.get(edition)
        votes = standing_votes(
            self._votes.get(edition, {}), self._revision(edition), is_open=item is not None
        )
        not_helpful = share_of(votes.no, votes.votes)
        readers = self._readers.get(edition, 0.0)
        article_id, language = edition
        return ReviewLine(
            number=item.id if item else 0,
            article_id=article_id,
            language=language,
            state=item.state if item else None,
            assignee_id=item.assignee_id if item else None,
            causes=item.causes if item else frozenset(),
            opened_at=item.opened_at if item else None,
            weekly_readers=readers,
            not_helpful=not_helpful,
            harm=expected_harm(readers, not_helpful),
            reasons=votes.reasons,
            open_comments=self._comments.get(edition, 0),
        )

    def _has_votes(self, edition: Edition) -> bool:
        counts = self._votes[edition]
        return bool(standing_votes(counts, self._revision(edition), is_open=False).votes)

    def _revision(self, edition: Edition) -> str:
        return self._live[edition].revision if edition in self._live else ""


class _Details:
    """What is told of lines beside their place, asked once for all that are shown."""

    def __init__(self, now: datetime, article_ids: AbstractSet[str]) -> None:
        self._live = live_editions()
        self._suggestions = failed_suggestions(now, self._live, article_ids)
        self._tickets = self._by_live_edition(tickets_after(now, article_ids))
        self._weeks = weeks_of_articles(now, article_ids)
        self._no_weeks = no_weeks(now)

    def added(self, line: ReviewLine) -> ReviewLine:
        """Return a line with its details."""
        edition = line.article_id, line.language
        return replace(
            line,
            failed_suggestions=self._suggestions.get(edition, 0),
            tickets_after=share_of(*self._tickets.get(edition, (0, 0))),
            weeks=self._weeks.get(edition, self._no_weeks),
        )

    def _by_live_edition(
        self, counts: Mapping[Edition, tuple[int, int]]
    ) -> Mapping[Edition, tuple[int, int]]:
        """Count for the text that was read what began in a language that the article is not written in."""
        sums: dict[Edition, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for (article_id, language), (part, whole) in counts.items():
            own, other = (article_id, language), (article_id, language.other)
            edition = other if own not in self._live and other in self._live else own
            sums[edition] = (sums[edition][0] + part, sums[edition][1] + whole)
        return sums


def _open_items(article_id: str | None) -> Mapping[Edition, FeedbackItem]:
    items = db.session.scalars(
        select(FeedbackItem).where(
            FeedbackItem.closed_at.is_(None), about(FeedbackItem.article_id, article_id)
        )
    )
    return {(item.article_id, item.language): item for item in items}


def _order(line: ReviewLine) -> tuple[float, float, int, str, str]:
    return -line.harm, -line.not_helpful.low, -line.not_helpful.part, line.article_id, line.language
