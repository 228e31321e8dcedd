"""Cut finished article HTML into what is shown or found by itself: headings, questions, passages.

Works on sanitised HTML only, so tags are balanced and attributes few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from app.knowledge.article import Heading, Question, Section

_BLOCKS = frozenset(
    [
        "p",
        "li",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "td",
        "th",
        "tr",
        "pre",
        "div",
        "figure",
        "figcaption",
        "summary",
        "blockquote",
        "br",
    ]
)
_SILENT = frozenset({"anchor", "code__bar"})


@dataclass(frozen=True, slots=True)
class Outline:
    """All that can be read off the HTML of one article."""

    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    anchors: tuple[str, ...]
    first_image: str | None
    words: int
    has_video: bool


def outline(html: str) -> Outline:
    """Return the outline of sanitised article HTML."""
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    pieces = reader.pieces
    # A heading without text of its own is where its steps open when none of them tells more.
    heads = {heading.anchor for heading in reader.headings}
    return Outline(
        headings=tuple(reader.headings),
        sections=tuple(piece for piece in pieces if piece.text or piece.anchor in heads),
        questions=tuple(_questions(html, reader)),
        anchors=tuple(reader.anchors),
        first_image=reader.first_image,
        words=sum(len(piece.text.split()) for piece in pieces),
        has_video=reader.has_video,
    )


def _questions(html: str, reader: "_Reader") -> list[Question]:
    """Return the headings that ask something, each with the HTML up to the next heading."""
    found = []
    ends = [start for start, _, _ in reader.heading_places[1:]] + [len(html)]
    for (_, answer, heading), end in zip(reader.heading_places, ends, strict=False):
        if heading.level == 2 and heading.text.endswith("?"):
            found.append(Question(heading.anchor, heading.text, html[answer:end].strip()))
    return found


class _Reader(HTMLParser):
    """Walks once through the HTML; a new piece begins at each heading and each step."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Section] = []
        self.headings: list[Heading] = []
        self.heading_places: list[tuple[int, int, Heading]] = []
        self.anchors: list[str] = []
        self.first_image: str | None = None
        self.has_video = False
        self._line_starts = [0, *(place + 1 for place, character in enumerate(html) if character == "\n")]
        self._anchor = self._heading = ""
        self._text: list[tuple[str, bool]] = []
        self._heading_text: list[str] | None = None
        self._heading_start = 0
        self._silent: list[str] = []
        self._linked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = set(values.get("class", "").split())
        if self._silent or classes & _SILENT:
            self._silent.append(tag)
        if "id" in values:
            self.anchors.append(values["id"])
            self._cut(values["id"])
        if tag in {"h2", "h3"}:
            self._heading_text, self._heading_start = [], self._offset()
        if tag == "img" and self.first_image is None:
            self.first_image = values.get("src")
        if tag == "a":
            self._linked = not values.get("href", "#").startswith("#")
        self.has_video = self.has_video or "videocard" in classes
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif tag in {"h2", "h3"} and self._heading_text is not None:
            self._end_heading(int(tag[1]))
        if tag == "a":
            self._linked = False
        self._space(tag)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._heading_text is not None:
            self._heading_text.append(data)
        else:
            self._text.append((data, self._linked))

    def close(self) -> None:
        super().close()
        self._cut("")

    def _end_heading(self, level: int) -> None:
        self._heading = " ".join("".join(self._heading_text or ()).split())
        self._heading_text = None
        heading = Heading(level, self._anchor, self._heading)
        end = self._offset() + len("</h2>")
        self.headings.append(heading)
        self.heading_places.append((self._heading_start, end, heading))

    def _cut(self, anchor: str) -> None:
        self.pieces.append(Section(self._anchor, self._heading, *_run_on(self._text)))
        self._anchor, self._text = anchor, []

    def _space(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._text.append((" ", False))

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column


def _run_on(pieces: Sequence[tuple[str, bool]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return texts as one with single spaces, and the ranges of those that are links."""
    text = ""
    links: list[tuple[int, int]] = []
    for piece, linked in pieces:
        gap = " " if piece[:1].isspace() and text and not text.endswith(" ") else ""
        words = " ".join(piece.split())
        start = len(text) + len(gap)
        text += gap + words + (" " if words and piece[-1:].isspace() else "")
        if linked and words:
            links.append((start, start + len(words)))
    return text.rstrip(), tuple(links)
