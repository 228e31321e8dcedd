"""What people wrote as safe markup: links work, lines and code stay as typed (security 28, 32)."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup, escape

from app.web.sanitising import is_safe_link

_ADDRESS = re.compile(r"""\bhttps?://[^\s<>"'`\\]+""", re.IGNORECASE)
_AFTER = ".,;:!?…»”’*_~"  # belongs to the sentence around an address
_CLOSING = {")": "(", "]": "[", "}": "{"}
_FENCE = "```"
_BREAK = Markup("<br>")
_LINK = Markup('<a href="{}" rel="nofollow ugc noopener noreferrer">{}</a>')
_PARAGRAPH = Markup("<p>{}</p>")
_CODE = Markup('<pre tabindex="0"><code>{}</code></pre>')
_NAME = Markup("<bdi>{}</bdi>")


def as_written(text: str) -> Markup:
    """Return the text as paragraphs with its line breaks, links to http(s), and code between ``` lines.

    Nothing else is markup. Takes time in proportion to the text.
    """
    return Markup("").join(_parts(text.split("\n")))


def isolated(text: str) -> Markup:
    """Return a name of a person or a file that cannot turn the direction of the words around it."""
    return _NAME.format(text)


def _parts(lines: Sequence[str]) -> Iterator[Markup]:
    fences = [place for place, line in enumerate(lines) if line.lstrip().startswith(_FENCE)]
    done = 0
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):  # one left over is text
        yield from _paragraphs(lines[done:opening])
        yield _CODE.format("\n".join(lines[opening + 1 : closing]))
        done = closing + 1
    yield from _paragraphs(lines[done:])


def _paragraphs(lines: Sequence[str]) -> Iterator[Markup]:
    for is_empty, group in groupby(lines, lambda line: not line.strip()):
        if not is_empty:
            yield _PARAGRAPH.format(_BREAK.join(map(_linked, group)))


def _linked(line: str) -> Markup:
    parts, done = [], 0
    for found in _ADDRESS.finditer(line):
        address = _without_sentence(found[0])
        if is_safe_link(address):
            parts += [escape(line[done : found.start()]), _LINK.format(address, address)]
            done = found.start() + len(address)
    return Markup("").join([*parts, escape(line[done:])])


def _without_sentence(address: str) -> str:
    """Return the address without what ends the sentence, or closes a bracket that was opened before it."""
    end = len(address)
    while end and (address[end - 1] in _AFTER or _is_closing(address, end)):
        end -= 1
    return address[:end]


def _is_closing(address: str, end: int) -> bool:
    opened = _CLOSING.get(address[end - 1])
    return opened is not None and opened not in address
