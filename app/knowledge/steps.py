"""The numbered steps of an article, each cut to what it says to do, for pages that quote them."""

from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

from markupsafe import Markup, escape

_KEPT = {"strong": "strong", "kbd": "kbd", "code": "code"}
_HEADINGS = frozenset(["h2", "h3", "h4"])
_WITHOUT_END = frozenset(["img", "br", "hr", "wbr", "input", "source"])
_ENDS_THE_WORDS = frozenset(["ol", "ul", "div", "figure", "pre", "table", "blockquote", "details"])


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a list; ``under`` is the anchor of the heading above it, ``number`` its place in its list.

    ``words`` is safe HTML of the step's first paragraph: its words, with what is bold, typed or
    pressed marked as such.
    """

    anchor: str
    under: str
    number: int
    words: Markup

    @property
    def text(self) -> str:
        """Return the words alone."""
        return str(self.words.striptags())


@lru_cache(maxsize=512)  # as many as there are articles, near enough; a step list weighs little
def steps_of(html: str) -> tuple[Step, ...]:
    """Return the steps of sanitised article HTML, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.steps)


class _Reader(HTMLParser):
    """Walks once through the HTML and keeps the beginning of every ``ol.steps > li``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.steps: list[Step] = []
        self._under = ""
        self._number = 0
        self._anchor: str | None = None
        self._words: list[str] = []
        self._ends: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _HEADINGS and values.get("id"):
            self._under = values["id"] or ""
        elif tag == "ol" and values.get("class") == "steps":
            self._number = 0
        elif tag == "li" and values.get("id"):
            self._number += 1
            self._anchor, self._words, self._ends = values["id"], [], []
        elif self._anchor is not None:
            self._inside(tag, values.get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._anchor is None:
            return
        if tag in {"p", "li"}:
            self._keep()
        elif self._ends:
            self._words.append(self._ends.pop())

    def handle_data(self, data: str) -> None:
        if self._anchor is not None:
            self._words.append(str(escape(data)))

    def _inside(self, tag: str, classes: str) -> None:
        if tag in _ENDS_THE_WORDS:
            self._keep()
        elif tag != "p" and tag not in _WITHOUT_END:
            shown = "strong" if classes == "path" else _KEPT.get(tag)
            self._words.append(f"<{shown}>" if shown else "")
            self._ends.append(f"</{shown}>" if shown else "")

    def _keep(self) -> None:
        """End the step at its first words; a picture before them does not count."""
        words = " ".join("".join([*self._words, *reversed(self._ends)]).split())
        if self._anchor is not None and words:
            html = Markup(words)  # noqa: S704  # every word was escaped, every tag is one of ours
            self.steps.append(Step(self._anchor, self._under, self._number, html))
            self._anchor = None
