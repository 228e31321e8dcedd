"""Words of a conversation as Markdown that says just these words: no heading, link, list or tag of theirs."""

import re
from collections.abc import Iterable

_STEP = re.compile(r"\s{0,8}(?:paso\s+|step\s+)?(\d{1,3})\s?[.):°-]{1,2}\s+(?=\S)", re.IGNORECASE)
_BULLET = re.compile(r"\s{0,8}[-*•·–—+>]\s+(?=\S)")
_RULE = re.compile(r"[\s|:=_*~`#>+-]*")  # a line of these alone would be a rule, a table or a heading
_BLOCK = re.compile(r"(#{1,6}|[-+>]|!!!|\d{1,9}[.)])(?=\s|$|\w)")
_SPECIAL = re.compile(r"[\\`*{}]|(?<!\w)_|_(?!\w)")
_ENTITY = re.compile(r"&(?=#|\w)")
_BRACKETS = str.maketrans("[]", "()")
LONGEST_BODY = 20_000  # characters; an editor shortens what is longer
_LONGEST_LINE = 4_000


def as_steps(text: str) -> tuple[str, str]:
    """Return what is said before the steps, and the steps numbered; no steps when no line is one."""
    before: list[str] = []
    steps: list[str] = []
    for line in text[:LONGEST_BODY].split("\n"):
        step = _STEP.match(line) or _BULLET.match(line)
        if step:
            steps.append(plain(line[step.end() :]))
        elif line.strip() and steps:
            steps[-1] = f"{steps[-1]}\n    {plain(line)}".rstrip()
        elif not steps:
            before.append(plain(line))
    kept = [step for step in steps if step.strip()]
    return _paragraphs(before), "\n".join(f"{number}. {step}" for number, step in enumerate(kept, start=1))


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
