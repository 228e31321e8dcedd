"""Adding a synonym: the exact line and file first, then a commit on a branch, or a patch to download."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.editorial.gaps.synonym_change import LONGEST_PHRASE, SynonymChange, synonym_file
from app.kernel.clock import utc_now
from app.kernel.errors import DomainError
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.text import one_line
from app.knowledge.git_branches import PREFIX
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.gaps_source import Pair, branch_of, change_for, download_of, home, is_on
from app.workspace.typed_numbers import number_in

workspace_gaps_synonym = Blueprint("workspace_gaps_synonym", __name__)
_READERS = holders_of(Permission.REVIEW_VOTES)
_WRITERS = holders_of(Permission.PROPOSE_CHANGES)
_LONGEST_BRANCH = 200


@dataclass(frozen=True, slots=True)
class SynonymPage:
    """The pair as it was typed, the change it makes, and the branch that holds it if there is one."""

    pair: Pair
    address: Mapping[str, Any]
    change: SynonymChange | None
    file: str
    branch: str
    base: str
    has_git: bool
    may_write: bool
    longest: int = LONGEST_PHRASE
    problems: Mapping[str, str] = field(default_factory=dict)


@workspace_gaps_synonym.page("/<language:language>/staff/synonym", access=_READERS)
def show(language: Language) -> ResponseReturnValue:
    """Ask for the two phrases and show the line they make."""
    pair = _asked(request.args, language)
    if not (pair.first and pair.second):
        return render_template("workspace/gap_synonym.html", page=_page(pair, None), language=language)
    try:
        page = _page(pair, change_for(pair))
    except DomainError as refused:
        return _refused(pair, refused, language)
    return render_template("workspace/gap_synonym.html", page=page, language=language)


@workspace_gaps_synonym.page("/<language:language>/staff/synonym/branch", access=_WRITERS, methods=("POST",))
def branch(language: Language) -> ResponseReturnValue:
    """Commit the line on a branch of its own; nothing that is live changes."""
    pair = _asked(request.form, language)
    try:
        name = branch_of(pair, current_reader(), utc_now())
    except DomainError as refused:
        return _refused(pair, refused, language)
    return redirect(url_for("workspace_gaps_synonym.show", **_address(pair), branch=name), 303)


@workspace_gaps_synonym.page("/<language:language>/staff/synonym/patch", access=_READERS)
def patch(language: Language) -> ResponseReturnValue:
    """Return the change to save: a patch, or the file where the articles are not kept in git."""
    pair = _asked(request.args, language)
    try:
        name, kind, content = download_of(pair, current_reader(), utc_now())
    except DomainError as refused:
        return _refused(pair, refused, language)
    answer = Response(content, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _asked(fields: Mapping[str, str], language: Language) -> Pair:
    spoken = fields.get("in", "")
    return Pair(
        language=Language(spoken) if spoken in set(Language) else language,
        first=one_line(fields.get("first", ""))[: 2 * LONGEST_PHRASE],
        second=one_line(fields.get("second", ""))[: 2 * LONGEST_PHRASE],
        gap=number_in(fields.get("gap", "")),
    )


def _address(pair: Pair) -> dict[str, Any]:
    gap = {"gap": str(pair.gap)} if pair.gap else {}
    return {"in": pair.language.value, "first": pair.first, "second": pair.second, **gap}


def _refused(pair: Pair, refused: DomainError, language: Language) -> ResponseReturnValue:
    page = _page(pair, None, {"second": gettext(refused.message, **refused.values)})
    return render_template("workspace/gap_synonym.html", page=page, language=language), 422


def _page(pair: Pair, change: SynonymChange | None, problems: Mapping[str, str] | None = None) -> SynonymPage:
    place = home()
    file = place.path_of(synonym_file(pair.language))
    made = request.args.get("branch", "")[:_LONGEST_BRANCH]
    return SynonymPage(
        pair=pair,
        address=_address(pair),
        change=change,
        file=file,
        branch=made if made.startswith(PREFIX) and change and is_on(made, file, change.text) else "",
        base=place.base,
        has_git=place.has_git,
        may_write=current_reader().may(Permission.PROPOSE_CHANGES),
        problems=problems or {},
    )
