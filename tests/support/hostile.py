"""Markdown written to make a renderer slow, deep or large, at any size."""

from collections.abc import Callable

Shape = Callable[[int], str]


def repeated(piece: str) -> Shape:
    """Return a shape that fills ``size`` characters with ``piece``."""
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def mirrored(opening: str, closing: str) -> Shape:
    """Return a shape of openings answered by as many closings."""
    return lambda size: opening * (size // (2 * len(opening))) + closing * (size // (2 * len(closing)))


def nested(line: Callable[[int], str]) -> Shape:
    """Return a shape whose line number ``n`` is ``line(n)``, until ``size`` characters are full."""

    def shape(size: int) -> str:
        lines: list[str] = []
        written = 0
        while written < size:
            lines.append(line(len(lines)))
            written += len(lines[-1]) + 1
        return "\n".join(lines)[:size]

    return shape


PIECES = (
    "<![CDATA[",
    "![",
    "[",
    "](",
    "[a](",
    "![a](",
    "[a][",
    "[a]: x\n",
    "<",
    "<a",
    "</",
    "<!--",
    "<!-",
    "<?",
    "<?php ",
    "<!",
    "*",
    "**",
    "***a",
    "_",
    "__a ",
    "*a_ ",
    "**a*b",
    "~~",
    "`",
    "``a",
    "`a``",
    "```\n",
    "~~~\n",
    "> ",
    ">",
    "> > a\n",
    "- ",
    "- a\n",
    "* a\n\n",
    "1. a\n",
    "9. ",
    "    a\n",
    "\t",
    " ",
    "\n",
    "\r",
    "\\",
    "\\*",
    "&",
    "&amp;",
    "&#",
    "&#x41;",
    "|",
    "|a",
    "|-",
    "| a | b |\n",
    "|---",
    "a|\n-|\n",
    "#",
    "# a\n",
    "###### ",
    "a\n===\n",
    "a\n---\n",
    "!!! ",
    "!!! note\n",
    '!!! note "',
    "    !!! note\n",
    "<b>",
    "<b",
    "<div>",
    "<details>",
    "<details><summary>",
    "<kbd>",
    "<p>a",
    "</p>",
    "<svg>",
    "<a href='",
    '<img src="',
    "[a](<",
    '[a](b "',
    "http://a",
    "<http://",
    "<a@b",
    "a@b.c ",
    "^[",
    "[^1]",
    "[^1]: a\n",
    "*[a]: b\n",
    "{:",
    "{: .a }",
    "[TOC]\n",
    "\x02",
    "\x03",
    "\x02wzxhzdk:0\x03",
    "\u202e",
    "\u200b",
    "é",
    "𝒜",
    "a\u0301",
    "(",
    ")",
    "((a)",
    '"',
    "'",
    "--",
    "...",
    "$$",
    "==",
    "a ",
    "a" * 5000 + "\n",
    "<!-- a --",
    "-->",
    "]]>",
    "<![CDATA[a]]>",
    "[![",
    "[[",
    "]]",
    "[x] ",
    "- [ ] a\n",
    "+ a\n",
    "0) a\n",
    "***\n",
)

SHAPES: dict[str, Shape] = {
    **{f"repeated {piece[:20]!r}": repeated(piece) for piece in PIECES},
    "brackets in brackets": mirrored("[", "]"),
    "links in links": mirrored("[a](", ")"),
    "images in links": mirrored("[![a](", ")](b)"),
    "emphasis in emphasis": mirrored("*a **b ", " c** d*"),
    "elements in elements": mirrored("<b>", "</b>"),
    "blocks in blocks": mirrored("<div>\n", "</div>\n"),
    "quotations in quotations": nested(lambda n: ">" * (n + 1) + " a"),
    "lists in lists": nested(lambda n: "    " * n + "- a"),
    "numbered lists in lists": nested(lambda n: "    " * n + "1. a"),
    "boxes in boxes": nested(lambda n: "    " * n + "!!! note"),
    "indented ever more": nested(lambda n: " " * n + "a"),
    "ever longer fences": nested(lambda n: "`" * (n + 3)),
    "ever longer ticks": nested(lambda n: "`" * (n + 1) + " a"),
    "ever longer emphasis": nested(lambda n: "*" * (n + 1) + "a"),
    "ever longer headings": nested(lambda n: "#" * (n % 7) + " a" * n),
    "a definition for every link": nested(lambda n: f"[a{n}]: https://tuqr.com/{n}\n[a{n}]"),
    "links to nowhere": nested(lambda n: f"[a{n}][b{n}]"),
    "a wide table": lambda size: (
        "|a" * (size // 6) + "|\n" + "|-" * (size // 6) + "|\n" + "|b" * (size // 6) + "|"
    ),
    "a long table": lambda size: "|a|b|\n|-|-|\n" + "|1|2|\n" * (size // 6),
    "one endless line": lambda size: "palabra " * (size // 8),
    "one endless word": lambda size: "a" * size,
    "a title for every line": nested(lambda n: f"## Título {n}"),
    "the same title": repeated("## Título\n\n"),
    "paragraphs": repeated("Un párrafo **con** [enlace](https://tuqr.com) y `código`.\n\n"),
    "entities without end": repeated("&lt"),
    "alternating ticks": repeated("`a``b```c"),
    "half opened everything": repeated("[a](b*c_d`e<f!["),
}
