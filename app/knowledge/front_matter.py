"""The heading of an article file: what its keys mean and which values they take (product 1)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml

from app.kernel.terms import Audience, ProductArea
from app.knowledge.article import ArticleStatus
from app.knowledge.faults import Fault, fault
from app.knowledge.flat_yaml import TEXT, Scalar, Value, Wrong, read_mapping

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_FENCE = "---"
_LONGEST = 20_000
_Term = TypeVar("_Term", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What an editor says about an article; ``lines`` are the file's lines of each key."""

    id: str
    title: str
    summary: str
    keywords: tuple[str, ...]
    product_area: ProductArea
    audience: Audience
    status: ArticleStatus
    finds: tuple[str, ...]
    faq: bool = False
    aliases: tuple[str, ...] = ()
    review_by: date | None = None
    owner: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict)


def split(path: str, text: str) -> tuple[str, str, int] | Fault:
    """Return the YAML, the body, and the file's line the body starts at; or what is missing."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return fault(path, 1, "The file must begin with a line «---» and its front matter")
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            heading = "\n".join(lines[1:number])
            if len(heading) > _LONGEST:
                return fault(path, 1, "The front matter is longer than %(limit)s characters", limit=_LONGEST)
            return heading, "\n".join(lines[number + 1 :]), number + 2
    return fault(path, 1, "The front matter has no closing line «---»")


def read_front_matter(path: str, heading: str) -> tuple[FrontMatter | None, list[Fault]]:
    """Return the front matter, or None with every fault found (product 1)."""
    try:
        raw = read_mapping(heading)
    except Wrong as wrong:
        return None, [fault(path, wrong.line, wrong.message, **wrong.values)]
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark or error.problem_mark
        line = mark.line + 2 if mark else 1
        return None, [
            fault(path, line, "The front matter is not valid YAML: %(reason)s", reason=error.problem or "?")
        ]
    except yaml.YAMLError:
        return None, [fault(path, 1, "The front matter holds characters that YAML does not allow")]
    return _fields(path, raw)


def _fields(path: str, raw: dict[str, tuple[int, Value]]) -> tuple[FrontMatter | None, list[Fault]]:
    faults = [
        fault(path, line, "Unknown key «%(key)s»", key=key)
        for key, (line, _) in raw.items()
        if key not in _READERS
    ]
    faults += [fault(path, 1, "The key «%(key)s» is missing", key=key) for key in _REQUIRED if key not in raw]
    values: dict[str, object] = {}
    for key, (line, value) in raw.items():
        if key in _READERS:
            try:
                values[key] = _READERS[key](value)
            except Wrong as wrong:
                faults.append(fault(path, wrong.line or line, wrong.message, key=key, **wrong.values))
    if faults:
        return None, sorted(faults, key=lambda found: found.line)
    lines = {key: line for key, (line, _) in raw.items()}
    return FrontMatter(**values, lines=lines), []  # type: ignore[arg-type]  # each reader returns its field's type


def _text(longest: int, pattern: re.Pattern[str] | None = None) -> Callable[[Value], str]:
    def read(raw: Value) -> str:
        if isinstance(raw, list) or raw.tag != TEXT:
            raise Wrong("«%(key)s» must be a text (put it in quotes if it looks like a number)")
        return _checked(raw, longest, pattern)

    return read


def _texts(longest: int, pattern: re.Pattern[str] | None = None) -> Callable[[Value], tuple[str, ...]]:
    def read(raw: Value) -> tuple[str, ...]:
        if not isinstance(raw, list):
            raise Wrong("«%(key)s» must be a list")
        return tuple(_checked(item, longest, pattern) for item in raw)

    return read


def _checked(raw: Scalar, longest: int, pattern: re.Pattern[str] | None) -> str:
    text = " ".join(raw.text.split())
    if not text:
        raise Wrong("«%(key)s» must not be empty", raw.line)
    if len(text) > longest:
        raise Wrong("«%(key)s» is longer than %(limit)s characters", raw.line, limit=longest)
    if pattern and not pattern.fullmatch(text):
        raise Wrong("«%(value)s» is not a valid value of «%(key)s»", raw.line, value=text)
    return text


def _word(terms: type[_Term]) -> Callable[[Value], _Term]:
    def read(raw: Value) -> _Term:
        if isinstance(raw, Scalar) and raw.text in set(terms):
            return terms(raw.text)
        raise Wrong("«%(key)s» must be one of: %(choices)s", choices=", ".join(terms))

    return read


def _truth(raw: Value) -> bool:
    if isinstance(raw, Scalar) and raw.tag.endswith(":bool") and raw.text in {"true", "false"}:
        return raw.text == "true"
    raise Wrong("«%(key)s» must be true or false")


def _day(raw: Value) -> date:
    try:
        return date.fromisoformat(raw.text)  # type: ignore[union-attr]  # a list has no text: the same refusal
    except (ValueError, AttributeError) as error:
        raise Wrong("«%(key)s» must be a date like 2027-05-31") from error


_READERS: Mapping[str, Callable[[Value], object]] = {
    "id": _text(100, SLUG),
    "title": _text(120),
    "summary": _text(160),
    "keywords": _texts(100),
    "product_area": _word(ProductArea),
    "faq": _truth,
    "audience": _word(Audience),
    "status": _word(ArticleStatus),
    "finds": _texts(200),
    "review_by": _day,
    "owner": _text(120, re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    "aliases": _texts(100, SLUG),
}
_REQUIRED = ("id", "title", "summary", "keywords", "product_area", "audience", "status", "finds")
