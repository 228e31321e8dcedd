"""The question under an article, as the reader's own vote leaves it."""

from typing import Any

from flask import url_for
from wtforms import Form

from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.forms import REASONS, sealed_revision
from app.knowledge.pages import Choice, VotePanel, VoteState
from app.knowledge.scoring import Usefulness
from app.knowledge.votes import COMMENT_LIMIT, Ballot


def vote_panel(
    article: Article,
    language: Language,
    usefulness: Usefulness,
    ballot: Ballot | None,
    *,
    is_staff: bool,
    refused: Form | None = None,
) -> VotePanel:
    """Return the panel; with ``refused`` it shows again what was sent and what was wrong with it."""
    address: dict[str, Any] = {"language": language, "slug": article.slug}
    reason = refused["reason"].data if refused else ballot and ballot.reason
    shown = ballot or Ballot(helpful=False)
    return VotePanel(
        state=VoteState.WHY if refused else _state(ballot),
        usefulness=usefulness,
        revision=sealed_revision(article),
        vote_url=url_for("votes.cast", **address),
        reason_url=url_for("votes.reason", **address),
        withdrawal_url=url_for("votes.withdrawal", **address),
        reasons=tuple(Choice(value, str(label), value == reason) for value, label in REASONS.items()),
        comment=refused["comment"].data if refused else shown.comment,
        contact=refused["contact"].data if refused else shown.contact,
        comment_limit=COMMENT_LIMIT,
        errors={field.name: str(field.errors[0]) for field in refused if field.errors} if refused else {},
        is_staff=is_staff,
    )


def _state(ballot: Ballot | None) -> VoteState:
    if ballot is None:
        return VoteState.ASKED
    if ballot.helpful:
        return VoteState.HELPED
    return VoteState.NOTED if ballot.reason else VoteState.WHY
