"""Other forms a Spanish word may have in an article that its stem does not lead to."""

import re
from collections.abc import Iterator

_LAST_VOWELS = re.compile(r"(ue|ie|o|e)(?=[^aeiou]*$)")
_OTHER_VOWELS = {"ue": "o", "ie": "e", "o": "ue", "e": "ie"}
_GRADE = re.compile(r"(?:isim|ecit|cit|it|ill)[oa]s?$")
_SHORTEST_STEM, _SHORTEST_BASE = 4, 3


def vowel_change(stem: str) -> str | None:
    """Return the stem with its last vowel as stress turns it: «devuelv» for «devolv» and back."""
    found = _LAST_VOWELS.search(stem)
    if not found or len(stem) < _SHORTEST_STEM:
        return None
    return stem[: found.start()] + _OTHER_VOWELS[found[1]] + stem[found.end() :]


def plain_forms(word: str) -> Iterator[str]:
    """Yield what a folded superlative or diminutive may be made of: «lento» for «lentisimo»."""
    found = _GRADE.search(word)
    if found and found.start() >= _SHORTEST_BASE:
        base = word[: found.start()]
        yield from (base + ending for ending in ("o", "a", "e", ""))
