"""Walk through every page a visitor can reach, and those whose addresses can be guessed."""

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests.support.inspection import addresses_in

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
_ADDRESSES_IN_TEXT = re.compile(r"https?://[^\s\"'<>\\]+|\"(/[^\"\s\\]*)\"")
_PARAMETER = re.compile(r"<(?:[\w]+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Visit:
    """What came back for an address; ``everything`` is headers and body as text."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def everything(self) -> str:
        """Return all that the visitor could read."""
        return "\n".join([*(f"{name}: {value}" for name, value in self.headers.items()), unescape(self.body)])


def visit(client: FlaskClient, path: str, **options: object) -> Visit:
    """Open one address."""
    answer = client.get(path, headers={"User-Agent": BROWSER, **dict(options.pop("headers", {}))}, **options)
    return Visit(path, answer.status_code, dict(answer.headers), answer.get_data().decode("utf-8", "replace"))


def crawl(client: FlaskClient, seeds: Iterable[str], most: int = 600) -> dict[str, Visit]:
    """Open ``seeds`` and every address of our own that any answer names, each once."""
    waiting, seen = deque(dict.fromkeys(seeds)), dict[str, Visit]()
    while waiting and len(seen) < most:
        path = waiting.popleft()
        if path in seen:
            continue
        seen[path] = visit(client, path)
        waiting.extend(_own_paths(seen[path]))
    return seen


def readable_rules(app: Flask) -> list[str]:
    """Return the patterns of all addresses that can be opened with GET."""
    return sorted({rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())})


def addresses(app: Flask, values: Mapping[str, Iterable[str]]) -> list[str]:
    """Return every address the application knows, with each of ``values`` in the place of its parameter."""
    found: list[str] = []
    for rule in readable_rules(app):
        paths = [rule]
        for name in _PARAMETER.findall(rule):
            place = re.compile(rf"<(?:\w+:)?{name}>")
            paths = [place.sub(value, path) for path in paths for value in values[name]]
        found += paths
    return found


def _own_paths(seen: Visit) -> list[str]:
    links = [*addresses_in(seen.body), seen.headers.get("Location", "")]
    links += [match[1] or match[0] for match in _ADDRESSES_IN_TEXT.finditer(seen.body)]
    return [path for link in links if (path := _own_path(seen.path, link))]


def _own_path(here: str, link: str) -> str | None:
    parts = urlsplit(urljoin(f"http://localhost{here}", unescape(link)))
    ours = parts.hostname in {"localhost", "127.0.0.1"} and parts.scheme in {"http", "https"}
    if not ours or parts.path.startswith("/s/"):
        return None
    query = re.sub(r"(^|&)(from|n)=[^&]*", "", parts.query).strip("&")
    return parts.path + (f"?{query}" if query else "")
