"""Every component in every state on one page, for whoever changes the look; in development only."""

from dataclasses import dataclass, replace

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.errors import NotFound
from app.kernel.terms import Audience, Language
from app.knowledge.catalogue import Shelf
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.list_pages import faq_groups
from app.knowledge.pages import (
    ArticleRow,
    CategoryCard,
    Crumb,
    FaqEntry,
    Freshness,
    Meta,
    VotePanel,
    VoteState,
)
from app.knowledge.routes import open_shelf
from app.knowledge.rows import Rows, shelves
from app.knowledge.scoring import NO_VOTES, Usefulness
from app.knowledge.vote_panel import vote_panel
from app.knowledge.votes import Ballot, NoReason
from app.settings import Settings
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.i18n import page_language

gallery = Blueprint("gallery", __name__)
_PRAISED = Usefulness(helpful=1204, votes=1267)
_BLAMED = Usefulness(helpful=11, votes=31)
_BALLOTS: dict[str, Ballot] = {
    VoteState.HELPED: Ballot(helpful=True),
    VoteState.WHY: Ballot(helpful=False),
    VoteState.NOTED: Ballot(helpful=False, reason=NoReason.CONFUSING),
}
_REFUSED = "refused"  # the form of a reader who left it empty
_VOTES = (*VoteState, _REFUSED)
_TITLE = "Gallery"


@dataclass(frozen=True, slots=True)
class Variant:
    """Another state of a component that can stand on a page only once."""

    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """The components over the articles that are live, with votes that nobody cast.

    ``rows`` are one for each mark a row can carry, the first without any. ``vote`` is the
    panel in the state chosen with ``?vote=``, ``votes`` leads to the others; ``refused``
    shows what was wrong with the form, to one of the staff. ``tones`` are those of notes,
    ``tag_tones`` of tags.
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    rows: tuple[ArticleRow, ...]
    cards: tuple[CategoryCard, ...]
    entries: tuple[FaqEntry, ...]
    vote: VotePanel
    votes: tuple[Variant, ...]
    number: int = 2
    pages: int = 3
    previous_url: str | None = "#pager"
    next_url: str | None = "#pager"
    tones: tuple[str, ...] = ("info", "ok", "warn", "bad")
    tag_tones: tuple[str, ...] = ("info", "ok", "warn", "bad", "vio")


@gallery.page("/gallery", access=anyone)
def show() -> ResponseReturnValue:
    """Show every component; there is no such page in production."""
    settings: Settings = current_app.extensions["settings"]
    if settings.is_production:
        raise NotFound("This page does not exist.")
    _generation, shelf = open_shelf()
    page = gallery_page(shelf, page_language(), request.args.get("vote", VoteState.ASKED))
    return render_template("portal/gallery.html", page=page)


def gallery_page(shelf: Shelf, language: Language, vote: str) -> GalleryPage:
    """Return all components over ``shelf``, the vote in the state of that name. Raises NotFound."""
    everything = shelf.everything(language)
    if vote not in _VOTES or not everything:
        raise NotFound("This page does not exist.")
    rows = Rows(shelf, language, {}, utc_now())
    panel = vote_panel(everything[0], language, _PRAISED, _BALLOTS.get(vote), is_staff=vote == _REFUSED)
    return GalleryPage(
        meta=unlisted_head(_TITLE, url_for("gallery.show")),
        crumbs=trail(language, Crumb(_TITLE)),
        rows=_rows(rows.of(everything[:1])[0], language),
        cards=shelves(shelf, language, rows, {}),
        entries=tuple(entry for group in faq_groups(shelf, language) for entry in group.entries)[:3],
        vote=_refused(panel) if vote == _REFUSED else panel,
        votes=tuple(
            Variant(name, url_for("gallery.show", vote=name, _anchor="vote"), name == vote) for name in _VOTES
        ),
    )


def _refused(panel: VotePanel) -> VotePanel:
    errors = {
        "reason": _("Choose what was missing"),
        "contact": _("Write an address like name@example.com, or leave it empty"),
    }
    return replace(panel, state=VoteState.WHY, contact="ana@", errors=errors)


def _rows(plain: ArticleRow, language: Language) -> tuple[ArticleRow, ...]:
    plain = replace(plain, usefulness=NO_VOTES, freshness=None, has_video=False, audience=Audience.EVERYONE)
    return (
        plain,
        replace(plain, usefulness=_PRAISED, freshness=Freshness.NEW),
        replace(plain, usefulness=_BLAMED, freshness=Freshness.UPDATED),
        replace(plain, has_video=True, other_language=language.other),
        replace(plain, audience=Audience.VIP),
        replace(plain, audience=Audience.STAFF, title=f"{plain.title}. " * 3, summary=plain.summary * 3),
    )
