"""Puts the answers of both languages together into what a reader is shown."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.kernel.terms import Audience, Language
from app.search.answer import Answer, LanguageReader
from app.search.documents import Completion, Excerpt, SearchHit, SearchQuery, SearchResults
from app.search.excerpts import opening_excerpt
from app.search.expansion import SynonymTable
from app.search.language_index import TITLE, LanguageIndex
from app.search.languages import fold, stem, words_of
from app.search.opening import Opening, StoredTexts, openings, together
from app.search.query_text import QueryText, parse_query

OTHER_LANGUAGE = 0.5
UNDERSTOOD_BETTER = 0.3
RELEVANT_SHARE = 0.1


class Library:
    """Both languages' indexes as readers of some audiences see them."""

    def __init__(
        self,
        indexes: Mapping[Language, LanguageIndex],
        texts: Mapping[Language, StoredTexts],
        synonyms: Mapping[Language, SynonymTable],
        audiences: frozenset[Audience],
    ) -> None:
        self.texts = texts
        self.readers = {
            language: LanguageReader(index, audiences, synonyms[language], self._knower(language.other))
            for language, index in indexes.items()
        }

    def prepare(self) -> None:
        """Count what the first query would have to wait for."""
        self.translations  # noqa: B018  # computed once, on first use
        for reader in self.readers.values():
            reader.scope.frequency  # noqa: B018

    def _knower(self, language: Language) -> Callable[[str], bool]:
        return lambda word: self.readers[language].knows(word)

    @cached_property
    def translations(self) -> Mapping[Language, NDArray[np.int32]]:
        """For each document of a language, its article's document in the other one, or -1."""
        numbers = {language: _by_article(reader) for language, reader in self.readers.items()}
        return {
            language: np.array(
                [numbers[language.other].get(article, -1) for article in reader.scope.index.article_ids],
                dtype=np.int32,
            )
            for language, reader in self.readers.items()
        }


@dataclass(frozen=True, slots=True)
class Placed:
    """A document in the common ranking; ``passage`` is its best one."""

    language: Language
    document: int
    passage: int
    score: float


class Search:
    """One query asked of both languages."""

    def __init__(self, library: Library, query: SearchQuery) -> None:
        self._library = library
        self._query = query
        self._text = parse_query(query.text)
        self._answers = {language: reader.answer(self._text) for language, reader in library.readers.items()}
        self._own, self._other = query.language, query.language.other
        own, other = self._answers[self._own], self._answers[self._other]
        foreign = other.known_share > own.known_share + UNDERSTOOD_BETTER
        self._understood = other if foreign else own
        self._factor = np.float32(1.0 if foreign else OTHER_LANGUAGE)
        self._scores = self._common_scores(own, other)

    def results(self) -> SearchResults:
        """Return the page of hits the query asks for, best first."""
        counted = self._counted()
        start, most = max(self._query.offset, 0), max(self._query.limit, 0)
        placed = self._placed(start + most)
        category = self._query.category
        return SearchResults(
            hits=self._hits(placed[start:]),
            total=counted.total() if category is None else counted[category],
            by_category=dict(counted),
            corrected=self._corrected(placed),
        )

    def _common_scores(self, own: Answer, other: Answer) -> dict[Language, NDArray[np.float32]]:
        """Return the scores of both languages on one scale, zero for what does not answer.

        An article found by its translation is shown in the reader's language,
        so its score goes there; what is left in the other language counts less.
        """
        translation = self._library.translations[self._own]
        foreign = np.where(other.answering, other.scores * self._factor, np.float32(0))
        scores = np.where(own.answering, own.scores, np.float32(0))
        translated = np.flatnonzero(translation >= 0)
        scores[translated] = np.maximum(scores[translated], foreign[translation[translated]])
        foreign = np.where(self._library.translations[self._other] >= 0, np.float32(0), foreign)
        scores[~self._library.readers[self._own].scope.documents] = 0
        share = RELEVANT_SHARE if len(own.reading.groups) > 1 else 0.0
        least = share * max(scores.max(initial=0.0), foreign.max(initial=0.0))
        return {
            self._own: np.where(scores >= least, scores, np.float32(0)),
            self._other: np.where(foreign >= least, foreign, np.float32(0)),
        }

    def _counted(self) -> Counter[str]:
        counted: Counter[str] = Counter()
        for language, scores in self._scores.items():
            reader = self._library.readers[language]
            index = reader.scope.index
            found = (scores > 0) & reader.allowed(self._query, any_category=True)
            counts = np.bincount(index.category[found], minlength=len(index.categories)).tolist()
            for name, count in zip(index.categories, counts, strict=False):
                counted[name] += count
        return +counted

    def _placed(self, most: int) -> list[Placed]:
        placed = []
        for language, scores in self._scores.items():
            allowed = (scores > 0) & self._library.readers[language].allowed(self._query)
            nearness = 1.0 if language is self._own else float(self._factor)
            for one in self._answers[language].ranked(scores, allowed, most, nearness):
                placed.append(Placed(language, one.document, one.passage, one.score))
        # Sorting is stable: of equal scores, the reader's language and the fresher one come first.
        return sorted(placed, key=lambda one: -round(one.score, 4))[:most]

    def _hits(self, placed: Sequence[Placed]) -> tuple[SearchHit, ...]:
        hits: dict[Placed, SearchHit] = {}
        for language, answer in self._answers.items():
            found = [one for one in placed if one.language is language]
            opened = self._opened(answer, [one.document for one in found])
            hits |= {one: self._hit(one, opening) for one, opening in zip(found, opened, strict=True)}
        return tuple(hits[one] for one in placed)

    def _opened(self, answer: Answer, documents: Sequence[int]) -> list[Opening]:
        index = answer.scope.index
        return openings(
            index,
            self._library.texts[index.language],
            [answer.best_passages(document) for document in documents],
            answer.meant,
            answer.worth,
            [together(answer.meant[index.fields[TITLE].sequences.of(document)]) for document in documents],
        )

    def _hit(self, placed: Placed, opening: Opening) -> SearchHit:
        answer, document = self._answers[placed.language], placed.document
        index = answer.scope.index
        in_title = answer.meant[index.fields[TITLE].sequences.of(document)] > 0
        marked = [opening.passage.text[start:end] for start, end in opening.marks]
        return SearchHit(
            key=index.keys[document],
            article_id=index.article_ids[document],
            language=placed.language,
            score=placed.score,
            anchor=opening.anchor,
            heading=opening.heading,
            title=meant_marked(index.titles[document], in_title),
            excerpt=opening_excerpt(opening) or Excerpt(index.summaries[document]),
            matched_words=tuple(dict.fromkeys(map(fold, marked))),
        )

    def _corrected(self, placed: list[Placed]) -> str | None:
        """Return the query as it was probably meant, with the words its best answer uses."""
        words, text = self._text.words, self._text.text
        changed = ""
        last = 0
        answer = self._understood
        best = next((one for one in placed if one.language is answer.scope.index.language), None)
        for group in answer.reading.groups:
            correction = answer.correction(group, best.document if best else None)
            if correction:
                word = words[group.place]
                changed += text[last : word.start] + correction
                last = word.end
        return (changed + text[last:]).strip() if last else None


