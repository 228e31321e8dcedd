"""Lays out the end of a form that needed no ticket: the question before it counts, and the page after."""

from flask import url_for
from flask_babel import gettext as _

from app.deflection.pages import SolutionPage, SolvedPage
from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Crumb
from app.knowledge.queries import ballot_of, usefulness_of_one
from app.knowledge.rows import address_in
from app.knowledge.vote_panel import vote_panel
from app.knowledge.voter import current_voter
from app.web.identity import current_reader


def solution_page(form_key: str, article: Article, language: Language) -> SolutionPage:
    """Return the question whether ``article`` solved it; the way back leads to the review."""
    title = _("Are we done here?")
    address = url_for("deflection.ask_whether_solved", language=language, form_key=form_key)
    return SolutionPage(
        meta=unlisted_head(title, address),
        crumbs=_way(form_key, language, title),
        form_key=form_key,
        article_id=article.id,
        title=article.title,
        url=address_in(language, article),
        back_url=url_for("ticket_form.review", language=language, form_key=form_key),
        other_language=_other(article, language),
    )


def solved_page(form_key: str, article: Article, language: Language) -> SolvedPage:
    """Return what is shown when a form ended with ``article`` instead of a ticket."""
    title = _("All set, no ticket was sent")
    ballot = ballot_of(current_voter(), article.id, article.revision)
    votes = usefulness_of_one(article.id)
    return SolvedPage(
        meta=unlisted_head(title, url_for("deflection.solved", language=language, form_key=form_key)),
        crumbs=trail(language, Crumb(title)),
        form_key=form_key,
        title=article.title,
        url=address_in(language, article),
        other_language=_other(article, language),
        vote=vote_panel(article, language, votes, ballot, is_staff=current_reader().is_staff),
    )


def _way(form_key: str, language: Language, title: str) -> tuple[Crumb, ...]:
    draft = url_for("ticket_form.show", language=language, draft=form_key)
    return trail(language, Crumb(_("Create a ticket"), draft), Crumb(title))


def _other(article: Article, language: Language) -> Language | None:
    return article.language if article.language is not language else None
