"""The supervisor's page: requests to decide, promises about to break and broken, raises of level."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.kernel.clock import utc_now
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.tickets.access import viewer_of
from app.web.access import holders_of
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.workspace.figures import period_of
from app.workspace.supervision_page import supervision_page

workspace_supervision = Blueprint("workspace_supervision", __name__)


@workspace_supervision.page(
    "/<language:language>/staff/supervision", access=holders_of(Permission.DIRECT_TICKETS)
)
def show(language: Language) -> ResponseReturnValue:
    """Show what supervisors decide and look after, with the figures of a period."""
    page = supervision_page(viewer_of(current_reader()), period_of(request.args), utc_now())
    return render_template("workspace/supervision.html", page=page)
