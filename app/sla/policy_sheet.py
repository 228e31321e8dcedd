"""A YAML file read node by node, so that every fault is said with its line.

Values stay text until somebody says what they are: YAML's own guesses would read 08:30 as a number and
drop the first of two equal keys.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import yaml

_LARGEST = 50_000
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """One thing wrong in ``path`` at ``line`` (from 1), told to whoever reviews the file."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class PolicyRefused(ValueError):
    """A policy file cannot be used; ``faults`` say all that is wrong with it, by line."""

    def __init__(self, faults: tuple[PolicyFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Wrong(Exception):
    """What stands at ``node`` is not what it should be."""

    def __init__(self, node: yaml.Node, message: str) -> None:
        super().__init__(message)
        self.node, self.message = node, message


class _PlainLoader(yaml.SafeLoader):
    """A loader without aliases, so that no bomb can be built from them."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML's own
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", event.start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


class Sheet:
    """The nodes of one file with the faults found so far."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.faults: list[PolicyFault] = []
        self.root = self._compose(content)

    def refuse_if_faulty(self) -> None:
        """Raise PolicyRefused if anything was wrong."""
        if self.faults:
            raise PolicyRefused(tuple(sorted(self.faults, key=lambda fault: fault.line)))

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what is wrong inside and go on after it."""
        try:
            yield
        except Wrong as wrong:
            self.note(wrong.node, wrong.message)

    def note(self, node: yaml.Node, message: str) -> None:
        """Note a fault where a node begins."""
        self.faults.append(PolicyFault(self.path, node.start_mark.line + 1, message))

    def fields(self, node: yaml.Node, name: str, required: set[str]) -> dict[str, yaml.Node]:
        """Return the values of a mapping that must have exactly these keys; note which are not."""
        found: dict[str, yaml.Node] = {}
        for key, value in pairs(node, name):
            word = text(key)
            if word not in required:
                self.note(key, f"«{name}» has nothing called «{word}»")
            elif word in found:
                self.note(key, f"«{name}» says «{word}» twice")
            found[word] = value
        for word in sorted(required - set(found)):
            self.note(node, f"«{name}» lacks «{word}»")
        return {word: value for word, value in found.items() if word in required}

    def each(self, nodes: list[yaml.Node], read: Callable[[yaml.Node], _Value]) -> list[_Value]:
        """Return what can be read, and note what cannot."""
        found = []
        for node in nodes:
            with self.noting():
                found.append(read(node))
        return found

    def _compose(self, content: bytes) -> yaml.Node:
        if len(content) > _LARGEST:
            raise self._refused(1, f"the file is larger than {_LARGEST // 1000} kB")
        try:
            root: yaml.Node | None = yaml.compose(content.decode("utf-8"), Loader=_PlainLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise self._refused(line, f"the file is not valid YAML: {error.problem}") from error
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
            raise self._refused(1, "the file is not UTF-8 text that YAML allows") from error
        if root is None:
            raise self._refused(1, "the file is empty")
        return root

    def _refused(self, line: int, message: str) -> PolicyRefused:
        return PolicyRefused((PolicyFault(self.path, line, message),))


def pairs(node: yaml.Node, name: str) -> list[tuple[yaml.Node, yaml.Node]]:
    """Return the keys and values of a mapping; raises Wrong for anything else."""
    if not isinstance(node, yaml.MappingNode):
        raise Wrong(node, f"«{name}» must be a list of names with values")
    return list(node.value)


def items(node: yaml.Node, name: str) -> list[yaml.Node]:
    """Return the entries of a list; raises Wrong for anything else."""
    if not isinstance(node, yaml.SequenceNode):
        raise Wrong(node, f"«{name}» must be a list")
    return list(node.value)


def text(node: yaml.Node) -> str:
    """Return the text of one value; raises Wrong for a list or mapping and for no text at all."""
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise Wrong(node, "one value must stand here")
    return str(node.value).strip()
