"""Turns what a person writes into a ticket form into words, each with what its place makes it worth."""

from dataclasses import dataclass

from app.search.languages import Word
from app.search.query_text import QueryText, parse_query

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 400  # What it is about is said first; measured, more of the story only blurs it.
_FADING = 0.012


@dataclass(frozen=True, slots=True)
class DraftWords:
    """Title and description in one text; the first ``in_title`` words are the title's."""

    query: QueryText
    in_title: int

    def weight(self, place: int) -> float:
        """Return what the word at ``place`` counts: those of the title most, the last told least."""
        return 1.0 if place < self.in_title else 1 / (1 + _FADING * (place - self.in_title))

    def typed(self, place: int) -> str:
        """Return the word at ``place`` as it was typed."""
        word = self.query.words[place]
        return self.query.text[word.start : word.end]


def read_draft(title: str, description: str) -> DraftWords:
    """Read any two texts a person can type; keeps the beginning of each."""
    head, rest = parse_query(title, LONGEST_TITLE), parse_query(description, LONGEST_DESCRIPTION)
    offset, first = len(head.text) + 1, len(head.words)
    words = [Word(word.text, word.start + offset, word.end + offset) for word in rest.words]
    phrases = [range(phrase.start + first, phrase.stop + first) for phrase in rest.phrases]
    query = QueryText(
        text=f"{head.text}\n{rest.text}",
        words=(*head.words, *words),
        phrases=(*head.phrases, *phrases),
        open_ended=False,
    )
    return DraftWords(query, first)
