"""What the words of content gaps are called in the page's language, with their tones and icons."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from app.editorial.gaps.queries import Change
from app.editorial.gaps.vocabulary import Deed, GapState, Source
from app.kernel.wording import N_


@dataclass(frozen=True, slots=True)
class Tag:
    """A word with the tone and the icon it is shown in."""

    words: str
    tone: str
    symbol: str


_STATES: Mapping[GapState, tuple[str, str, str]] = {
    GapState.NEW: (N_("New gap"), "warn", "circle-dot"),
    GapState.ASSIGNED: (N_("Being written"), "info", "pencil"),
    GapState.WATCHED: (N_("Answered, watched"), "vio", "eye"),
    GapState.CLOSED: (N_("Closed gap"), "ok", "check"),
    GapState.DISMISSED: (N_("Dismissed gap"), "", "x"),
}
_DEEDS: Mapping[Deed, str] = {
    Deed.FOUND: N_("Found in what people looked for"),
    Deed.ASSIGNED: N_("Given to %(assignee)s"),
    Deed.RELEASED: N_("Given back: nobody has it"),
    Deed.DISMISSED: N_("Dismissed: %(words)s"),
    Deed.REOPENED: N_("Taken up again"),
    Deed.LINKED: N_("The commit %(words)s names it"),
    Deed.ANSWERED: N_("Everything people looked for is found since now"),
    Deed.FAILED_AGAIN: N_("Something people look for is not found again"),
    Deed.CLOSED: N_("Closed: everything was found for 14 days"),
    Deed.GREW: N_("Back again: twice as many people stand behind it"),
    Deed.JOINED: N_("It is %(words)s in other words"),
}
_SHOWN_OF_COMMIT = 10


def name_of_source(source: Source) -> str:
    """Return where a gap was noticed, in a word or two."""
    names = {
        Source.SEARCH: gettext("Searches"),
        Source.FORM: gettext("Forms without help"),
        Source.TICKET: gettext("Tickets without an article"),
        Source.VERDICT: gettext("Agents: no article exists"),
    }
    return names[source]


def tag_of(state: GapState) -> Tag:
    """Return how a state is shown."""
    words, tone, symbol = _STATES[state]
    return Tag(gettext(words), tone, symbol)


def told_change(change: Change) -> str:
    """Return a line of the history in words."""
    words = change.words[:_SHOWN_OF_COMMIT] if change.deed is Deed.LINKED else change.words
    return gettext(_DEEDS[change.deed], assignee=change.assignee, words=words)


def told_trend(people: int, before: int) -> str:
    """Return how this month compares with the one before."""
    if not before:
        return gettext("nobody in the month before") if people else ""
    if people == before:
        return gettext("as many as in the month before")
    if people > before:
        return ngettext(
            "%(num)s more than in the month before", "%(num)s more than in the month before", people - before
        )
    return ngettext(
        "%(num)s fewer than in the month before", "%(num)s fewer than in the month before", before - people
    )
