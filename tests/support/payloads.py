"""A corpus of stored XSS attempts of our own making, and harmless text that must survive (security G1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from tests.support.payload_parts import (
    ADDRESS_PLACES,
    BREAKERS,
    CODE,
    ELEMENTS,
    EVENTS,
    GAPS,
    MARKDOWN_SHAPES,
    MUTATIONS,
    QUOTES,
    RAW_TEXT,
    SCRIPTS,
    address_spellings,
)


@dataclass(frozen=True, slots=True)
class Payload:
    """An attempt: ``source`` is Markdown that would call ``pwned(number)`` if any of it ran."""

    number: int
    family: str
    source: str


@dataclass(frozen=True, slots=True)
class Control:
    """Harmless Markdown and the pieces of HTML that must come out of it."""

    name: str
    source: str
    kept: tuple[str, ...]


def payloads() -> tuple[Payload, ...]:
    """Return every attempt, always the same and in the same order."""
    found: dict[str, str] = {}
    for family, source in _all_sources():
        found.setdefault(source, family)
    return tuple(
        Payload(number, family, source.replace(CODE, f"pwned({number})"))
        for number, (source, family) in enumerate(found.items(), start=1)
    )


def _all_sources() -> Iterator[tuple[str, str]]:
    yield from (("script", source) for source in _scripts())
    yield from (("event", source) for source in _events())
    yield from (("address", source) for source in _addresses())
    yield from (("mutation", source) for source in _mutations())
    yield from (("markdown", source) for source in _markdown())


def _scripts() -> Iterator[str]:
    for script, breaker in product(SCRIPTS, BREAKERS):
        yield breaker.replace("@", script)


def _events() -> Iterator[str]:
    for place, (tag, rest) in enumerate(ELEMENTS):
        for turn, event in enumerate(EVENTS):
            gap = GAPS[(place + turn) % len(GAPS)]
            opening, closing = QUOTES[(place * 3 + turn) % len(QUOTES)]
            name = event if (place + turn) % 3 else event.title().swapcase()
            yield f"<{tag}{gap}{rest}{gap}{name}={opening}{CODE}{closing}>x</{tag}>"


def _addresses() -> Iterator[str]:
    for place, address in product(ADDRESS_PLACES, address_spellings()):
        yield place.replace("@", address)


def _mutations() -> Iterator[str]:
    yield from MUTATIONS
    bomb = f"<img src=x onerror={CODE}>"
    for outer, inner in product(
        ("svg", "math", "math><mtext", "table", "select", "p", "template", "noscript"), RAW_TEXT
    ):
        yield f'<{outer}><{inner}><a title="</{inner}>{bomb}">x</a></{inner}></{outer.split("><")[0]}>'
        yield f"<{outer}><{inner}><!--</{inner}>{bomb}-->"


def _markdown() -> Iterator[str]:
    bombs = (
        f"<img src=x onerror={CODE}>",
        f'"><svg onload={CODE}>',
        f"'><script>{CODE}</script>",
        f'" onmouseover="{CODE}" x="',
        f"&lt;img src=x onerror={CODE}&gt;",
        f"\\<img src=x onerror={CODE}\\>",
        f"javascript:{CODE}",
        f"<a href=javascript:{CODE}>x</a>",
    )
    for shape, bomb in product(MARKDOWN_SHAPES, bombs):
        yield shape.replace("@", bomb)


def front_matter_bombs() -> tuple[str, ...]:
    """Return one-line texts an article's title, summary or keywords could carry."""
    return tuple(
        text.replace(CODE, f"pwned({number})") for number, text in enumerate(_ONE_LINERS, start=9001)
    )


_ONE_LINERS = (
    f"<script>{CODE}</script>",
    f"</title><script>{CODE}</script>",
    f'"><img src=x onerror={CODE}>',
    f"'><svg onload={CODE}>",
    f'" autofocus onfocus="{CODE}" x="',
    f"' onmouseover='{CODE}' x='",
    f"</script><script>{CODE}</script>",
    f"--><img src=x onerror={CODE}>",
    f"]]><script>{CODE}</script>",
    f"&lt;img src=x onerror={CODE}&gt;",
    f"&#60;img src=x onerror={CODE}&#62;",
    "{{ 7*7 }}{% raw %}<b>{{ config }}",
    f"javascript:{CODE}",
    f"\u202e<img src=x onerror={CODE}>",
    f"</textarea><iframe srcdoc='<script>parent.{CODE}</script>'>",
    f"</summary></details><details open ontoggle={CODE}>",
)


CONTROLS = (
    Control("bold", "**Guarda** los cambios", ("<strong>Guarda</strong>",)),
    Control("emphasis", "*muy* claro", ("<em>muy</em>",)),
    Control("inline code", "Escribe `a < b && c > d`", ("<code>a &lt; b &amp;&amp; c &gt; d</code>",)),
    Control("comparison", "Si 3 < 5 y 7 > 2", ("3 &lt; 5", "7 &gt; 2")),
    Control("ampersand", "Pérez & Hijos", ("Pérez &amp; Hijos",)),
    Control("the word", "El error dice javascript: está apagado", ("javascript: está apagado",)),
    Control("code about attacks", "    <script>alert(1)</script>", ("&lt;script&gt;", "&lt;/script&gt;")),
    Control(
        "web link", "[TuQR](https://tuqr.com/planes?a=1&b=2)", ('href="https://tuqr.com/planes?a=1&amp;b=2"',)
    ),
    Control("plain web link", "[TuQR](http://tuqr.com)", ('href="http://tuqr.com"',)),
    Control("mail link", "[Escríbenos](mailto:soporte@tuqr.com)", ("mailto:soporte@tuqr.com",)),
    Control("phone link", "[Llama](tel:+582125550100)", ('href="tel:+582125550100"',)),
    Control("link in the page", "## Antes\n\n[Vuelve](#antes)", ('href="#antes"',)),
    Control("link with title", '[Ver](https://tuqr.com "Los «planes»")', ('title="Los «planes»"',)),
    Control("table", "| a | b |\n|---|--:|\n| 1 | 2 |", ("<table>", "<th", "<td", "</table>")),
    Control("numbered steps", "1. Abre\n2. Guarda", ("<ol", "<li", "Guarda")),
    Control("bullets", "- uno\n- dos", ("<ul>", "<li>uno</li>")),
    Control("quotation", "> Dijo que no", ("<blockquote>", "Dijo que no")),
    Control("key", "Pulsa <kbd>F5</kbd>", ("<kbd>F5</kbd>",)),
    Control(
        "collapsed", "<details><summary>Más</summary><p>Texto</p></details>", ("<details", "<summary>Más")
    ),
    Control("warning box", '!!! warning "Ojo"\n    No cierres', ("Ojo", "No cierres")),
    Control("fenced code", "```csv\nnombre,precio\n```", ("<pre", "nombre", "precio")),
    Control("heading", "## Paso a paso: ¿qué hago?", ("<h2", "Paso a paso: ¿qué hago?")),
    Control("accents and emoji", "ñandú, pingüino 🛒 «sí»", ("ñandú, pingüino 🛒 «sí»",)),
    Control("line", "uno\n\n---\n\ndos", ("<hr", "uno", "dos")),
)
