"""Asks the live index and a new one what people asked before, as part of a publication."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.search.engine import IndexUnusable, SearchEngine
from app.search.rehearsing import Question, Rehearsal, rehearse

Questions = Callable[[], Sequence[Question]]
_SECONDS = 1.0


def rehearse_publication(
    engine: SearchEngine, live: Path | None, new: Path, questions: Questions | None
) -> Rehearsal | None:
    """Return what changes for people, tried for at most a second; None where nothing can be compared."""
    if live is None or questions is None:
        return None
    try:
        before = engine.open(live)
    except IndexUnusable:
        return None
    try:
        after = engine.open(new)
        try:
            return rehearse(before, after, questions(), _SECONDS)
        finally:
            after.close()
    finally:
        before.close()
