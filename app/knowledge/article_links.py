"""What an article's text links to, as written, and which file that means."""

import posixpath
import re
from urllib.parse import unquote

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|^ {0,3}\[[^\]\n]+\]:[ \t]*<?([^\s>]+)", re.MULTILINE)


def link_targets(text: str) -> tuple[str, ...]:
    """Return everything in a Markdown text that may be the target of a link or image, as written."""
    found = [match[1] or match[2] for match in _TARGET.finditer(text)]
    return tuple(sorted({target.partition("#")[0] for target in found} - {""}))


def resolve(path: str, target: str) -> str | None:
    """Return the path a relative target means inside the articles folder, or None when it leaves it."""
    if SCHEME.match(target) or target.startswith("/"):
        return None
    whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))
    return None if whole.startswith("..") else whole
