"""What the team fills in about a known problem."""

from collections.abc import Mapping

from app.incidents.actions import Announcement
from app.incidents.models import Incident
from app.kernel.errors import RuleBroken
from app.kernel.terms import ProductArea
from app.kernel.wording import N_
from app.tickets.details import Refusals

FIELDS = ("title_es", "known_es", "title_en", "known_en", "area")


def announcement_in(fields: Mapping[str, str]) -> Announcement:
    """Return what was filled in. Raises Refusals for an area that does not exist."""
    area = fields.get("area", "")
    if area and area not in set(ProductArea):
        raise Refusals({"area": RuleBroken(N_("Choose one of the list."))})
    return Announcement(
        area=ProductArea(area) if area else None, **{name: fields.get(name, "") for name in FIELDS[:-1]}
    )


def fields_of(incident: Incident) -> dict[str, str]:
    """Return what stands in the form of a problem that is known already."""
    return {name: str(getattr(incident, name) or "") for name in FIELDS}
