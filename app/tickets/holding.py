"""Who holds the forms of the present browser: the person, or the visitor until they sign in."""

from datetime import datetime

from app.storage.database import transaction
from app.tickets.access import viewer_of
from app.tickets.drafts import Holder, Visitor, adopt_draft, draft_with, latest_draft
from app.tickets.models import TicketDraft
from app.web.identity import Reader
from app.web.pseudonyms import pseudonym
from app.web.visitors import carried_number


def visitor_of(number: str) -> Visitor:
    """Return who carries ``number``, by a name that is made of it and does not tell it."""
    return Visitor(pseudonym("forms", "visitor", number))


def visitor_of_browser() -> Visitor | None:
    """Return the visitor of the present browser, if it carries a number."""
    number = carried_number()
    return visitor_of(number) if number else None


def find_draft(reader: Reader, form_key: str, now: datetime) -> TicketDraft | None:
    """Return the reader's draft; what they wrote in this browser before signing in becomes theirs."""
    visitor = visitor_of_browser()
    if not reader.is_known:
        return draft_with(visitor, form_key) if visitor else None
    viewer = viewer_of(reader)
    if visitor and draft_with(visitor, form_key):
        with transaction():
            adopt_draft(viewer, visitor, form_key, now)
    return draft_with(viewer, form_key)


def find_latest_draft(reader: Reader, now: datetime) -> TicketDraft | None:
    """Return the form that the reader, or whoever used this browser before, left unfinished last."""
    visitor = visitor_of_browser()
    holder: Holder | None = viewer_of(reader) if reader.is_known else visitor
    return latest_draft(holder, now, visitor) if holder else None


def holder_of(reader: Reader, number: str) -> Holder:
    """Return whose a form is that is kept now: the reader's, or of the visitor carrying ``number``."""
    return viewer_of(reader) if reader.is_known else visitor_of(number)
