"""Finds the documents that may solve what somebody is writing to support."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

import numpy as np

from app.kernel.terms import Language
from app.search.answer import DRAFT_WEIGHTS, Answer
from app.search.certainty import Evidence, certainty
from app.search.documents import DraftText, Excerpt, Suggestion
from app.search.draft_text import DraftWords, read_draft
from app.search.excerpts import opening_excerpt
from app.search.language_index import BODY, EXTRA, TITLE
from app.search.languages import is_stop_word
from app.search.meaning import rarity, words_meant
from app.search.opening import Opening, openings, together
from app.search.places import Bits
from app.search.ranking import EXACT
from app.search.results import OTHER_LANGUAGE, UNDERSTOOD_BETTER, Library, meant_marked
from app.search.scope import K1

SAME_AREA = 1.05
MOST_REASONS = 4
_LOOKED_AT = 12
NEARNESS = 0.5
_CROWD = 5
_UNKNOWN_LEAD = 1.6
_ABOUT = 2.0
_IDEAL = (K1 + 1) * (1 + EXACT) * sum(DRAFT_WEIGHTS.values())


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a language that answers; ``score`` compares with those of both languages."""

    language: Language
    document: int
    article_id: str
    score: float


class Account:
    """What one language makes of a draft: how much each thing it tells is worth, and who has it."""

    def __init__(self, answer: Answer, draft: DraftWords) -> None:
        self.answer = answer
        self._index = answer.scope.index
        groups = answer.reading.groups
        self._unknown = answer.scope.idf(BODY, 0)
        self.places = [group.place for group in groups]
        self.worth = [group.weight * (rarity(answer.scope, group) or self._unknown) for group in groups]
        self._in_title = [group.place < draft.in_title for group in groups]

    @cached_property
    def bits(self) -> Bits:
        """For each word of the vocabulary, which of the draft's words it answers to."""
        bits = np.zeros(len(self._index.vocabulary.words), dtype=np.uint64)
        for number, group in enumerate(self.answer.reading.groups):
            bits[words_meant(self.answer.scope, group)] |= np.uint64(1 << number)
        return bits

    def in_passage(self, passage: int) -> Bits:
        """Return what each word of a passage answers to."""
        return self.bits[self._index.fields[BODY].sequences.of(passage)]

    def in_title(self, document: int) -> Bits:
        """Return what each word of a document's title answers to."""
        return self.bits[self._index.fields[TITLE].sequences.of(document)]

    def about(self, document: int) -> int:
        """Return what a document's title, summary and keywords answer to, as bits."""
        extra = self.bits[self._index.fields[EXTRA].sequences.of(document)]
        return together(self.in_title(document)) | together(extra)

    def held(self, document: int) -> int:
        """Return all that a document answers to, as bits."""
        passages = [self.in_passage(passage) for passage in self._index.passages_of(document)]
        return self.about(document) | together(np.concatenate(passages))

    def reasons(self, document: int, read: int = 0) -> dict[int, float]:
        """Return the places of the words that a document is about, and of those ``read`` where it opens.

        What it merely mentions elsewhere, greetings for one, is no reason.
        """
        about = self.about(document)
        return {
            place: worth * (_ABOUT if about >> number & 1 else 1.0)
            for number, (place, worth) in enumerate(zip(self.places, self.worth, strict=True))
            if (about | read) >> number & 1
        }

    def evidence(self, document: int, score: float, crowd: float) -> Evidence:
        """Return what speaks for a document; ``crowd`` is the score of one that says nothing special."""
        held = self.held(document)
        has = [bool(held >> number & 1) for number in range(len(self.worth))]
        title = [worth for worth, first in zip(self.worth, self._in_title, strict=True) if first]
        told = sum(self.worth)
        return Evidence(
            share=score / (_IDEAL * told),
            title=sum(compress(title, has)) / sum(title) if title else 0.0,
            lead=score / crowd if crowd else _UNKNOWN_LEAD,
            told=told / self._unknown,
            words=sum(has),
        )

    def opened(self, document: int, library: Library) -> Opening:
        """Return where to open a document of this language."""
        passages, title = self._index.passages_of(document), together(self.in_title(document))
        texts = library.texts[self._index.language]
        return openings(self._index, texts, [passages], self.bits, self.worth, [title])[0]


