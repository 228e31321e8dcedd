"""Words of a conversation as Markdown that says just these words: no heading, link, list or tag of theirs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_STEP = re.compile(r"\s{0,8}(?:paso\s+|step\s+)?(\d{1,3})\s?[.):°-]{1,2}\s+(?=\S)", re.IGNORECASE)
_BULLET = re.compile(r"\s{0,8}[-*•·–—+>]\s+(?=\S)")
_RULE = re.compile(r"[\s|:=_*~`#>+-]*")  # a line of these alone would be a rule, a table or a heading
_BLOCK = re.compile(r"([#>+-]|!!!|\d{1,9}[.)])")
_SPECIAL = re.compile(r"[\\`*{}]|(?<!\w)_|_(?!\w)")
_ENTITY = re.compile(r"&(?=#|\w)")
_BRACKETS = str.maketrans("[]", "()")
LONGEST_BODY = 20_000  # characters; an editor shortens what is longer
_LONGEST_LINE = 4_000


@dataclass(frozen=True, slots=True)
class Stepped:
    """A text with steps in it: what is said before them, the steps as a numbered list, and what follows."""

    before: str
    steps: str
    after: str


def as_steps(text: str) -> Stepped:
    """Return a text by its steps: lines with a number or a bullet; without any all of it stands before."""
    before: list[str] = []
    steps: list[list[str]] = []
    aside: list[str] = []  # after a blank line: of the step before if another one follows, else of none
    for line in text[:LONGEST_BODY].split("\n"):
        if step := _STEP.match(line) or _BULLET.match(line):
            if steps:
                steps[-1] += aside
            aside = []
            steps.append([plain(line[step.end() :])])
        elif not steps:
            before.append(plain(line))
        elif aside or not line.strip():
            aside.append(plain(line))
        else:
            steps[-1].append(plain(line))
    kept = [words for step in steps if (words := [line for line in step if line])]
    listed = (f"{number}. " + "\n    ".join(step) for number, step in enumerate(kept, start=1))
    return Stepped(_paragraphs(before), "\n".join(listed), _paragraphs(aside))


def as_paragraphs(text: str) -> str:
    """Return the text in paragraphs."""
    return _paragraphs(plain(line) for line in text[:LONGEST_BODY].split("\n"))


def plain(line: str) -> str:
    """Return a line that Markdown shows as it is."""
    words = line.strip().lstrip("~")[:_LONGEST_LINE].translate(_BRACKETS)
    if _RULE.fullmatch(words):
        return ""
    words = _ENTITY.sub("&amp;", words).replace("<", "&lt;")
    words = _SPECIAL.sub(lambda found: f"\\{found[0]}", words).replace("|", "&#124;")
    if block := _BLOCK.match(words):
        mark = block[1]
        words = f"{mark[:-1]}\\{mark[-1]}{words[len(mark) :]}" if mark[0].isdigit() else f"\\{words}"
    return words


def _paragraphs(lines: Iterable[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
