"""The heading of an article file: YAML between two ``---`` lines, read strictly and with line numbers.

Only what an article needs is understood: one mapping of texts and lists of texts. Aliases, tags and
nested values are refused as they are met, so a bomb of aliases costs nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

import yaml
from yaml.resolver import Resolver

from app.kernel.terms import Audience, ProductArea
from app.knowledge.article import ArticleStatus
from app.knowledge.faults import Fault, fault

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_FENCE = "---"
_LONGEST = 20_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = Resolver()
_TEXT = "tag:yaml.org,2002:str"
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


@dataclass(frozen=True, slots=True)
class _Value:
    line: int
    text: str
    tag: str


_Raw = _Value | list[_Value]


class _Wrong(Exception):
    def __init__(self, message: str, line: int = 0, **values: str | int) -> None:
        super().__init__(message)
        self.message, self.line, self.values = message, line, values


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
        raw = _mapping(heading)
    except _Wrong as wrong:
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


def _fields(path: str, raw: dict[str, tuple[int, _Raw]]) -> tuple[FrontMatter | None, list[Fault]]:
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
            except _Wrong as wrong:
                faults.append(fault(path, wrong.line or line, wrong.message, key=key, **wrong.values))
    if faults:
        return None, sorted(faults, key=lambda found: found.line)
    lines = {key: line for key, (line, _) in raw.items()}
    return FrontMatter(**values, lines=lines), []  # type: ignore[arg-type]  # each reader returns its field's type


def _mapping(heading: str) -> dict[str, tuple[int, _Raw]]:
    """Read ``key: text`` and ``key: [texts]`` from the parser's events; refuse all else."""
    events = iter([event for event in yaml.parse(heading, Loader=_LOADER) if _content(event)])
    found: dict[str, tuple[int, _Raw]] = {}
    first = next(events, None)
    if first is None:
        raise _Wrong("The front matter is empty", 1)
    if not isinstance(first, yaml.MappingStartEvent):
        raise _Wrong("The front matter must be keys and values, not a list or a text", _line(first))
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        if not isinstance(key, yaml.ScalarEvent):
            raise _Wrong("A key must be a plain word", _line(key))
        if key.value in found:
            raise _Wrong("The key «%(key)s» stands twice", _line(key), key=key.value)
        found[key.value] = (_line(key), _value(next(events), events))
    return found


def _value(event: yaml.Event, events: Iterator[yaml.Event]) -> _Raw:
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if not isinstance(event, yaml.SequenceStartEvent):
        raise _Wrong("Values inside values are not allowed", _line(event))
    items: list[_Value] = []
    for item in events:
        if isinstance(item, yaml.SequenceEndEvent):
            break
        if not isinstance(item, yaml.ScalarEvent):
            raise _Wrong("Values inside values are not allowed", _line(item))
        items.append(_scalar(item))
    return items


def _scalar(event: yaml.ScalarEvent) -> _Value:
    tag = _plain_tag(event.value) if event.implicit[0] else _TEXT
    return _Value(_line(event), event.value, tag)


def _plain_tag(text: str) -> str:
    """Return the type YAML sees in an unquoted text."""
    return str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]  # PyYAML


def _content(event: yaml.Event) -> bool:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Wrong("YAML anchors and aliases (& and *) are not allowed", _line(event))
    if getattr(event, "tag", None):
        raise _Wrong("YAML tags (!) are not allowed", _line(event))
    if isinstance(event, yaml.DocumentStartEvent) and event.explicit:
        raise _Wrong("The front matter must be one document", _line(event))
    return isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent)


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 2  # type: ignore[union-attr]  # the parser always sets it


def _text(longest: int, pattern: re.Pattern[str] | None = None) -> Callable[[_Raw], str]:
    def read(raw: _Raw) -> str:
        if isinstance(raw, list) or raw.tag != _TEXT:
            raise _Wrong("«%(key)s» must be a text (put it in quotes if it looks like a number)")
        return _checked(raw, longest, pattern)

    return read


def _texts(longest: int, pattern: re.Pattern[str] | None = None) -> Callable[[_Raw], tuple[str, ...]]:
    def read(raw: _Raw) -> tuple[str, ...]:
        if not isinstance(raw, list):
            raise _Wrong("«%(key)s» must be a list")
        return tuple(_checked(item, longest, pattern) for item in raw)

    return read


def _checked(raw: _Value, longest: int, pattern: re.Pattern[str] | None) -> str:
    text = " ".join(raw.text.split())
    if not text:
        raise _Wrong("«%(key)s» must not be empty", raw.line)
    if len(text) > longest:
        raise _Wrong("«%(key)s» is longer than %(limit)s characters", raw.line, limit=longest)
    if pattern and not pattern.fullmatch(text):
        raise _Wrong("«%(value)s» is not a valid value of «%(key)s»", raw.line, value=text)
    return text


def _word(terms: type[_Term]) -> Callable[[_Raw], _Term]:
    def read(raw: _Raw) -> _Term:
        if isinstance(raw, _Value) and raw.text in set(terms):
            return terms(raw.text)
        raise _Wrong("«%(key)s» must be one of: %(choices)s", choices=", ".join(terms))

    return read


def _truth(raw: _Raw) -> bool:
    if isinstance(raw, _Value) and raw.tag.endswith(":bool") and raw.text in {"true", "false"}:
        return raw.text == "true"
    raise _Wrong("«%(key)s» must be true or false")


def _day(raw: _Raw) -> date:
    try:
        return date.fromisoformat(raw.text)  # type: ignore[union-attr]  # a list has no text: the same refusal
    except (ValueError, AttributeError) as error:
        raise _Wrong("«%(key)s» must be a date like 2027-05-31") from error


_READERS: Mapping[str, Callable[[_Raw], object]] = {
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
