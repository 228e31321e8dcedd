"""Whatever Marta gets wrong is named by file and line, in words, and nothing else suffers."""

import time
from pathlib import Path

import pytest

from tests.support.editor import PICTURE, Editor, front, text

PATH = "tutoriales/caja.md"
BODY = 12
"""The line after the front matter that ``text`` writes."""

BOMB = 'a: &a ["x","x"]\n' + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]" for n in range(20)
)

ONE_FILE: dict[str, tuple[str | bytes, int, str]] = {
    "an unknown key": (text("caja", colour="red"), 11, "Unknown key «colour»"),
    "a missing key": (text("caja", title=None), 1, "The key «title» is missing"),
    "a list for a text": (text("caja", title="[a, b]"), 3, "«title» must be a text"),
    "a number for a text": (text("caja", title="2026"), 3, "«title» must be a text"),
    "a text for a list": (text("caja", keywords="caja"), 5, "«keywords» must be a list"),
    "a word for a truth": (text("caja", faq="yes"), 7, "«faq» must be true or false"),
    "an unknown audience": (
        text("caja", audience="friends"),
        8,
        "«audience» must be one of: everyone, vip, staff",
    ),
    "an unknown area": (text("caja", product_area="garden"), 6, "«product_area» must be one of"),
    "a day that is none": (text("caja", review_by="2027-02-31"), 11, "«review_by» must be a date"),
    "an id with a space": (text("caja", id="la caja"), 2, "«la caja» is not a valid value of «id»"),
    "a summary too long": (text("caja", summary="x" * 161), 4, "«summary» is longer than 160"),
    "a key twice": (
        front("caja").replace("faq:", "title: x\nfaq:") + "Hola.\n",
        7,
        "The key «title» stands twice",
    ),
    "a list for a mapping": ("---\n- id: caja\n---\nHola.\n", 2, "must be keys and values"),
    "values inside values": (text("caja", keywords="[[a]]"), 5, "Values inside values"),
    "a bomb of aliases": (f"---\n{BOMB}\n---\nHola.\n", 2, "YAML anchors and aliases"),
    "a YAML tag": (text("caja", title="!!python/object:os.system x"), 3, "YAML tags"),
    "broken YAML": (text("caja", title='"abierto'), 3, "The front matter is not valid YAML"),
    "no front matter": ("Hola.\n", 1, "must begin with a line «---»"),
    "no end of front matter": ("---\nid: caja\n", 1, "has no closing line"),
    "an empty file": (b"", 1, "The file is empty"),
    "no text": (front("caja"), BODY, "The article has no text"),
    "a binary file": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 3, "The file is not text"),
    "another encoding": (text("caja").encode("latin-1"), 4, "The file is not UTF-8 text"),
    "an invisible character": (
        text("caja", "Hola \u202e aloH.\n"),
        BODY,
        "invisible control character (U+202E)",
    ),
    "5 MB": (text("caja", "palabra\n" * 600_000), 1, "The file is larger than 200 kB"),
    "a merge conflict": (
        text("caja", "Uno\n<<<<<<< HEAD\nDos\n=======\nTres\n>>>>>>> x\n"),
        13,
        "A merge conflict",
    ),
    "a line too long": (text("caja", "Uno.\n\n" + "x" * 20_001 + "\n"), 14, "longer than 20000 characters"),
    "too deep": (text("caja", "> " * 31 + "x\n"), BODY, "nested deeper than 30"),
    "brackets too deep": (text("caja", "![" * 4000 + "\n"), BODY, "nested deeper than 30"),
    "declarations without end": (text("caja", "<![CDATA[" * 2000 + "\n"), BODY, "nested deeper than 30"),
    "too many links": (text("caja", "[a](https://tuqr.com)\n" * 501), BODY, "more than 500 links"),
    "too many cells": (
        text("caja", "| a | b |\n|---|---|\n" + "| a | b |\n" * 2500),
        BODY,
        "more than 5000 cells",
    ),
    "a first-level heading": (
        text("caja", "Uno.\n\n# Dos\n"),
        14,
        "The title is the only first-level heading",
    ),
    "a skipped level": (
        text("caja", "Uno.\n\n## Dos\n\n#### Tres\n"),
        16,
        "The heading «Tres» skips a level",
    ),
    "a broken link": (text("caja", "Uno.\n\n[x](nada.md)\n"), 14, "The link «nada.md» leads to no article"),
    "a broken anchor": (text("caja", "Uno.\n\n[x](#nada)\n"), 14, "This article has no heading «#nada»"),
    "a link out of the tree": (text("caja", "[x](../../../etc/passwd)\n"), BODY, "leads to no article"),
    "a missing picture": (text("caja", "![Caja](../media/nada.png)\n"), BODY, "is not in articles/media"),
    "a remote picture": (
        text("caja", "![Caja](https://evil.example/x.png)\n"),
        BODY,
        "is not in articles/media",
    ),
    "no alternative text": (text("caja", "![](../media/caja.svg)\n"), BODY, "has no alternative text"),
    "a script": (
        text("caja", "Uno.\n\n<script>x()</script>\n"),
        14,
        "The HTML element <script> is not allowed",
    ),
    "a handler": (
        text("caja", "Uno <kbd onclick=x>F5</kbd>.\n"),
        BODY,
        "The HTML attribute «onclick» is not allowed",
    ),
    "an open element": (
        text("caja", "<details><summary>x</summary>\n"),
        BODY,
        "<details> is opened and closed",
    ),
    "an unsafe address": (text("caja", "[x](javascript:alert(1))\n"), BODY, "is not allowed"),
}


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    editor = Editor(tmp_path)
    editor.write({"media/caja.svg": PICTURE})
    return editor


