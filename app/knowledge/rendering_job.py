"""What goes to the renderer and what comes back; plain data that can cross to another process."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.kernel.terms import Language
from app.knowledge.article import ArticleBody
from app.knowledge.faults import Fault

RENDERER_VERSION = 3
"""Raise it when the same text gives other HTML or sections: every article is then rendered again."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link to an article file leads; without ``url`` it stays plain text for now."""

    path: str
    url: str
    language: Language


@dataclass(frozen=True, slots=True)
class ImageTarget:
    """An image file of ``articles/media`` as pages address it; sizes in CSS pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class RenderJob:
    """One article's Markdown. ``links`` and ``images`` are keyed by the target as written."""

    path: str
    language: Language
    text: str
    first_line: int
    links: Mapping[str, LinkTarget] = field(default_factory=dict)
    images: Mapping[str, ImageTarget] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnchorLink:
    """A link from an article to a heading of another, to be checked once both are known."""

    target: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """The outcome of a job: a body unless ``faults``; ``minutes`` of reading, at least 1."""

    faults: tuple[Fault, ...]
    body: ArticleBody | None = None
    anchors: tuple[str, ...] = ()
    anchor_links: tuple[AnchorLink, ...] = ()
    minutes: int = 1
    has_video: bool = False
