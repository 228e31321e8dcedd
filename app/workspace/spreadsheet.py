"""Tables that spreadsheets open, and take no word of for a formula."""

import csv
import io
from collections.abc import Iterable

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_MARK = b"\xef\xbb\xbf"  # of UTF-8, without which Excel guesses


def spreadsheet(rows: Iterable[Iterable[str | int | float]]) -> bytes:
    """Return the rows as comma separated values in UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return _MARK + text.getvalue().encode()


def _harmless(cell: str | int | float) -> str | int | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS_FORMULA) else cell
