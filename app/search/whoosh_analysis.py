"""What Whoosh needs to know about our words: the schema of a passage and how positions are kept."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Format

from app.search.languages import words_of

BODY, TITLE, EXTRA = "body", "title", "extra"
WORD_FIELDS = (BODY, TITLE, EXTRA)
_LAST = 65535


class PackedPositions(Format):
    """Positions as plain 16-bit numbers: a block of postings is read by numpy in one go."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Whoosh carries no types

    def word_values(  # the arguments are Whoosh's
        self,
        value: Sequence[str],
        analyzer: object,
        **kwargs: object,
    ) -> Iterator[tuple[str, int, float, bytes]]:
        """Yield each of a list of folded words with its frequency, weight and positions."""
        places: dict[str, array[int]] = {}
        for place, word in enumerate(value):
            places.setdefault(word, array("H")).append(min(place, _LAST))
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


class FoldedWords(FieldType):
    """A field given as a list of folded words."""

    indexed = True
    scorable = True

    def __init__(self) -> None:
        self.format: PackedPositions = PackedPositions()
        self.analyzer = None
        self.vector = None

    def index(self, value: Sequence[str], **kwargs: object) -> list[tuple[bytes, int, float, bytes]]:
        """Return the postings of one passage."""
        postings = self.format.word_values(value, None, **kwargs)
        return [(word.encode(), count, weight, places) for word, count, weight, places in postings]

    def process_text(  # the arguments are Whoosh's
        self,
        qstring: str,
        mode: str = "",
        **kwargs: object,
    ) -> Iterable[str]:
        """Cut and fold a text as the passages were, whatever Whoosh wants it for."""
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
