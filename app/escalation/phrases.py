"""Find the wish to rise in what somebody wrote now, not in what they quote (product 7)."""

import re
import unicodedata
from collections.abc import Iterator

_QUOTED = re.compile(r"^\s*(>|\|)")
_INTRODUCTIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^\s*[*_]*-{2,}\s*((original|forwarded) message|mensaje (original|reenviado))\s*-*[*_]*\s*$",
        r"^\s*_{10,}\s*$",
        r"^\s*[*_]*(el|on)\s.{0,300}\b(escribi[oó]|wrote)\s*:?[*_]*\s*$",
        r"^\s*[*_]*(from|de)[*_]*\s*:.*(@|\[mailto).*$",
    )
)
_BEGINS_INTRODUCTION = re.compile(r"^\s*(el|on)\s.*\d", re.IGNORECASE)
_LONGEST_INTRODUCTION = 3  # lines, wrapped by mail programmes
# Written without accents; any space, line end or stroke of punctuation may stand between the words.
_ASKS = re.compile(r"\b(?:solicito(?: el| un)? escalamiento|i request(?: an| the)? escalation)\b")
_NOT = re.compile(r"\b(no|not|nunca|never|tampoco|don t|do not)$")


def asks_to_escalate(text: str) -> bool:
    """Say whether the new part of a reply has the words «solicito escalamiento» or "I request escalation".

    Accents, capitals and spacing are free; «no solicito escalamiento» asks for nothing.
    """
    plain = _plain(new_part(text))
    return any(not _NOT.search(plain[: found.start()].rstrip()) for found in _ASKS.finditer(plain))


def new_part(text: str) -> str:
    """Return what was written now: without quoted lines, and up to the earlier message that follows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _QUOTED.match(line):
            continue
        if _introduces(lines[number : number + _LONGEST_INTRODUCTION]):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _introduces(lines: list[str]) -> bool:
    """Say whether an earlier message begins here, in one line or in one that was wrapped."""
    if any(pattern.match(lines[0]) for pattern in _INTRODUCTIONS):
        return True
    if not _BEGINS_INTRODUCTION.match(lines[0]):
        return False
    return any(pattern.match(joined) for joined in _joined(lines) for pattern in _INTRODUCTIONS)


def _joined(lines: list[str]) -> Iterator[str]:
    for end in range(2, len(lines) + 1):
        if lines[end - 1].strip():
            yield " ".join(line.strip() for line in lines[:end])


def _plain(text: str) -> str:
    """Fold to small letters without accents, with one space between words."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters))
