"""Asks the live index and a new one what people asked before, as part of a publication."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.search.engine import IndexUnusable, SearchEngine
from app.search.rehearsing import Question, Rehearsal, rehearse

Questions = Callable[[], Sequence[Question]]
_SECONDS = 0.5
_AT_LEAST = 10  # the most asked, also where the machine is busy


def rehearse_publication(
    engine: SearchEngine, live: Path | None, new: Path, questions: Questions | None
) -> Rehearsal | None:
    """Return what changes for people, tried for about half a second; None where nothing can be compared."""
    if live is None or questions is None:
        return None
    try:
        before = engine.open(live)
    except IndexUnusable:
        return None
    try:
        after = engine.open(new)
        try:
            return rehearse(before, after, questions(), _SECONDS, _AT_LEAST)
        finally:
            after.close()
    finally:
        before.close()
