"""Synonyms that people's searches propose, for editors to commit or leave."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app.editorial.proposals import FEWEST, SPAN, Proposal, proposals
from app.kernel.clock import utc_now
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.knowledge.catalogue import Shelf
from app.knowledge.reading import current_generation
from app.knowledge.rows import address_in
from app.search.synonym_file import read_synonyms
from app.storage.database import db
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader

workspace_synonyms = Blueprint("workspace_synonyms", __name__)


@dataclass(frozen=True, slots=True)
class OpenedArticle:
    """An article people came to; without an address where it is not live."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal with its articles by name."""

    proposal: Proposal
    articles: tuple[OpenedArticle, ...]


@dataclass(frozen=True, slots=True)
class SynonymsPage:
    """Everything proposed; at least ``fewest`` visitors in ``days`` days stand behind each."""

    fewest: int
    days: int
    cards: tuple[ProposalCard, ...]


@workspace_synonyms.page(
    "/<language:language>/workspace/synonyms", access=holders_of(Permission.SEE_PUBLISHING)
)
def show(language: Language) -> ResponseReturnValue:
    """Show what is proposed, with its evidence and the line to commit."""
    generation = current_generation()
    shelf = generation.shelf(current_reader().audiences)
    found = proposals(db.session.connection(), read_synonyms(generation.folder / "index"), utc_now())
    cards = tuple(ProposalCard(one, _articles(shelf, one, language)) for one in found)
    return render_template(
        "workspace/synonyms.html", page=SynonymsPage(FEWEST, SPAN.days, cards), language=language
    )


def _articles(shelf: Shelf, proposal: Proposal, language: Language) -> tuple[OpenedArticle, ...]:
    known = (
        (each, shelf.by_id(each, language) or shelf.by_id(each, language.other)) for each in proposal.articles
    )
    return tuple(
        OpenedArticle(article.title, address_in(language, article)) if article else OpenedArticle(each, "")
        for each, article in known
    )
