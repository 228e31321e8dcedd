"""Synonyms that an editor refused: not proposed again until twice as many people speak for them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from app.editorial.gaps.models import SynonymRefusal
from app.editorial.rewording import stems_of
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.kernel.text import one_line
from app.kernel.wording import N_
from app.storage.database import db
from app.web.identity import Reader

LONGEST_REASON = 300  # characters
_GROWN = 2  # times the people who stood behind it when it was refused
Pair = tuple[Language, str, str]


def pair_of(language: Language, first: str, second: str) -> Pair:
    """Return what a pair is remembered by, whichever phrase stands first."""
    one, other = sorted(" ".join(stems_of(phrase, language)) for phrase in (first, second))
    return language, one, other


def refused_pairs(connection: Connection) -> Mapping[Pair, int]:
    """Return what was refused, with the people who must stand behind it before it is proposed again."""
    rows = connection.execute(
        select(
            SynonymRefusal.language,
            SynonymRefusal.first_stems,
            SynonymRefusal.second_stems,
            SynonymRefusal.people,
        )
    )
    return {(language, one, other): _GROWN * people for language, one, other, people in rows}


def refuse(
    language: Language, phrases: tuple[str, str], people: int, reason: str, viewer: Reader, now: datetime
) -> None:
    """Remember that a pair is no synonym; refusing it anew replaces what was said. Raises RuleBroken."""
    words = one_line(reason)
    if not words:
        raise RuleBroken(N_("Say why these are not synonyms."))
    if len(words) > LONGEST_REASON:
        raise RuleBroken(N_("Use at most %(limit)s characters."), limit=LONGEST_REASON)
    _, one, other = pair_of(language, *phrases)
    refusal = db.session.scalar(
        select(SynonymRefusal).where(
            SynonymRefusal.language == language,
            SynonymRefusal.first_stems == one,
            SynonymRefusal.second_stems == other,
        )
    )
    if refusal is None:
        refusal = SynonymRefusal(language=language, first_stems=one, second_stems=other)
        db.session.add(refusal)
    refusal.people, refusal.reason = people, words
    refusal.refuser_id, refusal.refused_at = viewer.person_id or 0, now
