"""What verdicts are called in the page's language."""

from collections.abc import Mapping

from flask_babel import gettext

from app.editorial.verdicts.vocabulary import Verdict
from app.kernel.wording import N_

_NAMES: Mapping[Verdict, str] = {
    Verdict.WRONG: N_("It is wrong"),
    Verdict.INCOMPLETE: N_("It is incomplete"),
    Verdict.NOT_FOUND: N_("Search did not bring it"),
    Verdict.DOES_NOT_APPLY: N_("It was not about this"),
    Verdict.WAS_A_BUG: N_("It was a bug in TuQR"),
}


def verdict_name(verdict: Verdict) -> str:
    """Return a verdict in words."""
    return gettext(_NAMES[verdict])
