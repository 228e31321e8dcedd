"""Words that mean the same to a customer, read from the editors' files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.kernel.terms import Language


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of interchangeable words or phrases, per language of the query.

    ``bilingual`` groups hold words of both languages and apply whatever the
    language of the query or the document.
    """

    groups: Mapping[Language, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    bilingual: tuple[tuple[str, ...], ...] = ()
