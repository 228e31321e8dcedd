"""Limits a text must keep before anything expensive looks at it (security 29); all linear in its length."""

import re

from app.knowledge.faults import Fault, fault

LARGEST_ARTICLE = 200_000
_LONGEST_LINE = 20_000
_DEEPEST = 30
_MOST_LINKS = 500
_MOST_CELLS = 5_000
_MOST_FAULTS = 20
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_QUOTES = re.compile(r"[\s>]*")
_LINKS = re.compile(r"\]\(|\]:|<https?:")


def read_text(path: str, content: bytes) -> str | list[Fault]:
    """Return the text of a file, or why it cannot be an article."""
    if not content.strip():
        return [fault(path, 1, "The file is empty")]
    if len(content) > LARGEST_ARTICLE:
        return [fault(path, 1, "The file is larger than %(limit)s kB", limit=LARGEST_ARTICLE // 1000)]
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        return [fault(path, line, "The file is not text (it holds NUL bytes)")]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return [fault(path, line, "The file is not UTF-8 text")]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _faulty_lines(path, text)[:_MOST_FAULTS] or text


def _faulty_lines(path: str, text: str) -> list[Fault]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _LONGEST_LINE:
            found.append(
                fault(path, number, "The line is longer than %(limit)s characters", limit=_LONGEST_LINE)
            )
        if control := _CONTROL.search(line):
            code = f"U+{ord(control[0]):04X}"
            found.append(
                fault(path, number, "The line holds an invisible control character (%(code)s)", code=code)
            )
        if _CONFLICT.match(line) and line[0] != "=":
            found.append(fault(path, number, "A merge conflict was left in the text"))
    return found


def measure(path: str, body: str, first_line: int) -> list[Fault]:
    """Return the limits on structure that a body breaks; ``first_line`` is where it starts in the file."""
    found: list[Fault] = []
    links = cells = brackets = 0
    fence = ""
    for number, line in enumerate(body.split("\n"), start=first_line):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        if fence or mark:
            continue
        links += len(_LINKS.findall(line))
        cells += max(line.count("|") - 1, 0)
        brackets, deepest = _brackets(line, brackets)
        lead = _QUOTES.match(line)
        depth = max(lead[0].count(">") + len(lead[0]) // 4 if lead and line.strip() else 0, deepest)
        if depth > _DEEPEST:
            found.append(
                fault(
                    path, number, "Quotes, lists or brackets are nested deeper than %(limit)s", limit=_DEEPEST
                )
            )
            break
    if links > _MOST_LINKS:
        found.append(fault(path, first_line, "The article has more than %(limit)s links", limit=_MOST_LINKS))
    if cells > _MOST_CELLS:
        found.append(fault(path, first_line, "The tables have more than %(limit)s cells", limit=_MOST_CELLS))
    return found


def _brackets(line: str, open_before: int) -> tuple[int, int]:
    """Return how many brackets stay open after a line, and the most open in it; a blank line closes all."""
    if not line.strip():
        return 0, 0
    depth = deepest = open_before
    for character in line:
        if character == "[":
            depth += 1
            deepest = max(deepest, depth)
        elif character == "]":
            depth = max(depth - 1, 0)
    return depth, deepest