def search(library: Library, query: SearchQuery) -> SearchResults:
    """Answer a query."""
    return Search(library, query).results()


def complete(library: Library, query: SearchQuery) -> tuple[Completion, ...]:
    """Return the documents a reader is about to ask for, in the query's language first."""
    text = parse_query(query.text)
    most = max(query.limit, 0)
    found: dict[str, Completion] = {}
    for language in (query.language, query.language.other):
        reader = library.readers[language]
        if len(found) < most and text.words:
            for number in reader.complete(text, reader.allowed(query), most):
                completion = _completion(library, language, number, text)
                found.setdefault(completion.article_id, completion)
    return tuple(found.values())[:most]


def _completion(library: Library, language: Language, number: int, text: QueryText) -> Completion:
    index = library.readers[language].scope.index
    return Completion(
        key=index.keys[number],
        article_id=index.article_ids[number],
        language=language,
        title=_typed_marked(index.titles[number], text, language),
        summary=index.summaries[number],
        category=index.categories[int(index.category[number])],
    )


def meant_marked(title: str, meant: NDArray[np.bool_]) -> Excerpt:
    """Mark the words of a title that answer; ``meant`` tells it for each of them."""
    pairs = zip(words_of(title), meant.tolist(), strict=True)
    return Excerpt(title, tuple((word.start, word.end) for word, marked in pairs if marked))


def _typed_marked(title: str, text: QueryText, language: Language) -> Excerpt:
    """Mark in a title the beginnings that were typed, and whole words in another form."""
    marks = []
    for word in words_of(title):
        typed = [one.text for one in text.words if word.text.startswith(one.text)]
        # Folding can change a word's length («ﬁn»); then the beginning cannot be told.
        if typed and len(word.text) == word.end - word.start:
            marks.append((word.start, word.start + max(map(len, typed))))
        elif typed or any(stem(one.text, language) == stem(word.text, language) for one in text.words):
            marks.append((word.start, word.end))
    return Excerpt(title, tuple(marks))


def _by_article(reader: LanguageReader) -> dict[str, int]:
    scope = reader.scope
    documents = zip(scope.index.article_ids, scope.documents.tolist(), strict=True)
    return {article: number for number, (article, visible) in enumerate(documents) if visible}
