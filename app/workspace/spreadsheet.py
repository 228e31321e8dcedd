"""Tables that spreadsheets open, and take no word of for a formula."""

import csv
import io
from collections.abc import Iterable

from flask import Response

_BEGINS_FORMULA = ("=", "+", "-", "@")  # after blanks too
_MOVES_ON = ("\t", "\r", "\n")  # to another cell, when the first of one
_MARK = b"\xef\xbb\xbf"  # of UTF-8, without which Excel guesses


def spreadsheet(rows: Iterable[Iterable[object]]) -> bytes:
    """Return the rows as comma separated values in UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return _MARK + text.getvalue().encode()


def to_save(name: str, table: bytes) -> Response:
    """Answer with a table to save as ``name``."""
    answer = Response(table, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _harmless(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    is_formula = cell.startswith(_MOVES_ON) or cell.lstrip().startswith(_BEGINS_FORMULA)
    return f"'{cell}" if is_formula else cell
