"""Decides whether articles may help the writer of a draft, and which ones."""

import re
from dataclasses import dataclass

from app.kernel.terms import Audience, Language, ProductArea, TicketType
from app.search.documents import DraftText, Suggestion
from app.search.engine import SearchReader
from app.search.languages import fold, is_stop_word, words_of
from app.search.query_text import parse_query

# Better none than wrong. From 0.33 to 0.42 the curve is flat: of drafts it was not fitted on, 85 to 88 of
# 100 get their answer and 80 to 100 of 100 without one are left in peace (benchmarks.deflection).
LIMIT = 0.36
MOST = 3
_FEWEST_LETTERS, _FEWEST_WORDS = 3, 2
_REFUND = re.compile(
    r"\b(?:reembols|reintegr|revers[aoe]|devolucion|devolv|devuelv"
    r"|(?:cobro|cobraron|cobrado) (?:doble|dos veces)"
    r"|refund|reimburs|chargeback|money back|overcharg|charged (?:twice|double))"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a requester has written so far."""

    title: str
    description: str
    type: TicketType | None
    area: ProductArea | None
    language: Language


def is_enough(draft: Draft) -> bool:
    """Say whether to look for articles: three letters and two telling words, or an error code (product 4).

    Emergencies and refunds need people at once, so nothing is looked for.
    """
    if draft.type is TicketType.EMERGENCY or _asks_for_a_refund(draft):
        return False
    text = f"{draft.title}\n{draft.description}"
    return _tells_something(text) or bool(parse_query(text).phrases)


def matches(
    search: SearchReader, draft: Draft, audiences: frozenset[Audience], without: frozenset[str] = frozenset()
) -> tuple[Suggestion, ...]:
    """Return the articles that may solve a draft, three at most; never those ``without`` names by id."""
    if not is_enough(draft):
        return ()
    found = search.suggest(
        DraftText(
            title=draft.title,
            description=draft.description,
            language=draft.language,
            audiences=audiences,
            product_area=draft.area.value if draft.area else None,
            limit=MOST + len(without),
        )
    )
    likely = [one for one in found if one.score >= LIMIT and one.article_id not in without]
    return tuple(likely[:MOST])


def _tells_something(text: str) -> bool:
    words = {word.text for word in words_of(text)}
    telling = [word for word in words if not any(is_stop_word(word, language) for language in Language)]
    letters = sum(letter.isalpha() for word in telling for letter in word)
    return letters >= _FEWEST_LETTERS and len(telling) >= _FEWEST_WORDS


def _asks_for_a_refund(draft: Draft) -> bool:
    if draft.type is not TicketType.BILLING:
        return False
    words = words_of(f"{draft.title} {draft.description}")
    return bool(_REFUND.search(" ".join(fold(word.text) for word in words)))
