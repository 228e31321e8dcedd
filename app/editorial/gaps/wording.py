"""Which words of a phrase tell what is missing, and which phrases may be shown to editors."""

import re
from collections.abc import Iterable, Set
from itertools import pairwise

from app.kernel.terms import Language
from app.search.languages import fold, is_stop_word, normalised, stem, words_of

Stems = tuple[str, ...]
NamePairs = Set[tuple[str, str]]
_MASK = re.compile(r"\[(?:mail|number)\]")
_NUMBER = re.compile(r"\w*\d(?:[\s().\-/_]{0,2}\d){3,}\w*")  # an order, a bill, a phone; «e-409» is none


def telling_stems(text: str, language: Language) -> Stems:
    """Return the different stems of a phrase that say what it is about, in order of the alphabet."""
    return tuple(sorted({stem(word, language) for word in telling_words(text, language)}))


def telling_words(text: str, language: Language) -> tuple[str, ...]:
    """Return the folded words of a phrase without stop words, masks and numbers that are somebody's own."""
    plain = _NUMBER.sub(" ", _MASK.sub(" ", normalised(text)))
    return tuple(word.text for word in words_of(plain) if not is_stop_word(word.text, language))


def is_presentable(text: str, names: NamePairs) -> bool:
    """Say whether a phrase holds no mask, no long number and no full name of anybody who has an account."""
    if "[" in text or "@" in text or _NUMBER.search(text):
        return False
    words = [word.text for word in words_of(normalised(text))]
    return not any(pair in names for pair in pairwise(words))


def name_pairs(names: Iterable[str]) -> NamePairs:
    """Return the words that follow each other in names, both ways round."""
    pairs: set[tuple[str, str]] = set()
    for name in names:
        words = [fold(word) for word in normalised(name).split()]
        for one, other in pairwise(words):
            pairs |= {(one, other), (other, one)}
    return pairs
