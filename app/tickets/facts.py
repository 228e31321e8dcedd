"""What the parts of a report are called, and what was told in them as people read it."""

from collections.abc import Mapping
from enum import Enum

from flask_babel import gettext as _

from app.kernel.wording import N_
from app.tickets.details import Details
from app.tickets.labels import name_of

_LABELS: Mapping[str, str] = {
    "title": N_("Problem"),
    "happened": N_("What happened"),
    "type": N_("Type"),
    "area": N_("Module"),
    "language": N_("Language"),
    "expected": N_("What you expected"),
    "obtained": N_("What you got"),
    "steps": N_("Steps to repeat it"),
    "occurred": N_("When it happened"),
    "browser": N_("Browser"),
    "system": N_("System"),
    "device": N_("Device"),
    "screen": N_("Screen"),
    "page": N_("Page"),
}


def label_of(field: str) -> str:
    """Return what a part of the report is called."""
    return _(_LABELS[field])


def value_of(field: str, details: Details) -> str:
    """Return what was told in a part of the report, as people read it."""
    told = getattr(details, field)
    return name_of(told) if isinstance(told, Enum) else told or ""
