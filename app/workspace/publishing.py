"""What publications did: faults, articles kept at their last good version, searches gained and lost."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.editorial.feedback.references import unknown_references
from app.kernel.clock import utc_now
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.catalogue_file import GenerationUnusable
from app.knowledge.changes import Changes, read_changes
from app.knowledge.generation_store import GenerationStore
from app.knowledge.reading import current_generation
from app.knowledge.rollback import generations
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.publishing_page import publishing_page

workspace = Blueprint("workspace", __name__)


@workspace.page("/<language:language>/workspace/publishing", access=holders_of(Permission.SEE_PUBLISHING))
def publishing(language: Language) -> ResponseReturnValue:
    """Show editors and staff what the live generation was made of."""
    return _shown(current_generation().folder.name, language)


@workspace.page(
    "/<language:language>/staff/publishing/<generation>", access=holders_of(Permission.SEE_PUBLISHING)
)
def past_publication(language: Language, generation: str) -> ResponseReturnValue:
    """Show what one of the kept generations was made of. Raises NotFound when it is not on this machine."""
    return _shown(generation, language)


def _shown(name: str, language: Language) -> ResponseReturnValue:
    live = current_generation()
    store = GenerationStore(live.folder.parent)
    there = generations(store)
    shown = next((one for one in there if one.name == name), None)
    if shown is None or shown.report is None:
        raise NotFound(N_("This publication is no longer kept."))
    shelf = live.shelf(current_reader().audiences)
    unknown = unknown_references(utc_now()) if shown.live else ()
    page = publishing_page(shown, shown.report, _changes(store, name), there, unknown, shelf, language)
    return render_template("workspace/publishing.html", page=page, language=language)


def _changes(store: GenerationStore, name: str) -> Changes:
    try:
        return read_changes(store.path(name))
    except GenerationUnusable:
        return Changes()
