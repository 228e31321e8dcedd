"""Where people say that a known problem affects them."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.incidents.access import open_incident
from app.incidents.actions import join, leave
from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.storage.database import transaction
from app.tickets.access import viewer_of
from app.web.access import signed_in
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.web.redirects import safe_path

incidents = Blueprint("incidents", __name__)


@incidents.page("/<language:language>/incidents/<name>/people", access=signed_in, methods=("POST",))
def affects_me(language: Language, name: str) -> ResponseReturnValue:
    """Put the reader on the list of those who are told when it is over."""
    viewer = viewer_of(current_reader())
    with transaction():
        join(open_incident(name), viewer.person_id, utc_now())
    return redirect(safe_path(request.form.get("next")), 303)


@incidents.page("/<language:language>/incidents/<name>/people/removal", access=signed_in, methods=("POST",))
def does_not_affect_me(language: Language, name: str) -> ResponseReturnValue:
    """Take the reader off the list."""
    viewer = viewer_of(current_reader())
    with transaction():
        leave(open_incident(name), viewer.person_id)
    return redirect(safe_path(request.form.get("next")), 303)
