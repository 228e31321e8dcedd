"""Tells what two searches say in other words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from app.kernel.terms import Language
from app.search.languages import Word, is_stop_word, normalised, stem, words_of
from app.search.spelling import sound_of

SAME_SEARCH = timedelta(minutes=5)
_LONGEST = 3  # words of a phrase
_ALIKE = 0.75  # of their letters: a slip of the keyboard, which correction mends already
Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A search of a visitor and the articles opened from it."""

    visitor: str
    language: Language
    text: str
    asked_at: datetime
    opened: frozenset[str]


def difference(first: str, second: str, language: Language) -> tuple[str, str] | None:
    """Return what two queries say in other words, or None when they say the same, or all another thing.

    Words with digits are somebody's own; words spelt or sounding alike are slips.
    """
    one, other = _telling(first, language), _telling(second, language)
    shared = telling_stems(first, language) & telling_stems(second, language)
    parts = [[word for word in words if stem(word.text, language) not in shared] for words in (one, other)]
    if not all(0 < len(part) <= _LONGEST and _says_words(part) for part in parts):
        return None
    said = [" ".join(word.text for word in part) for part in parts]
    if _is_slip(*said):
        return None
    return _as_typed(first, parts[0]), _as_typed(second, parts[1])


def stems_of(phrase: str, language: Language) -> Stems:
    """Return the stems of a phrase, by which two spellings of it are one."""
    return tuple(stem(word.text, language) for word in words_of(normalised(phrase)))


def telling_stems(text: str, language: Language) -> frozenset[str]:
    """Return the stems of the words that say what a query is about."""
    return frozenset(stem(word.text, language) for word in _telling(text, language))


def _telling(text: str, language: Language) -> list[Word]:
    return [word for word in words_of(normalised(text)) if not is_stop_word(word.text, language)]


def _says_words(words: Sequence[Word]) -> bool:
    return all(word.text.isalpha() and len(word.text) > 1 for word in words)


def _is_slip(first: str, second: str) -> bool:
    if first.startswith(second) or second.startswith(first) or sound_of(first) == sound_of(second):
        return True
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _as_typed(text: str, words: Sequence[Word]) -> str:
    shown = normalised(text)
    return " ".join(shown[word.start : word.end] for word in words)
