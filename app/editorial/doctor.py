"""Tries whether every word of every article, and every beginning of it, finds that article."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.kernel.terms import Language
from app.knowledge.article import Article, ArticleBody
from app.knowledge.indexing import document_key

SHORTEST = 3  # letters of a beginning
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Find = Callable[[str, Language], frozenset[str]]


@dataclass(frozen=True, slots=True)
class NotFound:
    """Something typed that does not bring articles that hold it. ``of`` is the word it begins."""

    typed: str
    of: str
    language: Language
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was tried and what did not find its article; ``typed`` counts different things typed."""

    articles: int
    words: int
    typed: int
    not_found: tuple[NotFound, ...]


def check_up(texts: Iterable[tuple[Article, str]], find: Find) -> Checkup:
    """Try the words of articles, given with their whole text.

    ``find`` returns the keys of the documents in a language that something typed brings. A word is
    typed whole with a space behind it, as somebody does who goes on; its beginnings are typed
    without. Each is tried as written and without its accents.
    """
    articles = list(texts)
    holders = _holders(articles)
    wanted: dict[tuple[Language, str], dict[str, set[str]]] = defaultdict(dict)
    for (language, word), keys in holders.items():
        for typed in _typed(word):
            wanted[language, typed][word] = keys
    paths = {document_key(article): article.path for article, _ in articles}
    not_found: list[NotFound] = []
    for (language, typed), words in sorted(wanted.items()):
        found = find(typed, language)
        for word, keys in words.items():
            if missed := keys - found:
                not_found.append(NotFound(typed, word, language, tuple(sorted(paths[key] for key in missed))))
    return Checkup(len(articles), len(holders), len(wanted), tuple(not_found))


def whole_text(article: Article, body: ArticleBody) -> str:
    """Return all that readers can read of an article and may search for."""
    sections = (f"{section.heading}\n{section.text}" for section in body.sections)
    return "\n".join((article.title, article.summary, *article.keywords, *sections))


def _holders(articles: Iterable[tuple[Article, str]]) -> Mapping[tuple[Language, str], set[str]]:
    """Return for each word of a language the keys of the articles that hold it."""
    holders: dict[tuple[Language, str], set[str]] = defaultdict(set)
    for article, text in articles:
        for found in _WORD.finditer(unicodedata.normalize("NFC", text)):
            holders[article.language, found.group().lower()].add(document_key(article))
    return holders


def _typed(word: str) -> Iterator[str]:
    for spelling in dict.fromkeys((word, _without_accents(word))):
        yield f"{spelling} "
        for length in range(SHORTEST, len(spelling) + 1):
            yield spelling[:length]


def _without_accents(word: str) -> str:
    parted = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in parted if not unicodedata.combining(letter))
