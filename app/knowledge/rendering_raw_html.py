"""Judge the raw HTML an editor put between the Markdown: a few elements, no attributes."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from app.kernel.wording import N_
from app.knowledge.faults import Fault, fault
from app.knowledge.rendering_job import RenderJob

_ALLOWED = frozenset(
    {"details", "summary", "kbd", "br", "p", "ul", "ol", "li", "strong", "em", "b", "i", "code", "sub", "sup"}
)
_VOID = frozenset({"br"})
_OWN_CODE = re.compile(r"<pre><code[^<>]*>[^<]*</code></pre>\s*")


def check_raw_html(job: RenderJob, blocks: Iterable[object]) -> list[Fault]:
    """Return a fault for each element, attribute or declaration outside the allow-list."""
    reader = _Reader()
    for block in blocks:
        if isinstance(block, str) and not _OWN_CODE.fullmatch(block):
            reader.feed(block)
    reader.close()
    unclosed = [(f"<{tag}", N_("<%(name)s> is opened and closed a different number of times"), tag)
                for tag, count in reader.balance.items() if count]  # fmt: skip
    return [_located(job, *found) for found in dict.fromkeys([*reader.found, *unclosed])]


def _located(job: RenderJob, needle: str, message: str, name: str) -> Fault:
    place = job.text.lower().find(needle.lower())
    line = job.first_line + (job.text.count("\n", 0, place) if place >= 0 else 0)
    return fault(job.path, line, message, name=name)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.balance: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ALLOWED:
            self.found.append(
                (f"<{tag}", N_("The HTML element <%(name)s> is not allowed in an article"), tag[:40])
            )
        for name, _ in attrs:
            if (tag, name) != ("details", "open"):
                self.found.append(
                    (f"<{tag}", N_("The HTML attribute «%(name)s» is not allowed in an article"), name[:40])
                )
        if tag not in _VOID:
            self.balance[tag] = self.balance.get(tag, 0) + 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.balance[tag] -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.balance[tag] = self.balance.get(tag, 0) - 1

    def handle_decl(self, decl: str) -> None:
        self.found.append(
            ("<!", N_("The HTML declaration <!%(name)s> is not allowed in an article"), decl[:40])
        )

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self.found.append(
            ("<?", N_("The HTML instruction <?%(name)s> is not allowed in an article"), data[:40])
        )
