"""Articles to check, for the team: what is due, what the product overtook, what translations lack."""

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.editorial.freshness.actions import verify
from app.editorial.freshness.queries import articles, live_articles, untranslated
from app.kernel.clock import utc_now
from app.kernel.errors import Conflict, NotFound
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.article import Article
from app.storage.database import transaction
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.freshness_export import as_csv
from app.workspace.freshness_lists import Asked, FreshnessPage, lists_of, owners_of
from app.workspace.spreadsheet import to_save
from app.workspace.typed_numbers import number_in

workspace_freshness = Blueprint("workspace_freshness", __name__)
_AT = "/<language:language>/staff/freshness"
_READERS = holders_of(Permission.REVIEW_VOTES)
_DONE = {
    "verified": N_("Noted: it is still right. It leaves the lists."),
    "earlier": N_("Somebody else verified it before you; there is nothing more to do."),
}


@workspace_freshness.page(_AT, access=_READERS)
def show(language: Language) -> ResponseReturnValue:
    """Show the four lists."""
    done = _DONE.get(request.args.get("done", ""))
    return render_template("workspace/freshness.html", page=_page(done=_(done) if done else ""))


@workspace_freshness.page(f"{_AT}/export", access=_READERS)
def export(language: Language) -> ResponseReturnValue:
    """Give all lists as a table for spreadsheets."""
    asked, reader = Asked.of(request), current_reader()
    found = [each for each in articles(utc_now()) if asked.takes(each, reader)]
    return to_save("articles-to-check.csv", as_csv(lists_of(found, most=None)))


@workspace_freshness.page(f"{_AT}/<article_id>/verifications", access=_READERS, methods=("POST",))
def verified(language: Language, article_id: str) -> ResponseReturnValue:
    """Keep that an article is still right, in the language that the form names."""
    article, seen = _article_named(article_id, language), number_in(request.form.get("seen", "")) or 0
    try:
        with transaction():
            first = verify(article, request.form.get("revision", ""), seen, _person_id(), utc_now())
    except Conflict as conflict:
        page = _page(problem=_(conflict.message))
        return render_template("workspace/freshness.html", page=page), HTTPStatus.CONFLICT
    done = "verified" if first else "earlier"
    address = {**Asked.of(request).address, "done": done}
    return redirect(url_for("workspace_freshness.show", **address), HTTPStatus.SEE_OTHER)


def _page(*, problem: str = "", done: str = "") -> FreshnessPage:
    asked, reader = Asked.of(request), current_reader()
    aged = articles(utc_now())
    return FreshnessPage(
        lists=lists_of(each for each in aged if asked.takes(each, reader)),
        owners=owners_of(aged, asked),
        areas=tuple(sorted({each.article.product_area for each in aged})),
        asked=asked,
        untranslated=untranslated(),
        may_record=reader.may(Permission.PROPOSE_CHANGES),
        export_url=url_for("workspace_freshness.export", **asked.address),
        problem=problem,
        done=done,
    )


def _article_named(article_id: str, language: Language) -> Article:
    """Return the article a form is about. Raises NotFound."""
    named = article_id, request.form.get("article_in", language.value)
    found = next((each for each in live_articles() if (each.id, each.language) == named), None)
    if found is None:
        raise NotFound(N_("This article is not published any more."))
    return found


def _person_id() -> int:
    person_id = current_reader().person_id
    if person_id is None:
        raise NotFound(N_("This page does not exist."))
    return person_id
