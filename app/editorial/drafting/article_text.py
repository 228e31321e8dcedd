"""The text of an article made of a solved ticket: pure, from words already without private data."""

import re
from dataclasses import dataclass

from app.editorial.drafting.plain_markdown import as_paragraphs, as_steps
from app.editorial.drafting.redaction import OPEN
from app.kernel.terms import Language
from app.kernel.text import one_line

_LONGEST_TITLE, _LONGEST_SUMMARY, _LONGEST_PHRASE = 120, 160, 200
_MOST_PHRASES = 8
_ASKING = re.compile(
    r"(c[oó]mo|qu[eé]|cu[aá]l(?:es)?|cu[aá]ndo|cu[aá]nto|d[oó]nde|por qu[eé]|qui[eé]n"
    r"|how|what|which|when|where|why|who|can|do|does|is|are)\b",
    re.IGNORECASE,
)
_ACCENTED = {"como": "cómo", "que": "qué", "cual": "cuál", "cuando": "cuándo", "donde": "dónde"}
_VAGUE = re.compile(
    r"\s*(?:urgente|ayuda|auxilio|problemas?|consulta|duda|pregunta|error|help|urgent|question|issue|problem)"
    r"(?:\s+(?:con|en|sobre|de|del|with|about|in|on))?\b[\s:!.,-]*",
    re.IGNORECASE,
)
_SUMMARY = {
    Language.ES: "Qué hacer en este caso: %s.",
    Language.EN: "What to do in this case: %s.",
}
_STEPS = {Language.ES: "## Pasos", Language.EN: "## Steps"}
_CASE = {Language.ES: "## Cuándo pasa", Language.EN: "## When it happens"}


@dataclass(frozen=True, slots=True)
class Case:
    """A solved ticket: what its requester called it, told and searched for, and what solved it."""

    title: str
    happened: str
    searched: tuple[str, ...]
    solution: str
    language: Language


def title_of(case: Case) -> str:
    """Return the title: a question where it asks, else the symptom as it was told."""
    words = one_line(case.title)
    told = _VAGUE.sub("", words, count=1) if _VAGUE.match(words) else words
    if len(told.split()) < 2:
        told = _first_sentence(case.happened) or words
    told = _cut(told.strip(" .,;:!¡?¿"), _LONGEST_TITLE - 2)
    if not _ASKING.match(told):
        return _capital(told) or "…"
    first, _, rest = told.partition(" ")
    told = _capital(f"{_ACCENTED.get(first.lower(), first) if _is_spanish(case) else first} {rest}".strip())
    return f"¿{told}?" if _is_spanish(case) else f"{told}?"


def summary_of(case: Case) -> str:
    """Return one sentence for lists, to be written better by somebody."""
    title = title_of(case).strip("¿?…")
    short = title[:1].lower() + title[1:]
    return _cut(_SUMMARY[case.language] % _cut(short, _LONGEST_SUMMARY - 30), _LONGEST_SUMMARY)


def phrases_of(case: Case) -> tuple[str, ...]:
    """Return what people would search for: the requester's words, as far as nothing private was in them."""
    told = (case.title, *case.searched, _first_sentence(case.happened))
    lines = (_cut(one_line(each).strip(" .,;:!¡"), _LONGEST_PHRASE) for each in told)
    sound = dict.fromkeys(line for line in lines if line and OPEN not in line and "[" not in line)
    return tuple(sound)[:_MOST_PHRASES]


def body_of(case: Case) -> str:
    """Return the article: what solved it, its steps if it has any, and when it happens."""
    solved = as_steps(_capital(case.solution))
    parts = [solved.before]
    if solved.steps:
        parts += [_STEPS[case.language], solved.steps, solved.after]
    if told := as_paragraphs(_capital(case.happened)):
        parts += [_CASE[case.language], told]
    return "\n\n".join(part for part in parts if part) + "\n"


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0][:_LONGEST_PHRASE]


def _cut(words: str, longest: int) -> str:
    if len(words) <= longest:
        return words
    return words[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _is_spanish(case: Case) -> bool:
    return case.language is Language.ES