class Suggesting:
    """One draft asked of both languages."""

    def __init__(self, library: Library, draft: DraftText) -> None:
        self._library, self._draft = library, draft
        self._text = read_draft(draft.title, draft.description)
        answers = {language: reader.answer_draft(self._text) for language, reader in library.readers.items()}
        own, other = answers[draft.language], answers[draft.language.other]
        foreign = other.known_share > own.known_share + UNDERSTOOD_BETTER
        self._factors = {draft.language: 1.0, draft.language.other: 1.0 if foreign else OTHER_LANGUAGE}
        self._accounts = {language: Account(answer, self._text) for language, answer in answers.items()}

    def suggestions(self) -> tuple[Suggestion, ...]:
        """Return what the draft asks for, best first: as sure as the best one, by their scores."""
        ranked = self.ranked()
        if not ranked:
            return ()
        sure = certainty(self.evidence(ranked))
        shown = ranked[: max(self._draft.limit, 0)]
        return tuple(self._suggestion(found, sure * found.score / ranked[0].score) for found in shown)

    def ranked(self, without: Collection[str] = ()) -> list[Found]:
        """Return what answers, of two translations the better one; never the articles ``without``."""
        best: dict[str, Found] = {}
        for found in self._found():
            known = best.get(found.article_id)
            if found.article_id not in without and (known is None or known.score < found.score):
                best[found.article_id] = found
        return sorted(best.values(), key=lambda found: (-round(found.score, 4), found.article_id))

    def evidence(self, ranked: Sequence[Found]) -> Evidence:
        """Return what speaks for the first of the documents found."""
        first = ranked[0]
        factor = self._factors[first.language]
        crowd = ranked[_CROWD - 1].score / factor if len(ranked) >= _CROWD else 0.0
        return self._accounts[first.language].evidence(first.document, first.score / factor, crowd)

    def _found(self) -> Iterator[Found]:
        for language, account in self._accounts.items():
            answer = account.answer
            index = answer.scope.index
            scores = answer.scores
            if self._draft.product_area is not None:
                area = index.areas.find(self._draft.product_area)
                scores = np.where(index.area == area, np.float32(SAME_AREA) * scores, scores)
            for one in answer.ranked(scores, answer.answering, _LOOKED_AT, NEARNESS):
                score = self._factors[language] * one.score
                yield Found(language, one.document, index.article_ids[one.document], score)

    def _suggestion(self, found: Found, score: float) -> Suggestion:
        """Show a document, or its translation in the writer's language where there is one."""
        language, document = self._draft.language, found.document
        if found.language is not language:
            translation = int(self._library.translations[found.language][document])
            language, document = (language, translation) if translation >= 0 else (found.language, document)
        index = self._library.readers[language].scope.index
        account = self._accounts[language]
        opening = account.opened(document, self._library)
        return Suggestion(
            key=index.keys[document],
            article_id=found.article_id,
            language=language,
            score=score,
            anchor=opening.anchor,
            heading=opening.heading,
            title=meant_marked(index.titles[document], account.in_title(document) > 0),
            excerpt=opening_excerpt(opening) or Excerpt(index.summaries[document]),
            reasons=self._reasons(
                self._accounts[found.language].reasons(found.document)
                | account.reasons(document, opening.said)
            ),
        )

    def _reasons(self, worth: Mapping[int, float]) -> tuple[str, ...]:
        """Return the strongest of the draft's words, given by what each place is worth."""
        places = sorted(worth, key=lambda place: (-worth[place], place))
        telling = [place for place in places if not self._says_nothing(place)]
        typed = {self._text.query.words[place].text: self._text.typed(place) for place in telling}
        return tuple(typed.values())[:MOST_REASONS]

    def _says_nothing(self, place: int) -> bool:
        word = self._text.query.words[place].text
        return any(is_stop_word(word, language) for language in Language)


def suggest(library: Library, draft: DraftText) -> tuple[Suggestion, ...]:
    """Answer a draft."""
    return Suggesting(library, draft).suggestions()
