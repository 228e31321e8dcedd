"""Read HTML with a parser that is neither of the sanitiser's two, and name what could harm."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

# What an article may consist of. Written here again on purpose: it must not follow the product's list.
HARMLESS = re.compile(
    "html|head|body|p|br|hr|h[1-6]|strong|b|em|i|u|s|del|ins|sub|sup|small|mark|abbr|kbd|code|pre|samp|var|"
    "blockquote|q|cite|ul|ol|li|dl|dt|dd|table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td|div|span|section|"
    "figure|figcaption|a|img|details|summary|time|aside|nav"
)
ADDRESSES = {"a": ("href",), "img": ("src",), "blockquote": ("cite",), "q": ("cite",)}
_LEADING = ("href", "src", "action")
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
QUIET = re.compile(
    "id|class|title|alt|width|height|colspan|rowspan|scope|align|start|reversed|value|open|lang|dir|datetime|rel|"
    "role|tabindex|loading|decoding|(aria|data)-[a-z-]+"
)


def harm_in(html: str) -> list[str]:
    """Return one line for each element, attribute or address that must never be in an article."""
    tree = LexborHTMLParser(f"<!doctype html><body>{html}")
    root = tree.root
    return [] if root is None else [fault for node in root.traverse() for fault in _faults(node)]


def addresses_in(html: str) -> list[str]:
    """Return every address a page links to or loads, as written."""
    tree = LexborHTMLParser(html)
    named = (
        (node, name) for node in tree.css("[href], [src], [action]") for name in ("href", "src", "action")
    )
    return [value for node, name in named if (value := node.attributes.get(name))]


def texts_of(html: str, selector: str) -> list[str]:
    """Return the words of each element ``selector`` finds."""
    return [node.text(strip=True) for node in LexborHTMLParser(html).css(selector)]


def inline_code_in(html: str) -> list[str]:
    """Return inline styles, scripts and handlers of a served page (security 20)."""
    tree = LexborHTMLParser(html)
    found = [f"<{node.tag}>" for node in tree.css("style, script:not([src])")]
    for node in tree.css("*"):
        found += [
            f"{node.tag} {name}" for name in node.attributes if name == "style" or name.startswith("on")
        ]
    return found


def _faults(node: LexborNode) -> Iterator[str]:
    tag = node.tag or ""
    if tag.startswith("-"):  # text
        return
    if not HARMLESS.fullmatch(tag):
        yield f"element {tag}"
    for name, value in node.attributes.items():
        if name in ADDRESSES.get(tag, ()):
            if (scheme := _scheme(value or "")) not in SCHEMES | {""}:
                yield f"{tag} {name}: {scheme}"
        elif not QUIET.fullmatch(name):
            yield f"attribute {tag} {name}"


def _scheme(address: str) -> str:
    """Return the scheme as the URL standard finds it: blanks at the ends and line breaks do not count."""
    seen = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33)))))
    match = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", seen)
    return match[1].lower() if match else ""


def host_of(address: str) -> str:
    """Return the host an address leads to, empty for our own."""
    return urlsplit(address).netloc
