"""One script out of many: the modules a page starts with, in the order they need each other."""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)
_FOR_READERS = re.compile(r"^\s*//.*\n|^\s+", re.MULTILINE)  # comments and indents: not sent


def one_script(entry: Path) -> str:
    """Return ``entry`` with everything it imports, each module in a scope of its own.

    One request instead of a dozen, and compressed together (ux 10). Understands what our
    modules use: named imports and exports. Raises ValueError where modules import each other.
    """
    modules: dict[Path, str] = {}
    _add(entry.resolve(), modules, ())
    return _FOR_READERS.sub("", "\n".join(modules.values()))


def _add(file: Path, modules: dict[Path, str], waiting: tuple[Path, ...]) -> None:
    if file in modules:
        return
    if file in waiting:
        raise ValueError(f"{file.name} imports itself by way of others")
    source = file.read_text(encoding="utf-8")
    for _names, target in _IMPORT.findall(source):
        _add((file.parent / target).resolve(), modules, (*waiting, file))
    modules[file] = _in_a_scope(file, source)


def _in_a_scope(file: Path, source: str) -> str:
    body = _IMPORT.sub(_taken, source)
    offered = ", ".join(_EXPORT.findall(body))
    return f"const {_name(file.name)} = (() => {{\n{_EXPORT.sub('', body)}return {{ {offered} }};\n}})();"


def _taken(found: re.Match[str]) -> str:
    return f"const {{{found[1].replace(' as ', ': ')}}} = {_name(found[2])};"


def _name(file: str) -> str:
    return f"${Path(file).stem}"
