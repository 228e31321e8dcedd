"""The lists as a table that spreadsheets open and take no word of for a formula."""

import csv
import io
from collections.abc import Iterable

from flask_babel import gettext as _

from app.tickets.labels import name_of
from app.workspace.freshness_lists import Listed

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(lists: Iterable[Listed]) -> bytes:
    """Return every line of every list in UTF-8, marked as such."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(
        [
            _("List"),
            _("Article"),
            _("Language"),
            _("Area of the product"),
            _("Owner"),
            _("What"),
            _("Searched"),
            _("Verified"),
        ]
    )
    for listed in lists:
        for line in listed.lines:
            told = f"{line.tag} · {line.told}" if line.tag else line.told
            cells = [listed.title, line.title, line.language.value, name_of(line.area), line.owner, told]
            rows.writerow([_harmless(cell) for cell in (*cells, " · ".join(line.queries), line.verified)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_BEGINS_FORMULA) else cell
