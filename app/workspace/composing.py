"""What somebody of the team is writing on a ticket, and what happened there meanwhile."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.kernel.errors import Conflict, RuleBroken
from app.kernel.wording import N_
from app.tickets.access import Viewer
from app.tickets.drafts import checked_key, new_form_key
from app.tickets.models import Ticket
from app.tickets.queries import files_in_form, page_mark, ticket_page
from app.tickets.recording import hold
from app.tickets.views import Changed, Entry, FileView, Said, TicketView
from app.tickets.vocabulary import MessageKind
from app.workspace.citing import LONGEST_SEARCH, Citation, citations
from app.workspace.typed_numbers import number_in


class ChangedMeanwhile(Conflict):
    """Somebody else did something on the ticket after the writer opened its page."""

    def __init__(self) -> None:
        super().__init__(
            N_("Something happened on this ticket while you were writing. Read it, then send your answer.")
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed when it was opened: its mark, its last message and its last change."""

    mark: str
    last_message: int
    last_change: int


@dataclass(frozen=True, slots=True)
class Composer:
    """The form of an answer or a note as far as it is filled in."""

    form_key: str
    kind: MessageKind
    text: str
    seen: Seen
    cite: str
    found: tuple[Citation, ...]
    files: tuple[FileView, ...]


def composer_of(viewer: Viewer, view: TicketView, typed: Mapping[str, str], cite: str) -> Composer:
    """Return the form with everything typed; it now knows all that ``view`` shows."""
    form_key = _kept_key(typed)
    return Composer(
        form_key=form_key,
        kind=MessageKind.NOTE if typed.get("kind") == MessageKind.NOTE else MessageKind.REPLY,
        text=typed.get("text", ""),
        seen=Seen(view.mark, view.last_message_id, _last_change(view)),
        cite=cite[:LONGEST_SEARCH],
        found=citations(cite, view.details.language, view.plan),
        files=files_in_form(viewer, form_key) if "form_key" in typed else (),
    )


def seen_in(typed: Mapping[str, str]) -> Seen:
    """Return what the page showed from which a form was sent."""
    return Seen(
        typed.get("mark", ""),
        number_in(typed.get("last_message", "")) or 0,
        number_in(typed.get("last_change", "")) or 0,
    )


def news_since(seen: Seen, view: TicketView, writer: str) -> tuple[Entry, ...]:
    """Return what others did after ``seen``; what ``writer`` did in another window is no news."""
    return tuple(entry for entry in view.entries if _is_news(entry, seen, writer))


def require_nothing_new(ticket: Ticket, viewer: Viewer, seen: Seen, writer: str, now: datetime) -> None:
    """Hold the ticket as its writer saw it. Raises ChangedMeanwhile."""
    hold(ticket)
    if page_mark(viewer, ticket) == seen.mark:
        return
    if news_since(seen, ticket_page(viewer, ticket, now), writer):
        raise ChangedMeanwhile


def _is_news(entry: Entry, seen: Seen, writer: str) -> bool:
    if isinstance(entry, Said):
        return entry.id > seen.last_message and not entry.is_mine
    return isinstance(entry, Changed) and entry.id > seen.last_change and entry.actor != writer


def _last_change(view: TicketView) -> int:
    return max((entry.id for entry in view.entries if isinstance(entry, Changed)), default=0)


def _kept_key(typed: Mapping[str, str]) -> str:
    with suppress(RuleBroken):
        return checked_key(typed.get("form_key", ""))
    return new_form_key()
