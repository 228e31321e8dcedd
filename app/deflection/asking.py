"""Who fills in the form of the present request, as the ledger knows them."""

from flask import request

from app.deflection.ledger import Asker
from app.tickets.holding import visitor_of_browser
from app.web.identity import current_reader
from app.web.robots import is_robot


def asker_of_request() -> Asker:
    """Return the person, the visitor that the browser carries, or both, or neither."""
    visitor = visitor_of_browser()
    return Asker(current_reader().person_id, visitor.name if visitor else "")


def counts() -> bool:
    """Say whether the ledger hears of this request: robots and staff leave no trace."""
    return not current_reader().is_staff and not is_robot(request.headers.get("User-Agent", ""))
