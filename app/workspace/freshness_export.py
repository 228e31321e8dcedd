"""The lists of articles to check as one table."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from app.tickets.labels import name_of
from app.workspace.freshness_lists import Listed
from app.workspace.spreadsheet import spreadsheet


def as_csv(lists: Iterable[Listed]) -> bytes:
    """Return every line of every list."""
    heads = [
        _("List"),
        _("Article"),
        _("Language"),
        _("Area of the product"),
        _("Owner"),
        _("What"),
        _("Searched"),
        _("Verified"),
    ]
    return spreadsheet([heads, *_rows(lists)])


def _rows(lists: Iterable[Listed]) -> Iterator[list[str]]:
    for listed in lists:
        for line in listed.lines:
            told = f"{line.tag} · {line.told}" if line.tag else line.told
            cells = [listed.title, line.title, line.language.value, name_of(line.area), line.owner, told]
            yield [*cells, " · ".join(line.queries), line.verified]
