"""The shape articles have on the page: class names of the interface, anchors, links, pictures."""

import re
from collections import Counter
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from app.knowledge.article_links import SCHEME
from app.knowledge.faults import Fault, fault
from app.knowledge.rendering_job import AnchorLink, RenderJob
from app.knowledge.rendering_shapes import (
    append_text,
    figure_of,
    has_words,
    lead_to,
    menu_path,
    note_title,
    plain_text,
    slug,
)
from app.knowledge.rendering_words import WORDS
from app.web.sanitising import is_safe_link

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_NOTES = {"note": "info", "info": "info", "tip": "ok", "success": "ok", "warning": "warn", "caution": "warn",
          "danger": "bad", "error": "bad"}  # fmt: skip
_DISGUISED = "\x02amp\x03"
"""How the library begins a mail address it has hidden from robots, character by character."""
_HEADING_LINE = re.compile(r" {0,3}#{1,6}\s")
_FENCE = re.compile(r"\s*(```|~~~)")


class ArticleMarkup(Extension):
    """A Markdown extension for one article; ``faults`` and ``anchor_links`` are filled as it works."""

    def __init__(self, job: RenderJob) -> None:
        super().__init__()
        self.faults: list[Fault] = []
        self.anchor_links: list[AnchorLink] = []
        self._job = job

    def extendMarkdown(self, md: Markdown) -> None:  # the library's name
        """Put our shape after the inline patterns and before the pretty printer."""
        md.treeprocessors.register(_Shape(md, self._job, self), "article", 15)


