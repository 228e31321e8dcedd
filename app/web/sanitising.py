"""The only door through which HTML made from someone's text reaches a page.

Two parsers that share no code must agree (bleach, then nh3), both with one allow-list and one
judgement of addresses, which does not trust either (security 1: stock bleach keeps
``javascript:123``). What comes out is a fixed point: cleaning it again changes nothing.
"""

import re
from collections.abc import Mapping
from html import unescape

import bleach
import nh3

_TEXT = frozenset({"id", "class", "lang"})
_PLAIN = frozenset(
    {
        "p",
        "br",
        "hr",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "li",
        "blockquote",
        "figure",
        "figcaption",
        "summary",
    }
    | {"strong", "em", "b", "i", "s", "kbd", "code", "sub", "sup", "span", "abbr"}
    | {"table", "thead", "tbody", "tr", "td"}
)
_TAGS: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "title", "rel", "aria-label", "hreflang"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "decoding"}),
    "ol": frozenset({"start"}),
    "th": frozenset({"scope"}),
    "div": frozenset({"tabindex", "role", "aria-label"}),
    "pre": frozenset({"tabindex", "role", "aria-label"}),
    "details": frozenset({"open"}),
    **dict.fromkeys(_PLAIN, frozenset[str]()),
}
_CLASSES = frozenset(
    {"anchor", "steps", "shot", "path", "disc", "table", "num", "code", "code__bar"}
    | {"note", "note--warn", "note--info", "note--ok", "note--bad", "note__title"}
    | {"videocard", "videocard__title", "videocard__length"}
    | {"hl-k", "hl-s", "hl-n", "hl-c"}
    | {"slot", "slot--copy", "slot--info", "slot--warn", "slot--ok", "slot--bad", "slot--video"}
)
_EXACT: Mapping[str, re.Pattern[str]] = {
    "id": re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII),
    "lang": re.compile(r"es|en"),
    "hreflang": re.compile(r"es|en"),
    "rel": re.compile(r"(?:(?:nofollow|ugc|noopener|noreferrer)(?: |$))+"),
    "width": re.compile(r"[0-9]{1,5}", re.ASCII),
    "height": re.compile(r"[0-9]{1,5}", re.ASCII),
    "start": re.compile(r"[0-9]{1,6}", re.ASCII),
    "loading": re.compile(r"lazy|eager"),
    "decoding": re.compile(r"async"),
    "scope": re.compile(r"col|row"),
    "tabindex": re.compile(r"0"),
    "role": re.compile(r"region|note"),
    "open": re.compile(r"(?:open)?"),
}
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_LINK = re.compile(
    r"(?:(?P<scheme>[a-z]+):(?!//[^/]*@)[^\s\\]+|/(?![/\\])[^\s\\]*|/|#[^\s\\]*)", re.IGNORECASE
)
_IMAGE = re.compile(r"/media/[0-9a-f]{8,64}/[A-Za-z0-9._-]+", re.ASCII)
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


def sanitise(html: str) -> str:
    """Return ``html`` with nothing left in it that can act, load or pretend (security 27)."""
    once = _CLEANER.clean(_HIDDEN.sub("", html))
    twice = nh3.clean(
        once,
        tags=set(_TAGS),
        attributes={tag: set(names | _TEXT) for tag, names in _TAGS.items()},
        attribute_filter=_value,
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    return _HIDDEN.sub("", twice)  # those written as &#1; are only characters now; no attribute has any


def is_safe_link(address: str) -> bool:
    """Say whether a reader may be sent to ``address``: http, https, mailto, tel, or our own paths."""
    found = _LINK.fullmatch(address)
    scheme = found["scheme"] if found else None
    return bool(found) and (scheme is None or scheme.lower() in _SCHEMES)


def _value(tag: str, name: str, value: str) -> str | None:
    """Return the attribute's value as it may stand, or None to drop the attribute."""
    if _HIDDEN.search(value):
        return None
    if name == "class":
        return " ".join(word for word in value.split() if word in _CLASSES) or None
    if name == "href":
        return value if is_safe_link(value) else None
    if name == "src":
        return value if _IMAGE.fullmatch(value) else None
    if name in _EXACT:
        return value if _EXACT[name].fullmatch(value) else None
    return value if name in _TAGS.get(tag, ()) else None


def _keep(tag: str, name: str, value: str) -> bool:
    """Judge for bleach, which hands over values with their character references unread."""
    return name in (_TAGS[tag] | _TEXT) and _value(tag, name, unescape(value)) is not None


_CLEANER = bleach.Cleaner(
    tags=frozenset(_TAGS), attributes=_keep, protocols=_SCHEMES, strip=True, strip_comments=True
)
