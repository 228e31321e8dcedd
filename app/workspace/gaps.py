"""What is missing, for those who review articles: gaps by how many people they keep waiting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.editorial.feedback.people import reviewers
from app.editorial.gaps.queries import GapLine, Wanted, gap_counts, gap_lines, heat
from app.editorial.gaps.vocabulary import NUMBER_PREFIX, GapState, Source
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.text import one_line
from app.knowledge.paging import asked_page, paging
from app.tickets.labels import name_of
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.gaps_labels import name_of_source, tag_of
from app.workspace.gaps_page import GapsPage, StateFilter, gap_row, heat_table, state_words
from app.workspace.spreadsheet import spreadsheet, to_save
from app.workspace.typed_numbers import number_in

workspace_gaps = Blueprint("workspace_gaps", __name__)
_READERS = holders_of(Permission.REVIEW_VOTES)
_PER_PAGE = 20
_MOST_EXPORTED = 5000
_NOBODY, _MINE = "nobody", "mine"


@workspace_gaps.page("/<language:language>/staff/gaps", access=_READERS)
def show(language: Language) -> ResponseReturnValue:
    """List the gaps, the largest first."""
    chosen, number = _chosen(), asked_page()
    total, lines = gap_lines(_wanted(chosen), _PER_PAGE, (number - 1) * _PER_PAGE)
    address: dict[str, Any] = {"language": language, **chosen}
    page = GapsPage(
        rows=tuple(gap_row(line, language) for line in lines),
        total=total,
        paging=paging(number, total, _PER_PAGE, "workspace_gaps.show", address),
        states=_states(chosen),
        chosen=chosen,
        reviewers=reviewers(),
        sources=tuple((source, name_of_source(source)) for source in Source),
        heat=heat_table(heat()),
        export_url=url_for("workspace_gaps.export", **address),
        counted_at=_counted_at(lines),
    )
    return render_template("workspace/gaps.html", page=page, language=language)


@workspace_gaps.page("/<language:language>/staff/gaps.csv", access=_READERS)
def export(language: Language) -> Response:
    """Return the list as a file, with nothing that tells who asked."""
    _total, lines = gap_lines(_wanted(_chosen()), _MOST_EXPORTED)
    head = (
        _("Gap"), _("Name"), _("Language"), _("Area"), _("Status"), _("Assigned to"), _("People a month"),
        _("People in the month before"), _("Tickets a month"), *map(name_of_source, Source), _("Phrases"),
        _("Nearest articles"),
    )  # fmt: skip
    name = _("gaps")
    return to_save(f"{name}.csv", spreadsheet([head, *map(_exported, lines)]))


def _exported(line: GapLine) -> tuple[object, ...]:
    return (
        f"{NUMBER_PREFIX}{line.number}", line.name, line.language.value, name_of(line.area),
        tag_of(line.state).words, line.assignee, line.people, line.people_before, line.tickets,
        *(line.by_source[source] for source in Source),
        " · ".join(dict.fromkeys(phrase.text for phrase in line.phrases)), " · ".join(line.near),
    )  # fmt: skip


def _chosen() -> Mapping[str, str]:
    """Return what the address narrows the list to; what makes no sense is left out."""
    allowed: Mapping[str, Sequence[str]] = {
        "state": list(GapState),
        "in": list(Language),
        "source": list(Source),
    }
    found = {name: value for name, words in allowed.items() if (value := request.args.get(name, "")) in words}
    who = request.args.get("who", "")
    if who in {_NOBODY, _MINE} or number_in(who):
        found["who"] = who
    if words := one_line(request.args.get("q", ""))[:100]:
        found["q"] = words
    return found


def _wanted(chosen: Mapping[str, str]) -> Wanted:
    who = chosen.get("who", "")
    people = {"": None, _NOBODY: 0, _MINE: current_reader().person_id}
    return Wanted(
        state=GapState(chosen["state"]) if "state" in chosen else None,
        assignee_id=people[who] if who in people else number_in(who),
        language=Language(chosen["in"]) if "in" in chosen else None,
        source=Source(chosen["source"]) if "source" in chosen else None,
        text=chosen.get("q", ""),
    )


def _states(chosen: Mapping[str, str]) -> tuple[StateFilter, ...]:
    counts = gap_counts()
    rest: dict[str, Any] = {name: value for name, value in chosen.items() if name != "state"}
    every = sum(count for state, count in counts.items() if state.is_open)
    return tuple(
        StateFilter(
            words=state_words(state, _("Everything open")),
            url=url_for("workspace_gaps.show", **rest, **({"state": state.value} if state else {})),
            count=counts[state] if state else every,
            is_chosen=chosen.get("state", "") == (state.value if state else ""),
        )
        for state in (None, *GapState)
    )


def _counted_at(lines: tuple[GapLine, ...]) -> datetime | None:
    return max((line.counted_at for line in lines), default=None)
