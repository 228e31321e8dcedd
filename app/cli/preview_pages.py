"""What a preview shows beside the portal's own pages: the check of each article, and all that is wrong.

Only the preview's application has these pages; the portal that readers use knows nothing of them.
"""

from flask import Flask, current_app, jsonify, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from jinja2 import BaseLoader, ChoiceLoader, DictLoader, FileSystemLoader, PrefixLoader

from app.cli.preview_checks import (
    ArticleCheck,
    article_check,
    drafts,
    faulty_files,
    raw_lines,
    without_translation,
)
from app.cli.preview_watch import Judgement, WorkingTree
from app.kernel.errors import NotFound
from app.kernel.terms import Audience, Language
from app.knowledge.access import find_article
from app.knowledge.catalogue import Shelf
from app.knowledge.reading import current_generation
from app.knowledge.report_file import read_report
from app.settings import ROOT
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.i18n import page_language
from app.web.identity import Reader, current_reader, supply_reader

_FILES = ROOT / "templates" / "preview"
_PATIENCE = 20.0  # seconds that a page's question for news stays open

preview = Blueprint("preview", __name__)


def show_preview(app: Flask, tree: WorkingTree) -> None:
    """Give the portal's application the preview's pages and parts, and a reader who may read everything."""
    app.extensions["preview"] = tree
    app.register_blueprint(preview)
    supply_reader(app.extensions, lambda: Reader(audiences=frozenset(Audience)))
    portal: BaseLoader = app.jinja_env.loader or DictLoader({})
    instead = FileSystemLoader(_FILES / "instead")
    app.jinja_env.loader = ChoiceLoader([instead, PrefixLoader({"portal": portal}, ":"), portal])
    app.jinja_env.globals.update(judgement=_judgement, check_of=_check_of)
    app.before_request(_answer_afresh)
    app.before_request(_explain_missing_article)


@preview.page("/<language:language>/preview", access=anyone)
def overview(language: Language) -> ResponseReturnValue:
    """Show everything that is wrong, the drafts, and what misses a translation."""
    told, shelf = _judgement(), _shelf()
    return render_template(
        "preview/overview.html",
        trouble=_(told.trouble.message, **told.trouble.values) if told.trouble else "",
        files=faulty_files(told, shelf),
        drafts=drafts(told, shelf),
        missed=read_report(current_generation().folder).finds.missed,
        alone=without_translation(shelf, language),
    )


@preview.page("/preview/changes", access=anyone)
def changes() -> ResponseReturnValue:
    """Answer once the pages may look otherwise than in the version the asker has, or after a while."""
    return jsonify(version=_tree().after(request.args.get("after", ""), _PATIENCE))


@preview.page("/preview/<any('preview.js', 'preview.css'):name>", access=anyone)
def file(name: str) -> ResponseReturnValue:
    """Return the preview's own script or style sheet."""
    return send_from_directory(_FILES, name)


def _answer_afresh() -> None:
    """Keep no page: a copy from before would ask for news of a version that is long gone."""
    request.environ.pop("HTTP_IF_NONE_MATCH", None)


def _explain_missing_article() -> ResponseReturnValue | None:
    """Show the file of an article that is not live, with what is wrong with it, instead of a 404."""
    if request.endpoint != "articles.show":
        return None
    values = request.view_args or {}
    language, slug = page_language(), str(values.get("slug", ""))
    told = _judgement()
    manuscript = told.at(language, slug)
    if manuscript is None:
        return None
    try:
        find_article(_shelf(), language, slug)
    except NotFound:
        lines = raw_lines(told, manuscript)
        return render_template("preview/problem.html", manuscript=manuscript, lines=lines)
    return None


def _check_of(article_id: str, language: Language) -> ArticleCheck | None:
    article = _shelf().by_id(article_id, language)
    return article_check(_judgement(), article, current_generation()) if article else None


def _judgement() -> Judgement:
    return _tree().judgement


def _shelf() -> Shelf:
    return current_generation().shelf(current_reader().audiences)


def _tree() -> WorkingTree:
    tree: WorkingTree = current_app.extensions["preview"]
    return tree
