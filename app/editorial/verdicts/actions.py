"""Saying why the help was not enough, and taking it back; none of it commits."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.roles import audiences_of
from app.editorial.verdicts.models import ArticleVerdict
from app.editorial.verdicts.vocabulary import NO_ARTICLE, OF_NO_ARTICLE, Verdict
from app.kernel.errors import RuleBroken
from app.kernel.wording import N_
from app.knowledge.reading import current_generation
from app.storage.database import db
from app.tickets.access import Act, Viewer, require
from app.tickets.models import Ticket
from app.tickets.recording import hold


def give(ticket: Ticket, viewer: Viewer, article_id: str, verdict: Verdict, now: datetime) -> None:
    """Keep what the viewer says of an article, in the place of what was said before.

    Raises RuleBroken for an article that the ticket's requester cannot read, or that is gone.
    """
    require(viewer, Act.NOTE, ticket)
    language, revision = ticket.language, ""
    if article_id == NO_ARTICLE:
        if verdict not in OF_NO_ARTICLE:
            raise RuleBroken(N_("Choose the article that this is about."), field="verdict")
    else:
        shelf = current_generation().shelf(audiences_of(ticket.plan, frozenset()))
        article = shelf.by_id(article_id, ticket.language)
        if article is None:
            raise RuleBroken(N_("That article is no longer there for this customer."), field="verdict")
        language, revision = article.language, article.revision
    hold(ticket)
    said = _said(ticket, article_id)
    if said is not None and said.verdict is verdict:
        return
    if said is None:
        said = ArticleVerdict(ticket_id=ticket.id, article_id=article_id)
        db.session.add(said)
    said.verdict, said.language, said.revision = verdict, language, revision
    said.giver_id, said.given_at = viewer.person_id, now
    db.session.flush()


def take_back(ticket: Ticket, viewer: Viewer, article_id: str) -> None:
    """Forget what was said of an article on this ticket; nothing happens when nothing was."""
    require(viewer, Act.NOTE, ticket)
    hold(ticket)
    if said := _said(ticket, article_id):
        db.session.delete(said)
        db.session.flush()


def _said(ticket: Ticket, article_id: str) -> ArticleVerdict | None:
    return db.session.scalar(select(ArticleVerdict).filter_by(ticket_id=ticket.id, article_id=article_id))
