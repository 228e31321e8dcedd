"""Which words of what people look for in vain the live index does not know: they are why it is in vain."""

from collections import Counter, defaultdict
from collections.abc import Callable

from app.editorial.gaps.tallies import Heap
from app.editorial.gaps.vocabulary import FEWEST
from app.editorial.gaps.wording import telling_words
from app.kernel.terms import Language
from app.search.languages import stem

_MOST_ASKED = 300  # words of a language; those most people said
_REACHED = 0.25  # of all who said it: a word that often leads to an article is why nothing fails


def unknown_stems(heap: Heap, language: Language, knows: Callable[[str], bool]) -> frozenset[str]:
    """Return the stems that different phrases share, enough people said and ``knows`` denies.

    What stands in phrases that are found as well is a way of speaking, not what they are about.
    """
    people: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    for stems, uses in heap.vain.items():
        people.update(dict.fromkeys(stems, len({use.who for use in uses})))
        phrases.update(stems)
    reached: Counter[str] = Counter()
    for stems, times in heap.reached.items():
        reached.update(dict.fromkeys(stems, times))
    asked = [
        each
        for each, count in people.items()
        if phrases[each] > 1 and count >= FEWEST and reached[each] < _REACHED * (reached[each] + count)
    ]
    asked = sorted(asked, key=lambda each: (-people[each], each))[:_MOST_ASKED]
    words = _words_of(frozenset(asked), heap, language)
    return frozenset(each for each in asked if words[each].isalpha() and not knows(words[each]))


def _words_of(stems: frozenset[str], heap: Heap, language: Language) -> dict[str, str]:
    """Return for each stem the word that was said most."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for own, uses in heap.vain.items():
        if stems.isdisjoint(own):
            continue
        for text, times in Counter(use.text for use in uses).items():
            for word in telling_words(text, language):
                said[stem(word, language)][word] += times
    return {each: min(said[each], key=lambda word: (-said[each][word], word)) for each in stems}
