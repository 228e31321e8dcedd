"""Finds where in a document to open it for a text: the part that tells most of it, not the loudest one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from app.search.passages import IndexedPassage, Part

OF_TITLE = 0.3
IN_LINK = 0.25
IN_HEADING = 0.5
OFTEN = 0.3
LONG = 0.3
BEFORE_HEADINGS = 0.8
OF_SECTION, AHEAD = 0.5, 1.2
_LEAST = 0.1
Bits = NDArray[np.uint64]
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Opening:
    """Where to open: the characters of a passage to show, those of them that answer, and all they say."""

    passage: IndexedPassage
    anchor: str
    heading: str
    start: int
    end: int
    marks: tuple[tuple[int, int], ...]
    said: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of one of the passages."""

    passage: int
    part: Part


def best_opening(
    passages: Sequence[IndexedPassage], words: Sequence[Bits], worth: Sequence[float], in_title: int
) -> Opening:
    """Return the heading, or the step under it, that answers most of what is worth something.

    ``words`` gives for each word of each passage which of the wanted things it says, as bits of
    ``worth``; ``in_title`` those that the document's title says. What is said in the title or all
    over the document tells little about where to open it; the words of a link tell where it leads.
    """
    places = [_Place(number, part) for number, passage in enumerate(passages) for part in passage.parts]
    counts = _counts(passages, words, len(worth))
    lengths = np.array([place.part.end - place.part.start for place in places], dtype=np.float64)
    starts = _section_starts(places)
    in_sections = np.add.reduceat(counts, starts, axis=1)
    said = _said(in_sections, np.add.reduceat(lengths, starts))
    spread = np.maximum(np.count_nonzero(said, axis=0), 1)
    value = np.array(worth) / spread * np.where(_bits(in_title, len(worth)), OF_TITLE, 1.0)
    heard = (said + IN_HEADING * (in_sections[2] > 0)) @ value
    heard[[not places[start].part.heading for start in starts]] *= BEFORE_HEADINGS
    best = int(np.argmax(heard))
    steps = slice(starts[best], (*starts, len(places))[best + 1])
    beyond = np.where(in_sections[2][best] > 0, 0.0, value)
    told = _said(counts[:, steps], lengths[steps]) @ beyond
    telling = int(np.argmax(told))
    ahead = told[telling] >= AHEAD * np.partition([*told, 0.0], -2)[-2]
    if ahead and told[telling] >= OF_SECTION * float(said[best] @ value):
        chosen = [places[steps][telling]]
    else:
        chosen = [place for place in places[steps] if place.passage == places[steps][telling].passage]
    return _opened(passages, words, places[steps][0] if len(chosen) > 1 else chosen[0], chosen)


def _opened(
    passages: Sequence[IndexedPassage], words: Sequence[Bits], at: _Place, shown: Sequence[_Place]
) -> Opening:
    passage, bits = passages[shown[0].passage], words[shown[0].passage]
    first, last = np.searchsorted(passage.places[:, 0], (shown[0].part.start, shown[-1].part.end))
    inside = slice(int(first), int(last))
    marks = passage.places[inside][bits[inside] > 0].tolist()
    return Opening(
        passage=passage,
        anchor=at.part.anchor,
        heading=at.part.heading,
        start=shown[0].part.text_start,
        end=shown[-1].part.end,
        marks=tuple((start, end) for start, end in marks),
        said=together(bits[inside]),
    )


def _counts(passages: Sequence[IndexedPassage], words: Sequence[Bits], wanted: int) -> Table:
    """Return how often text, links and heading of each part say each thing wanted."""
    # As if the passages were one text, each where the one before it ends.
    shifts = [0, *accumulate(len(passage.text) for passage in passages)]
    moved = list(zip(passages, shifts, strict=False))
    parts = [(part.start + by, part.text_start + by) for passage, by in moved for part in passage.parts]
    links = np.concatenate([passage.links + np.int64(by) for passage, by in moved])
    bits = np.concatenate(words)
    found = np.flatnonzero(bits)
    at = np.concatenate([passage.places[:, 0] + np.int64(by) for passage, by in moved])[found]
    starts, text_starts = np.array(parts).T
    part = np.searchsorted(starts, at, side="right") - 1
    linked = np.searchsorted(links[:, 0], at, side="right") > np.searchsorted(links[:, 1], at, side="right")
    kind = np.where(at < text_starts[part], 2, linked)
    things = bits[found, None] >> np.arange(wanted, dtype=np.uint64) & np.uint64(1)
    counts = np.zeros((3, len(parts), wanted))
    np.add.at(counts, (kind, part), things.astype(np.float64))
    return counts


def _section_starts(places: Sequence[_Place]) -> list[int]:
    """Return where the headings change; steps of one heading stand one behind the other."""
    return [
        number
        for number, place in enumerate(places)
        if not number or place.part.heading != places[number - 1].part.heading
    ]


def _said(counts: Table, lengths: Table) -> Table:
    """Return how much of each thing is said, up to 1; long texts say it in passing."""
    length = 1 - LONG + LONG * lengths / max(float(lengths.mean()), 1.0)
    held = OFTEN * np.maximum(length, _LEAST)[:, None]
    own, linked = counts[0] + counts[2], counts[1]
    said: Table = np.maximum(own / (own + held), IN_LINK * linked / (linked + held)) * (1 + OFTEN)
    return said


def together(words: Bits) -> int:
    """Return all that some words say."""
    return int(np.bitwise_or.reduce(words, initial=np.uint64(0)))


def _bits(number: int, count: int) -> NDArray[np.bool_]:
    return np.array([number >> place & 1 for place in range(count)], dtype=bool)