@pytest.mark.parametrize("name", ONE_FILE)
def test_marta_is_told_where(marta: Editor, name: str) -> None:
    content, line, words = ONE_FILE[name]
    marta.write({PATH: content})
    found = marta.faults()
    assert any(fault.startswith(f"{PATH}:{line}: ") and words in fault for fault in found), found


def test_everything_else_goes_live(marta: Editor) -> None:
    broken = {
        f"tutoriales/roto-{number}.md": content for number, (content, _, _) in enumerate(ONE_FILE.values())
    }
    report = marta.publish({**broken, "tutoriales/bien.md": text("bien")}).report
    assert report is not None
    assert set(report.withheld) == set(broken)
    assert "Haz esto" in marta.html("bien")


def test_a_good_article_has_no_faults(marta: Editor) -> None:
    body = (
        "Uno <kbd>F5</kbd>.\n\n## Dos\n\n1. Ve a **Caja → Cierre**.\n\n"
        "    ![Caja](../media/caja.svg)\n\n### Tres\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "<details><summary>Más</summary><p>Texto</p></details>\n\n"
        '!!! warning "Ojo"\n    Con cuidado.\n\n```csv\na,b\n```\n\n[arriba](#dos-1) y [fuera](https://tuqr.com)\n'
    )
    marta.write(
        {PATH: text("caja", body, aliases="[la-caja]", owner="soporte@tuqr.com", review_by="2027-05-31")}
    )
    assert marta.faults() == []


BETWEEN_FILES: dict[str, tuple[dict[str, str], str]] = {
    "one id twice": (
        {"tutoriales/b.md": text("caja")},
        "tutoriales/caja.md:2: The id «caja» belongs to tutoriales/b.md",
    ),
    "one address twice": (
        {"primeros-pasos/caja.md": text("otra")},
        "tutoriales/caja.md:1: The file name «caja» is the address of primeros-pasos/caja.md",
    ),
    "an alias in use": (
        {"tutoriales/b.md": text("b", aliases="[caja]")},
        "tutoriales/b.md:11: The alias «caja» is an address of tutoriales/caja.md",
    ),
    "a heading elsewhere": (
        {"tutoriales/b.md": text("b", "[x](caja.md#nada)\n")},
        "tutoriales/b.md:12: tutoriales/caja.md has no heading «#nada»",
    ),
    "a draft": (
        {"tutoriales/b.md": text("b", "[x](c.md)\n"), "tutoriales/c.md": text("c", status="draft")},
        "tutoriales/b.md:12: The link «c.md» leads to an article that is not published",
    ),
    "a hidden article": (
        {"tutoriales/b.md": text("b", "[x](c.md)\n"), "tutoriales/c.md": text("c", audience="vip")},
        "tutoriales/b.md:12: The link «c.md» leads to an article only for vip",
    ),
    "an unknown category": ({"jardin/b.md": text("b")}, "jardin/b.md:1: There is no category «jardin»"),
    "a file in no category": ({"b.md": text("b")}, "b.md:1: An article must be named <category>/<slug>.md"),
    "a name with capitals": ({"tutoriales/Caja.md": text("b")}, "tutoriales/Caja.md:1: A file name may hold"),
    "an acting picture": (
        {"media/b.svg": PICTURE.replace("<title>", "<script/><title>")},
        "media/b.svg:1: The picture cannot be used: <script>",
    ),
    "a picture that is none": ({"media/b.png": "hola"}, "media/b.png:1: The picture cannot be used"),
}


@pytest.mark.parametrize("name", BETWEEN_FILES)
def test_marta_is_told_what_does_not_fit_together(marta: Editor, name: str) -> None:
    files, words = BETWEEN_FILES[name]
    marta.write({PATH: text("caja"), **files})
    found = marta.faults()
    assert any(fault.startswith(words) for fault in found), found


def test_a_link_out_of_the_tree_is_not_followed(marta: Editor, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(text("secreto", "Clave secreta.\n"))
    marta.write({PATH: text("caja")})
    (marta.repository / "articles/tutoriales/secreto.md").symlink_to(tmp_path / "secret.md")
    (marta.repository / "articles/afuera").symlink_to(tmp_path)
    assert marta.faults() == ["tutoriales/secreto.md:1: A symbolic link or submodule cannot be an article"]
    report = marta.publish({}).report
    assert report is not None
    assert report.withheld == ("tutoriales/secreto.md",)


def test_a_broken_list_of_categories_leaves_the_ones_before(marta: Editor) -> None:
    marta.publish({PATH: text("caja")})
    report = marta.publish({"categories.yaml": "- slug: [", PATH: text("caja", "Nuevo.\n")}).report
    assert report is not None
    assert report.faults[0].path == "categories.yaml"
    assert "Nuevo" in marta.html("caja")


@pytest.mark.parametrize(
    "hostile", ["*a" * 9000, "`" * 15_000, "<" * 15_000, "[x][" * 29 + "\n\n" + "_*" * 9000]
)
def test_hostile_text_costs_two_seconds_at_most_and_the_rest_goes_live(marta: Editor, hostile: str) -> None:
    began = time.monotonic()
    report = marta.publish({PATH: text("caja", hostile + "\n"), "tutoriales/bien.md": text("bien")}).report
    assert time.monotonic() - began < 8
    assert report is not None
    assert "Haz esto" in marta.html("bien")
