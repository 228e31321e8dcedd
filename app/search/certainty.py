"""Tells how certain it is that a document answers a draft, on one scale for indexes of any size."""

import math
from dataclasses import dataclass

# A logistic curve, fitted on labelled drafts, searches and questions from elsewhere, and checked on
# drafts it was not fitted on (benchmarks.deflection).
BASE, SHARE, TITLE, LEAD, TOLD, WORDS = 0.5, 2.3, 1.6, 1.3, -0.4, 2.3
# Who has told little goes on writing: an article that lacks much of what the title says can wait for it.
_LITTLE_TOLD, _MUCH_SAID, HASTE = 2.0, 0.6, 1.2
_LEAST_SHARE = 0.01
_LONGEST_LEAD = 5.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a document; nothing of it grows with the index.

    ``share`` is its score by that of a document that had all words of the draft, ``title`` the part
    it has of what the draft's title says, ``lead`` its score by that of the fifth best document.
    ``told`` is how many words the draft has, each counted by how rare it is, ``words`` how many of
    them the document has.
    """

    share: float
    title: float
    lead: float
    told: float
    words: int


def features(evidence: Evidence) -> tuple[float, float, float, float, float]:
    """Return what the curve weighs, in the order of its weights."""
    return (
        math.log(evidence.share + _LEAST_SHARE),
        evidence.title,
        math.log(min(max(evidence.lead, 1.0), _LONGEST_LEAD)),
        math.log1p(evidence.told),
        math.log1p(evidence.words),
    )


def certainty(evidence: Evidence) -> float:
    """Return how certain an answer is, from 0 to 1."""
    weighed = zip((SHARE, TITLE, LEAD, TOLD, WORDS), features(evidence), strict=True)
    return 1 / (1 + math.exp(haste(evidence) - BASE - sum(weight * feature for weight, feature in weighed)))


def haste(evidence: Evidence) -> float:
    """Return by how much it is too early for an answer that a few words more would confirm."""
    return HASTE if evidence.told < _LITTLE_TOLD and evidence.title < _MUCH_SAID else 0.0
