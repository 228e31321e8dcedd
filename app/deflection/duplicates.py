"""Finds among the writer's own open tickets those that already say what is being written."""

from collections.abc import Iterable

from app.kernel.terms import Language
from app.search.languages import is_stop_word, normalised, stem, words_of
from app.tickets.models import Ticket

MOST = 1  # to offer: a second guess is noise
_FEWEST_WORDS = 2  # in common
_SHARE = 0.6  # of the shorter title's words


def looking_the_same(title: str, tickets: Iterable[Ticket], language: Language) -> tuple[Ticket, ...]:
    """Return the tickets whose title has most of the meaning of ``title``, best first.

    Conservative: a wrong hint keeps somebody from writing what we should hear.
    """
    wanted = _meaning(title, language)
    alike = [(_likeness(wanted, _meaning(each.title, language)), each) for each in tickets]
    found = sorted((pair for pair in alike if pair[0]), key=lambda pair: -pair[0])
    return tuple(ticket for _, ticket in found[:MOST])


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter one's words that both have; 0 when that is too little."""
    common = len(one & other)
    share = common / min(len(one), len(other)) if common else 0.0
    return share if common >= _FEWEST_WORDS and share >= _SHARE else 0.0


def _meaning(text: str, language: Language) -> frozenset[str]:
    words = (word.text for word in words_of(normalised(text)))
    return frozenset(stem(word, language) for word in words if not is_stop_word(word, language))
