"""Finds where documents open for a text: at the part that tells most of it, not the loudest one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.search.language_index import BODY, LanguageIndex
from app.search.passage_parts import HEADING, LINK, TEXT
from app.search.passages import IndexedPassage
from app.search.places import Bits, Numbers, Places, Table, places_of

OF_TITLE = 0.3
IN_LINK = 0.25
IN_HEADING = 0.5
OFTEN = 0.3
LONG = 0.3
BEFORE_HEADINGS = 0.8
OF_SECTION, AHEAD = 0.5, 1.2
_LEAST = 0.1


class StoredTexts(Protocol):
    """Where the texts of hits come from, by the numbers of ``LanguageIndex.stored``."""

    def passage(self, number: int) -> IndexedPassage: ...


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
class Spot:
    """Where to open, by numbers of ``Places``: at one part, showing those from ``first`` to ``last``."""

    at: int
    first: int
    last: int


def openings(
    index: LanguageIndex,
    texts: StoredTexts,
    documents: Sequence[Sequence[int]],
    meant: Bits,
    worth: Sequence[float],
    in_titles: Sequence[int],
) -> list[Opening]:
    """Return where each document opens, given by the passages of it that are to be looked at.

    ``meant`` gives for each word of the vocabulary which of the wanted things it says, as bits of
    ``worth``; ``in_titles`` those that the documents' titles say.
    """
    if not documents:
        return []
    places = places_of(index.parts, index.fields[BODY].sequences, documents, meant, len(worth))
    return [_opened(index, texts, places, spot, meant) for spot in best_spots(places, worth, in_titles)]


def _opened(index: LanguageIndex, texts: StoredTexts, places: Places, spot: Spot, meant: Bits) -> Opening:
    number = int(places.passage[spot.first])
    passage = texts.passage(int(index.stored[number]))
    above = int(places.passage[spot.at])
    opened = passage if above == number else texts.passage(int(index.stored[above]))
    at = opened.parts[int(places.number[spot.at])]
    first, last = (int(places.number[place]) for place in (spot.first, spot.last))
    inside = index.parts.words_between(number, first, last)
    bits = meant[index.fields[BODY].sequences.of(number)[inside]]
    marks = passage.places[inside][bits > 0].tolist()
    return Opening(
        passage=passage,
        anchor=at.anchor,
        heading=at.heading,
        start=passage.parts[first].text_start,
        end=passage.parts[last].end,
        marks=tuple((start, end) for start, end in marks),
        said=together(bits),
    )


def best_spots(places: Places, worth: Sequence[float], in_titles: Sequence[int]) -> list[Spot]:
    """Return for each document the heading, or the step under it, that answers most of what is worth most.

    What is said in the title or all over the document tells little about where to open it; the words
    of a link tell where it leads.
    """
    sections = _changes(places.document, places.heading)
    counts, lengths = (
        np.add.reduceat(places.counts, sections, axis=1),
        np.add.reduceat(places.length, sections),
    )
    steps = np.diff(sections, append=len(places.length))
    owner = places.document[sections]
    said = _said(counts, lengths, (np.bincount(owner, lengths) / np.bincount(owner))[owner])
    spread = np.add.reduceat(said > 0, _changes(owner), axis=0, dtype=np.float64)
    dimmed = np.where(_bits(in_titles, len(worth)), OF_TITLE, 1.0)
    value = (np.array(worth) / np.maximum(spread, 1) * dimmed)[owner]
    in_heading = counts[HEADING] > 0
    heard = _summed(said + IN_HEADING * in_heading, value)
    heard[places.heading[sections] == 0] *= BEFORE_HEADINGS
    beyond = np.repeat(np.where(in_heading, 0.0, value), steps, axis=0)
    told = _summed(_said(places.counts, places.length, np.repeat(lengths / steps, steps)), beyond)
    best = [low + int(np.argmax(heard[low:high])) for low, high in pairwise([*_changes(owner), len(owner)])]
    starts, whole = [*sections.tolist(), len(told)], _summed(said, value).tolist()
    return [_spot(places, told.tolist(), range(*starts[one : one + 2]), whole[one]) for one in best]


def _spot(places: Places, told: Sequence[float], steps: range, whole: float) -> Spot:
    """Return the step of a section that by itself says most of what the heading does not, or the section."""
    *others, telling = sorted(steps, key=lambda step: (told[step], -step))
    ahead = not others or told[telling] >= AHEAD * told[others[-1]]
    if ahead and told[telling] >= OF_SECTION * whole:
        return Spot(telling, telling, telling)
    shown = [step for step in steps if places.passage[step] == places.passage[telling]]
    return Spot(steps[0] if len(shown) > 1 else telling, shown[0], shown[-1])


def _changes(*columns: NDArray[np.integer]) -> Numbers:
    """Return where any column has another value than in the row before."""
    changed = np.ones(len(columns[0]), dtype=bool)
    changed[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return np.flatnonzero(changed)


def _said(counts: Table, lengths: Table, means: Table) -> Table:
    """Return how much of each thing is said, up to 1; long texts say it in passing."""
    held = OFTEN * np.maximum(1 - LONG + LONG * lengths / np.maximum(means, 1.0), _LEAST)[:, None]
    own, linked = counts[TEXT] + counts[HEADING], counts[LINK]
    said: Table = np.maximum(own / (own + held), IN_LINK * linked / (linked + held)) * (1 + OFTEN)
    return said


def _summed(said: Table, value: Table) -> Table:
    summed: Table = np.einsum("ij,ij->i", said, value)
    return summed


def together(words: Bits) -> int:
    """Return all that some words say."""
    return int(np.bitwise_or.reduce(words, initial=np.uint64(0)))


def _bits(numbers: Sequence[int], count: int) -> NDArray[np.bool_]:
    shifted = np.array(numbers, dtype=np.uint64)[:, None] >> np.arange(count, dtype=np.uint64)
    return (shifted & np.uint64(1)).astype(bool)