class _Shape(Treeprocessor):
    def __init__(self, md: Markdown, job: RenderJob, notes: ArticleMarkup) -> None:
        super().__init__(md)
        self._job, self._notes = job, notes
        self._words = WORDS[job.language]
        self._seen: Counter[str] = Counter()
        self._anchors: set[str] = set()

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        self._headings(root)
        self._steps(root)
        for link in list(root.iter("a")):
            self._link(link)
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                changed = self._changed(child)
                if changed is not child:
                    changed.tail = child.tail
                    parent[place] = changed
        self._tables(root)
        for picture in root.iter("img"):
            self._picture(picture)

    def _changed(self, child: Element) -> Element:
        if child.tag == "strong" and "→" in (child.text or "") and not len(child):
            return menu_path(child)
        if child.tag == "div" and "admonition" in child.get("class", ""):
            return self._note(child)
        alone = child[0] if child.tag == "p" and len(child) == 1 and not has_words(child) else None
        if alone is not None and alone.tag == "img":
            return figure_of(alone)
        if alone is not None and alone.tag == "a" and alone.get("title", "").lower().startswith("video"):
            return self._video(alone)
        return child

    def _headings(self, root: Element) -> None:
        level = 1
        for number, heading in enumerate(found for found in root.iter() if found.tag in _HEADINGS):
            text = plain_text(heading)
            depth = _HEADINGS[str(heading.tag)]
            if depth == 1:
                self._fault(
                    self._heading_line(number), "The title is the only first-level heading: begin with ##"
                )
            elif depth > level + 1:
                self._fault(self._heading_line(number), "The heading «%(text)s» skips a level", text=text)
            level = max(depth, 2)
            anchor = self._anchor(slug(text) or "section")
            heading.set("id", anchor)
            append_text(heading, " ")
            link = SubElement(heading, "a", {"class": "anchor", "href": f"#{anchor}"})
            link.set("aria-label", self._words["anchor"].format(text=text))
            link.text = "#"

    def _steps(self, root: Element) -> None:
        """Make top-level numbered lists steps with lasting anchors: ``<heading>-<n>``."""
        above, counts = "step", Counter[str]()
        for child in root:
            if child.tag in _HEADINGS:
                above = child.get("id", "step")
            elif child.tag == "ol":
                child.set("class", "steps")
                for step in child:
                    counts[above] += 1
                    step.set("id", self._anchor(f"{above}-{counts[above]}"))

    def _anchor(self, wanted: str) -> str:
        anchor, number = wanted, 1
        while anchor in self._anchors:
            number += 1
            anchor = f"{wanted}-{number}"
        self._anchors.add(anchor)
        return anchor

    def _link(self, link: Element) -> None:
        target = link.get("href", "")
        if target.startswith(_DISGUISED) or link.get("class") == "anchor":
            return
        path, _, anchor = target.partition("#")
        if SCHEME.match(target):
            self._outside(link, target)
        elif not path:
            if anchor not in self._anchors:
                self._fault(self._line(target), "This article has no heading «#%(anchor)s»", anchor=anchor)
        elif known := self._job.links.get(path):
            if anchor and known.url:
                self._notes.anchor_links.append(AnchorLink(known.path, anchor, self._line(target)))
            lead_to(link, known.url + (f"#{anchor}" if anchor else "") if known.url else "")
            if known.language is not self._job.language:
                link.set("hreflang", str(known.language))
        elif file := self._job.images.get(path):
            lead_to(link, file.url)
        else:
            self._fault(self._line(target), "The link «%(target)s» leads to no article", target=target[:200])

    def _outside(self, link: Element, target: str) -> None:
        if not is_safe_link(target):
            self._fault(self._line(target), "The address «%(target)s» is not allowed", target=target[:200])
        link.set("rel", "noopener noreferrer")

    def _picture(self, picture: Element) -> None:
        source = picture.get("src", "")
        line = self._line(source)
        if not picture.get("alt", "").strip():
            self._fault(line, "The image «%(target)s» has no alternative text", target=source[:200])
        known = self._job.images.get(source)
        if known is None:
            self._fault(line, "The image «%(target)s» is not in articles/media", target=source[:200])
            return
        picture.attrib.pop("title", None)
        picture.attrib.update(src=known.url, width=str(known.width), height=str(known.height))
        picture.attrib.update(loading="lazy", decoding="async")

    def _note(self, note: Element) -> Element:
        kind = next((word for word in note.get("class", "").split() if word in _NOTES), "note")
        look = _NOTES[kind]
        shown = Element("div", {"class": f"note note--{look}"})
        SubElement(shown, "i", {"class": f"slot slot--{look}"})
        inside = SubElement(shown, "div")
        for child in note:
            if child.get("class") == "admonition-title":
                child.attrib.pop("class")
                if (child.text or "") == kind.capitalize():
                    child.text = self._words.get(kind, self._words["note"])
                child = note_title(child)
            inside.append(child)
        return shown

    def _video(self, link: Element) -> Element:
        card = Element(
            "a", {"class": "videocard", "href": link.get("href", ""), "rel": "noopener noreferrer"}
        )
        SubElement(card, "i", {"class": "slot slot--video"})
        title = SubElement(card, "span", {"class": "videocard__title"})
        title.text = plain_text(link)
        title.tail = " "
        length = SubElement(card, "span", {"class": "videocard__length"})
        length.text = f"{self._words['video']} {link.get('title', '')[len('video') :].strip()}".strip()
        return card

    def _tables(self, root: Element) -> None:
        label = self._words["table"]
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag in {"h2", "h3"}:
                    label = plain_text(child).removesuffix("#").strip()
                if child.tag == "table":
                    frame = Element(
                        "div", {"class": "table", "tabindex": "0", "role": "region", "aria-label": label}
                    )
                    frame.tail, child.tail = child.tail, None
                    parent[place] = frame
                    frame.append(child)
                    for head in child.iter("th"):
                        head.set("scope", "col")

    def _fault(self, line: int, message: str, **values: str | int) -> None:
        self._notes.faults.append(fault(self._job.path, line, message, **values))

    def _line(self, target: str) -> int:
        """Return the line of the next place in the file that says ``target``."""
        self._seen[target] += 1
        place = -1
        for _ in range(min(self._seen[target], 100)):
            found = self._job.text.find(target, place + 1)
            place = found if found >= 0 else place
        return self._job.first_line + self._job.text.count("\n", 0, max(place, 0))

    def _heading_line(self, number: int) -> int:
        inside, lines = False, []
        for line_number, line in enumerate(self._job.text.split("\n"), start=self._job.first_line):
            if _FENCE.match(line):
                inside = not inside
            elif not inside and _HEADING_LINE.match(line):
                lines.append(line_number)
        return lines[number] if number < len(lines) else self._job.first_line
