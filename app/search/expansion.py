"""Looks up which words and phrases of a query have others that mean the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.kernel.terms import Language
from app.search.languages import normalised, stem, words_of
from app.search.synonyms import Synonyms

_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """Other words for the query's words at ``places``; each is a phrase of folded words."""

    places: range
    others: tuple[tuple[str, ...], ...]


class SynonymTable:
    """The synonyms that apply when documents of one language are asked in one language."""

    def __init__(self, synonyms: Synonyms, language: Language) -> None:
        self._language = language
        self._groups: dict[tuple[str, ...], list[tuple[tuple[str, ...], ...]]] = {}
        for group in (*synonyms.groups.get(language, ()), *synonyms.bilingual):
            phrases = tuple(dict.fromkeys(_folded(phrase) for phrase in group))
            for phrase in phrases:
                self._groups.setdefault(self._stems(phrase), []).append(phrases)

    def meanings(self, words: Sequence[str]) -> Iterator[Meaning]:
        """Yield the other ways to say any run of the query's words."""
        stems = self._stems(words)
        for start in range(len(stems)):
            for end in range(start + 1, min(start + _LONGEST, len(stems)) + 1):
                for group in self._groups.get(stems[start:end], ()):
                    others = tuple(phrase for phrase in group if self._stems(phrase) != stems[start:end])
                    yield Meaning(range(start, end), others)

    def _stems(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(stem(word, self._language) for word in words)


def _folded(phrase: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(normalised(phrase)))
