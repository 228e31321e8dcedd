"""Asks two indexes the same questions and tells what the second finds better, worse or elsewhere."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.kernel.terms import Language
from app.search.documents import DraftText, SearchQuery
from app.search.engine import SearchReader
from app.search.languages import fold, is_stop_word
from app.search.query_text import parse_query

TOP = 3
_LOOKED_AT = 10
_TO_ACCOUNT = 0.2  # seconds
_ACCOUNTED_FOR = 10  # of each turn: asking for the words behind a change costs as many searches again


class QuestionKind(StrEnum):
    """Where a question comes from: the search box, or the subject of a ticket."""

    QUERY = "query"
    TICKET = "ticket"


class Turn(StrEnum):
    """What became of a question."""

    LOST = "lost"
    GAINED = "gained"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Question:
    """Something people asked ``times`` times. ``opened`` are the articles they opened, if any.

    Of a ticket's subject only suggestions of at least ``sureness`` count, as beside the form.
    """

    text: str
    language: Language
    times: int = 1
    opened: frozenset[str] = frozenset()
    kind: QuestionKind = QuestionKind.QUERY
    sureness: float = 0.0


@dataclass(frozen=True, slots=True)
class Changed:
    """A question whose answer changed; ``before`` and ``after`` are the first articles found, by id.

    ``words`` are those of several that by themselves found ``subject`` on one side only, as far as
    that was looked into.
    """

    turn: Turn
    kind: QuestionKind
    text: str
    language: Language
    times: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    words: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """Return the article that was lost, gained, or first before."""
        mine, others = (self.after, self.before) if self.turn is Turn.GAINED else (self.before, self.after)
        if self.turn is Turn.MOVED:
            return next(iter(self.before or self.after), "")
        return next((article for article in mine if article not in others), next(iter(mine), ""))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many questions were asked of both, for how many there was no time, and what changed."""

    asked: int
    left_out: int
    changed: tuple[Changed, ...]

    def turned(self, turn: Turn) -> tuple[Changed, ...]:
        """Return the questions that were lost, gained or moved, the most asked first."""
        return tuple(
            sorted((one for one in self.changed if one.turn is turn), key=lambda one: (-one.times, one.text))
        )


def rehearse(
    before: SearchReader,
    after: SearchReader,
    questions: Iterable[Question],
    seconds: float = float("inf"),
    at_least: int = 0,
) -> Rehearsal:
    """Ask both readers in order for at most ``seconds``, but the first ``at_least`` however long it takes.

    A question is lost when an article that people opened for it leaves the first three, or when it
    found something and now finds nothing; gained the other way round; moved when something else is
    first.
    """
    deadline = time.monotonic() + seconds
    asked = left_out = 0
    changed: list[Changed] = []
    for question in questions:
        if asked >= at_least and time.monotonic() > deadline:
            left_out += 1
            continue
        asked += 1
        old, new = _found(before, question), _found(after, question)
        turn = _turn(question, old, new)
        if turn:
            changed.append(
                Changed(
                    turn,
                    question.kind,
                    question.text,
                    question.language,
                    question.times,
                    old[:TOP],
                    new[:TOP],
                )
            )
    rehearsal = Rehearsal(asked, left_out, tuple(changed))
    chosen = {one for turn in Turn for one in rehearsal.turned(turn)[:_ACCOUNTED_FOR]}
    deadline = max(deadline, time.monotonic() + _TO_ACCOUNT)
    told = (
        replace(one, words=_words_behind(before, after, one))
        if one in chosen and time.monotonic() <= deadline
        else one
        for one in changed
    )
    return replace(rehearsal, changed=tuple(told))


def _words_behind(before: SearchReader, after: SearchReader, changed: Changed) -> tuple[str, ...]:
    """Return the words of a search that alone find its article on one side only."""
    words = dict.fromkeys(word.text for word in parse_query(changed.text).words)
    typed = [word for word in words if not is_stop_word(fold(word), changed.language)]
    if changed.kind is QuestionKind.TICKET or len(typed) < 2:
        return ()
    alone = (Question(word, changed.language) for word in typed)
    return tuple(
        question.text
        for question in alone
        if (changed.subject in _found(before, question)[:TOP])
        != (changed.subject in _found(after, question)[:TOP])
    )


def _found(reader: SearchReader, question: Question) -> tuple[str, ...]:
    if question.kind is QuestionKind.TICKET:
        suggested = reader.suggest(DraftText(question.text, "", question.language, limit=TOP))
        return tuple(one.article_id for one in suggested if one.score >= question.sureness)
    hits = reader.search(SearchQuery(question.text, question.language, limit=_LOOKED_AT)).hits
    return tuple(hit.article_id for hit in hits)


def _turn(question: Question, old: tuple[str, ...], new: tuple[str, ...]) -> Turn | None:
    wanted = question.opened
    had, has = (bool(wanted.intersection(found[:TOP])) if wanted else bool(found) for found in (old, new))
    if had != has:
        return Turn.GAINED if has else Turn.LOST
    return Turn.MOVED if old[:1] != new[:1] else None
