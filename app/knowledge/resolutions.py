"""What a commit says that it resolves: ``Resolves-feedback: F-12, G-7`` at the end of its message."""

import re
from dataclasses import dataclass
from datetime import datetime

TRAILER = "Resolves-feedback"
_REFERENCE = re.compile(r"\b([FG])-0*([1-9]\d{0,8})\b", re.IGNORECASE | re.ASCII)
_LONGEST = 40  # characters kept of what is no reference, to show its author
_MOST = 100  # references of one commit


@dataclass(frozen=True, slots=True)
class Resolution:
    """A reference in a commit: F-12 (feedback), G-7 (a gap), or what was written instead of one."""

    reference: str
    commit: str
    author: str
    at: datetime

    def number(self, letter: str) -> int | None:
        """Return the number of a reference that begins with ``letter``, None for any other."""
        found = _REFERENCE.fullmatch(self.reference)
        return int(found[2]) if found and found[1].upper() == letter else None


def references_in(values: str) -> tuple[str, ...]:
    """Return the references in the values of trailers, each once; what is none is kept to be shown."""
    found: dict[str, None] = {}
    for value in re.split(r"[,;]", values):
        named = [f"{letter.upper()}-{number}" for letter, number in _REFERENCE.findall(value)]
        odd = [" ".join(value.split())[:_LONGEST]] if value.strip() and not named else []
        found.update(dict.fromkeys([*named, *odd]))
    return tuple(found)[:_MOST]
