"""Synonyms that people's searches propose, for editors to commit or to refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.editorial.gaps.refusals import LONGEST_REASON, pair_of, refuse
from app.editorial.proposals import FEWEST, SPAN, Proposal, kept_proposals, looked_at
from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.knowledge.catalogue import Shelf
from app.knowledge.reading import current_generation
from app.knowledge.rows import address_in
from app.search.synonym_file import read_synonyms
from app.storage.database import db, transaction
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.gaps_source import home

workspace_synonyms = Blueprint("workspace_synonyms", __name__)
_SHOWN = 50  # the rest waits: each has a form of its own
_EDITORS = holders_of(Permission.SEE_PUBLISHING)


@dataclass(frozen=True, slots=True)
class OpenedArticle:
    """An article people came to; without an address where it is not live."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal with its articles by name; ``reason`` and ``problem`` of a refusal that was not taken."""

    proposal: Proposal
    articles: tuple[OpenedArticle, ...]
    reason: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SynonymsPage:
    """What is proposed most; at least ``fewest`` visitors in ``days`` days stand behind each.

    ``everything`` counts also those that are not shown until others are out of the way. ``looked_at``
    is when the worker looked last, None before it did.
    """

    fewest: int
    days: int
    cards: tuple[ProposalCard, ...]
    everything: int
    has_git: bool
    may_write: bool
    looked_at: datetime | None
    longest: int = LONGEST_REASON
    problems: Mapping[str, str] = field(default_factory=dict)


@workspace_synonyms.page("/<language:language>/workspace/synonyms", access=_EDITORS)
def show(language: Language) -> ResponseReturnValue:
    """Show what is proposed, with its evidence and the line to commit."""
    return render_template("workspace/synonyms.html", page=_page(language), language=language)


@workspace_synonyms.page(
    "/<language:language>/workspace/synonyms/refusal", access=_EDITORS, methods=("POST",)
)
def refusal(language: Language) -> ResponseReturnValue:
    """Remember that a pair is no synonym; one that is not proposed any more is left as it is."""
    pair = _asked_pair()
    one = next((each for each in _proposed() if _pair(each) == pair), None)
    if one is not None:
        reason = request.form.get("reason", "")
        try:
            with transaction():
                phrases = one.first, one.second
                refuse(one.language, phrases, one.people, reason, current_reader(), utc_now())
        except RuleBroken as broken:
            page = _page(language, pair, gettext(broken.message, **broken.values))
            return render_template("workspace/synonyms.html", page=page, language=language), 422
    return redirect(url_for("workspace_synonyms.show"), 303)


def _page(language: Language, refused: object = None, problem: str = "") -> SynonymsPage:
    shelf = current_generation().shelf(current_reader().audiences)
    cards = []
    problems: dict[str, str] = {}
    proposed = _proposed()
    for number, one in enumerate(proposed[:_SHOWN], start=1):
        articles, is_it = _articles(shelf, one, language), bool(problem) and _pair(one) == refused
        typed = request.form.get("reason", "") if is_it else ""
        cards.append(ProposalCard(one, articles, typed, problem if is_it else ""))
        problems |= {f"reason-{number}": problem} if is_it else {}
    return SynonymsPage(
        FEWEST,
        SPAN.days,
        tuple(cards),
        len(proposed),
        has_git=home().has_git,
        may_write=current_reader().may(Permission.PROPOSE_CHANGES),
        looked_at=looked_at(db.session.connection()),
        problems=problems,
    )


def _proposed() -> list[Proposal]:
    live = read_synonyms(current_generation().folder / "index")
    return kept_proposals(db.session.connection(), live)


def _pair(one: Proposal) -> tuple[Language, str, str]:
    return pair_of(one.language, one.first, one.second)


def _asked_pair() -> tuple[Language, str, str] | None:
    spoken = request.form.get("in", "")
    if spoken not in set(Language):
        return None
    return pair_of(Language(spoken), request.form.get("first", ""), request.form.get("second", ""))


def _articles(shelf: Shelf, proposal: Proposal, language: Language) -> tuple[OpenedArticle, ...]:
    known = (
        (each, shelf.by_id(each, language) or shelf.by_id(each, language.other)) for each in proposal.articles
    )
    return tuple(
        OpenedArticle(article.title, address_in(language, article)) if article else OpenedArticle(each, "")
        for each, article in known
    )
