"""What Whoosh needs to know about our words: the schema of a passage and how positions are kept."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Format

from app.search.languages import words_of

BODY, TITLE, EXTRA = "body", "title", "extra"
WORD_FIELDS = (BODY, TITLE, EXTRA)


class PackedPositions(Format):  # type: ignore[misc]  # Whoosh carries no types
    """Positions as plain 16-bit numbers: a block of postings is read by numpy in one go."""

    def word_values(
        self, value: Sequence[str], analyzer: object, **_: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        """Yield each word of a list of folded words with its frequency, weight and positions."""
        places: dict[str, array[int]] = {}
        for place, word in enumerate(value):
            places.setdefault(word, array("H")).append(min(place, 65535))
        for word, positions in places.items():
            yield word, len(positions), float(len(positions)), positions.tobytes()

    def decode_frequency(self, valuestring: bytes) -> int:
        """Return how often the word stands in the passage."""
        return len(valuestring) // 2

    def decode_weight(self, valuestring: bytes) -> float:
        """Return the frequency as the weight."""
        return float(self.decode_frequency(valuestring))

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Return the places of the word in the passage, ascending."""
        return list(array("H", valuestring))


class FoldedWords(FieldType):  # type: ignore[misc]  # Whoosh carries no types
    """A field given as folded words, or as text when Whoosh parses a query of its own."""

    indexed = True
    stored = False
    scorable = True
    column_type = None

    def __init__(self) -> None:
        self.format = PackedPositions()
        self.analyzer = None
        self.vector = None
        self.unique = False

    def index(self, value: Sequence[str], **_: object) -> list[tuple[bytes, int, float, bytes]]:
        """Return the postings of one passage."""
        postings = self.format.word_values(value, None)
        return [(word.encode(), count, weight, places) for word, count, weight, places in postings]

    def process_text(self, qstring: str, mode: str = "", **_: Any) -> Iterable[str]:
        """Cut and fold a text as the passages were."""
        return [word.text for word in words_of(qstring)]


def passage_schema() -> Schema:
    """Return the schema: one Whoosh document per passage, the first one speaks for its article."""
    return Schema(
        key=ID(),
        body=FoldedWords(),
        title=FoldedWords(),
        extra=FoldedWords(),
        passage=STORED(),
        document=STORED(),
    )
