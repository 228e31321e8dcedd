"""How much an article changed between two of its texts, as it matters to whoever keeps its translation. Pure.

Steps and headings are counted one by one, the rest by words. Accents, capitals, punctuation and slips of
one letter in a word count for nothing; a number counts whatever changes in it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_STEP = re.compile(r"\s*\d{1,3}[.)]\s+(\S.*)")
_NUMBER = re.compile(r"^\s*\d{1,3}[.)]\s+", re.MULTILINE)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(\S.*)")
_TOLD = re.compile(r"^(?:title|summary):(.*)$", re.MULTILINE)
_TARGET = re.compile(r"\]\([^)]*\)|<[^>]*>")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS, _SHARE = 20, 0.1  # of changed words that are important by themselves
_SHORTEST = 4  # letters of a word in which one of them can be a slip
_MOST_PAIRS = 20_000  # of words compared with each other; what changed more is no slip


class Significance(StrEnum):
    """How much a source changed since it was translated."""

    NONE = "none"
    MINOR = "minor"
    IMPORTANT = "important"


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What changed: so many steps, headings and words; ``level`` says how much that is."""

    level: Significance
    steps: int
    headings: int
    words: int


@dataclass(frozen=True, slots=True)
class _Text:
    steps: tuple[tuple[str, ...], ...]
    headings: tuple[tuple[str, ...], ...]
    words: tuple[str, ...]


def compare(before: str, after: str) -> SourceChange:
    """Return what changed from one text of an article file to another."""
    old, new = _read(before), _read(after)
    steps = _changed(old.steps, new.steps)
    headings = _changed(old.headings, new.headings)
    words = _changed_words(old.words, new.words)
    return SourceChange(_level(steps, headings, words, len(old.words)), steps, headings, words)


def _level(steps: int, headings: int, words: int, length: int) -> Significance:
    if steps or words >= max(_FEWEST_WORDS, _SHARE * length):
        return Significance.IMPORTANT
    return Significance.MINOR if headings or words else Significance.NONE


def _read(text: str) -> _Text:
    heading, body = _halves(text.replace("\r\n", "\n"))
    lines = body.split("\n")
    told = " ".join(_TOLD.findall(heading))
    return _Text(
        steps=tuple(_words(found[1]) for line in lines if (found := _STEP.match(line))),
        headings=tuple(_words(found[1]) for line in lines if (found := _HEADING.match(line))),
        words=_words(f"{told} {_NUMBER.sub('', body)}"),
    )


def _halves(text: str) -> tuple[str, str]:
    """Part the front matter from the body; whatever is not one is all body."""
    if not text.startswith("---\n"):
        return "", text
    heading, fence, body = text[4:].partition("\n---\n")
    return (heading, body) if fence else ("", text)


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", _TARGET.sub("]", text).casefold())
    return tuple(_WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))))


def _changed(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> int:
    """Count what was added, removed, moved, or says something else."""
    count = 0
    for kind, start, end, other, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            pairs = zip(before[start:end], after[other:last], strict=False)
            count += sum(1 for old, new in pairs if _changed_words(old, new) or len(old) != len(new))
            count += abs((end - start) - (last - other))
    return count


def _changed_words(before: Sequence[str], after: Sequence[str]) -> int:
    """Count the words that went or came, whichever are more; a slip corrected is neither."""
    gone = list((Counter(before) - Counter(after)).elements())
    come = list((Counter(after) - Counter(before)).elements())
    if len(gone) * len(come) <= _MOST_PAIRS:
        for word in tuple(gone):
            slip = next((each for each in come if _is_slip(word, each)), None)
            if slip is not None:
                gone.remove(word)
                come.remove(slip)
    return max(len(gone), len(come))


def _is_slip(word: str, other: str) -> bool:
    """Say whether one letter or two that changed places tell two words apart, and nothing they begin with."""
    if min(len(word), len(other)) < _SHORTEST or word[0] != other[0]:
        return False
    if any(letter.isdigit() for letter in word + other):
        return False
    return sorted(word) == sorted(other) or _one_apart(word, other)


def _one_apart(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
