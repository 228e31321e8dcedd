"""Tells the ledger of suggestions how forms begin and what their review showed; never in the way."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import Response

from app.deflection.asking import asker_of_request, counts
from app.deflection.ledger import note_shown, note_type_and_area, start
from app.deflection.pages import SuggestionsPanel
from app.kernel.terms import Language, ProductArea, TicketType
from app.portal.ticket_form_arrival import arrival
from app.web.afterwards import write_after

_FAILED = "form not noted"
_Word = TypeVar("_Word", bound=StrEnum)


def tell_of_form(
    answer: Response, language: Language, form_key: str, content: Mapping[str, str], now: datetime
) -> None:
    """Note how the form began and what it is about, once the writer has ``answer``."""
    if not counts():
        return
    asker, came = asker_of_request(), arrival(language, content)
    about = _word(TicketType, content.get("type", "")), _word(ProductArea, content.get("area", ""))

    def note() -> None:
        start(form_key, asker, came, now)
        note_type_and_area(form_key, *about, now)

    write_after(answer, note, _FAILED)


def tell_of_panel(answer: Response, panel: SuggestionsPanel, now: datetime) -> None:
    """Note which articles a page showed."""
    if panel.items and counts():
        shown = [(item.id, item.revision) for item in panel.items]
        write_after(answer, lambda: note_shown(panel.form_key, shown, now), _FAILED)


def _word(vocabulary: type[_Word], text: str) -> _Word | None:
    return vocabulary(text) if text in set(vocabulary) else None
