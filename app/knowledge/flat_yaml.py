"""Read YAML that is one mapping of texts and lists of texts, with the line of everything.

Aliases, tags and nested values are refused as the parser meets them, so a bomb of aliases costs nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.resolver import Resolver

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = Resolver()
TEXT = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text and the type YAML sees in it; ``line`` is the file's."""

    line: int
    text: str
    tag: str


Value = Scalar | list[Scalar]


class Wrong(Exception):
    """What is wrong, as an English message id with its values; line 0 is that of the key."""

    def __init__(self, message: str, line: int = 0, **values: str | int) -> None:
        super().__init__(message)
        self.message, self.line, self.values = message, line, values


def read_mapping(heading: str) -> dict[str, tuple[int, Value]]:
    """Read ``key: text`` and ``key: [texts]`` from the parser's events; refuse all else."""
    events = iter([event for event in yaml.parse(heading, Loader=_LOADER) if _content(event)])
    found: dict[str, tuple[int, Value]] = {}
    first = next(events, None)
    if first is None:
        raise Wrong("The front matter is empty", 1)
    if not isinstance(first, yaml.MappingStartEvent):
        raise Wrong("The front matter must be keys and values, not a list or a text", _line(first))
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        if not isinstance(key, yaml.ScalarEvent):
            raise Wrong("A key must be a plain word", _line(key))
        if key.value in found:
            raise Wrong("The key «%(key)s» stands twice", _line(key), key=key.value)
        found[key.value] = (_line(key), _value(next(events), events))
    return found


def _value(event: yaml.Event, events: Iterator[yaml.Event]) -> Value:
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if not isinstance(event, yaml.SequenceStartEvent):
        raise Wrong("Values inside values are not allowed", _line(event))
    items: list[Scalar] = []
    for item in events:
        if isinstance(item, yaml.SequenceEndEvent):
            break
        if not isinstance(item, yaml.ScalarEvent):
            raise Wrong("Values inside values are not allowed", _line(item))
        items.append(_scalar(item))
    return items


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    tag = _plain_tag(event.value) if event.implicit[0] else TEXT
    return Scalar(_line(event), event.value, tag)


def _plain_tag(text: str) -> str:
    """Return the type YAML sees in an unquoted text."""
    return str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)))  # type: ignore[no-untyped-call]  # PyYAML


def _content(event: yaml.Event) -> bool:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Wrong("YAML anchors and aliases (& and *) are not allowed", _line(event))
    if getattr(event, "tag", None):
        raise Wrong("YAML tags (!) are not allowed", _line(event))
    if isinstance(event, yaml.DocumentStartEvent) and event.explicit:
        raise Wrong("The front matter must be one document", _line(event))
    return isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent)


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 2  # type: ignore[union-attr]  # the parser always sets it
