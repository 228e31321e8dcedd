"""Takes out of a ticket's words whatever could tell who wrote them; what is taken is marked, and told.

Rather too much than too little: an editor puts back a number that was no secret, and nobody can call
back one that was published. Pure; who people are is told by ``names``.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.editorial.drafting.private_patterns import GREETING, PATTERNS, SIGNATURE, Kind

OPEN, CLOSE = "‹", "›"  # around the neutral word in the place of what was taken
_MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}\n]{{1,40}}{CLOSE}")
_LONGEST_SIGNATURE = 5  # lines
_HIDDEN = {"Cf", "Co", "Cn", "Cs"}
Namer = Callable[[Kind], str]

__all__ = ["CLOSE", "OPEN", "Kind", "Redacted", "Removed", "marks_in", "names_pattern", "redact"]


@dataclass(frozen=True, slots=True)
class Removed:
    """Something that was taken out, as it was written."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """Words without what is private, and all of that in the order it was found."""

    text: str
    removed: tuple[Removed, ...]


def redact(
    text: str, name: Namer, people: re.Pattern[str] | None = None, *, is_letter: bool = True
) -> Redacted:
    """Return ``text`` without private data; ``name`` says what stands in the place of each kind.

    ``people`` finds the names of people in folded text (see ``names_pattern``). In a letter, greetings
    and signatures go as well.
    """
    clean = _readable(text)
    removed: list[Removed] = []
    if is_letter:
        clean = _without_courtesies(clean, removed)
    for kind, pattern in PATTERNS:
        clean = _replaced(clean, clean, pattern, kind, name, removed)
    if people is not None:
        clean = _replaced(clean, folded(clean), people, Kind.PERSON, name, removed)
    return Redacted(clean.strip(), tuple(removed))


def names_pattern(whole: Iterable[str], single: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds names in folded text: whole names of anybody, single ones of those who took part."""
    found = {" ".join(folded(_readable(each)).split()) for each in (*whole, *single)}
    words = sorted((each for each in found if len(each) > 1), key=lambda each: (-len(each), each))
    if not words:
        return None
    either = "|".join(re.escape(each).replace(r"\ ", r"[\s.,_-]{1,3}") for each in words)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def folded(text: str) -> str:
    """Return small letters without accents, one for each letter of ``text``."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] for letter in text)


def marks_in(text: str) -> int:
    """Return how many neutral words stand in a text, for somebody to look at."""
    return len(_MARKED.findall(text))


def _replaced(
    text: str, looked_at: str, pattern: re.Pattern[str], kind: Kind, name: Namer, removed: list[Removed]
) -> str:
    """Return ``text`` with the ``private`` group of each find (else all of it) replaced, but not in marks."""
    marked = [each.span() for each in _MARKED.finditer(text)]
    pieces, at = [], 0
    for found in pattern.finditer(looked_at):
        start, end = found.span("private" if "private" in pattern.groupindex else 0)
        if start < at or start == end or any(start < closed and opened < end for opened, closed in marked):
            continue
        pieces += [text[at:start], f"{OPEN}{name(kind)}{CLOSE}"]
        removed.append(Removed(kind, text[start:end]))
        at = end
    return "".join((*pieces, text[at:]))


def _without_courtesies(text: str, removed: list[Removed]) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if greeting := GREETING.match(line):
            removed.append(Removed(Kind.COURTESY, greeting[0].strip()))
            lines[number] = line[greeting.end() :]
        break
    last = [number for number, line in enumerate(lines) if line.strip()][-_LONGEST_SIGNATURE:]
    for number in last[1:] if len(last) > 1 else ():
        if SIGNATURE.match(lines[number]):
            removed.append(Removed(Kind.COURTESY, "\n".join(lines[number:]).strip()))
            return "\n".join(lines[:number])
    return "\n".join(lines)


def _readable(text: str) -> str:
    """Return one form of every letter, and no letters that nobody sees: these would hide what is private."""
    plain = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        letter if letter == "\n" or letter.isprintable() else " "
        for letter in plain.replace(OPEN, "<").replace(CLOSE, ">")
        if unicodedata.category(letter) not in _HIDDEN
    )
