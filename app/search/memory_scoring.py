"""How well one document answers a query or a draft, by its words alone; for the engine in plain Python."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.kernel.terms import Language
from app.search.documents import Excerpt, Passage, SearchDocument, Suggestion
from app.search.draft_text import DraftWords
from app.search.excerpts import excerpt_of
from app.search.expansion import SynonymTable
from app.search.languages import is_stop_word, normalised, stem, without_tilde, words_of
from app.search.query_text import QueryText

_EXACT, _BEGINNING, _SYNONYM = 1.2, 0.6, 0.7
_TITLE, _EXTRA, _BODY = 2.0, 1.0, 1.0
_MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A document with its best passage and what it is worth."""

    document: SearchDocument
    passage: Passage
    score: float


def scored(document: SearchDocument, text: QueryText, synonyms: SynonymTable) -> Found:
    """Score a document for a query: by its title, what it says of itself, and its best passage."""
    language = document.language
    words = [without_tilde(word.text) for word in text.words]
    telling = [word for word in words if not is_stop_word(word, language)] or words
    meanings = list(synonyms.meanings(words))
    others = [other for meaning in meanings for other in meaning.others]
    about = f"{document.summary} {' '.join(document.keywords)}"
    common = _TITLE * _score(document.title, telling, others, language, text.open_ended)
    common += _EXTRA * _score(about, telling, others, language, text.open_ended)
    passages = document.passages or (Passage("", "", ""),)
    scores = [
        _BODY * _score(f"{one.heading} {one.text}", telling, others, language, text.open_ended)
        for one in passages
    ]
    best = max(range(len(scores)), key=scores.__getitem__)
    whole = [folded(passage) for passage in texts_of(document)]
    phrases = [words[phrase.start : phrase.stop] for phrase in text.phrases]
    held = all(any(_runs_through(words, phrase) for words in whole) for phrase in phrases)
    return Found(document, passages[best], common + scores[best] if held else 0.0)


def _score(
    text: str,
    words: Sequence[str],
    others: Sequence[tuple[str, ...]],
    language: Language,
    open_ended: bool,
) -> float:
    own = folded(text)
    stems = {stem(word, language) for word in own}
    score = 0.0
    for place, word in enumerate(words):
        if word in own:
            score += _EXACT
        elif stem(word, language) in stems:
            score += 1.0
        elif open_ended and place == len(words) - 1 and len(word) > 1:
            score += _BEGINNING * any(one.startswith(word) for one in own)
    for phrase in others:
        score += _SYNONYM * all(stem(word, language) in stems for word in phrase)
    return score


def suggestion_of(
    document: SearchDocument, draft: DraftWords, synonyms: SynonymTable, factor: float
) -> Suggestion:
    """Score a document by the share of the draft's telling words it has, those of the title twice."""
    language = document.language
    words = [without_tilde(word.text) for word in draft.query.words]
    others: dict[int, set[str]] = {place: {stem(word, language)} for place, word in enumerate(words)}
    for meaning in synonyms.meanings(words):
        for place in meaning.places:
            others[place] |= {stem(phrase[0], language) for phrase in meaning.others if len(phrase) == 1}
    telling = {
        stem(word, language): place
        for place, word in reversed(list(enumerate(words)))
        if not any(is_stop_word(word, either) for either in Language)
    }.values()
    in_title = _stems(document.title, language)
    everywhere = set().union(*(_stems(text, language) for text in texts_of(document)))
    held = sorted(
        (place for place in telling if others[place] & everywhere),
        key=lambda place: (not others[place] & in_title, place),
    )
    passages = document.passages or (Passage("", "", ""),)
    wanted = set().union(*(others[place] for place in held))
    passage = max(passages, key=lambda one: len(wanted & _stems(f"{one.heading} {one.text}", language)))
    weights = {place: 2.0 if place < draft.in_title else 1.0 for place in telling}
    body = normalised(passage.text)
    marks = [(word.start, word.end) for word in words_of(body) if stem(word.text, language) in wanted]
    return Suggestion(
        key=document.key,
        article_id=document.article_id,
        language=language,
        score=factor * sum(weights[place] for place in held) / max(sum(weights.values()), 1.0),
        anchor=passage.anchor,
        heading=passage.heading,
        title=Excerpt(document.title),
        excerpt=excerpt_of(body, marks),
        reasons=tuple(dict.fromkeys(draft.typed(place) for place in held))[:_MOST_REASONS],
    )


def begun(words: Sequence[str], typed: Sequence[str]) -> list[str]:
    """Return what was typed and is the beginning of one of the words."""
    return [one for one in typed if any(word.startswith(one) for word in words)]


def texts_of(document: SearchDocument) -> Iterator[str]:
    """Yield everything a document says, text by text."""
    yield from (document.title, document.summary, *document.keywords)
    for passage in document.passages:
        yield f"{passage.heading} {passage.text}"


def folded(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return [without_tilde(word.text) for word in words_of(normalised(text))]


def _stems(text: str, language: Language) -> set[str]:
    return {stem(word, language) for word in folded(text)}


def _runs_through(words: Sequence[str], phrase: Sequence[str]) -> bool:
    length = len(phrase)
    return any(list(words[start : start + length]) == list(phrase) for start in range(len(words)))
