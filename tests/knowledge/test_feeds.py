"""What programs read: feeds, the list of pages, and where they are not wanted."""

from datetime import timedelta
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.test import TestResponse

from app.kernel.terms import Audience
from tests.knowledge.conftest import PAYING, SAVING, Open
from tests.support.library import LONG_AGO, an_article, in_both_languages
from tests.support.visitor import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parsed(answer: TestResponse) -> Element:
    """Read what we wrote as the XML it claims to be."""
    return ElementTree.fromstring(answer.data)  # noqa: S314  # our own


def test_a_feed_has_all_that_atom_asks_for(app: Flask, open_help_centre: Open) -> None:
    """RFC 4287: ids, dates, authors, links to itself and to the pages; newest first."""
    newer = an_article(
        "nuevo", "Qué <hacer> & cómo\x0b", published_at=LONG_AGO, updated_at=LONG_AGO + timedelta(days=9)
    )
    open_help_centre([*SAVING, PAYING, newer, an_article("sin-git", "Sin fecha", updated_at=None)])
    answer = Visitor(app).get("/es/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = parsed(answer)
    assert feed.attrib[LANG] == "es"
    for required in ("title", "id", "updated", "author"):
        assert feed.find(f"{ATOM}{required}") is not None
    links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "http://localhost/es/feed.atom", "alternate": "http://localhost/es/"}
    assert feed.findtext(f"{ATOM}updated") == "2024-01-19T12:00:00+00:00"
    entries = feed.findall(f"{ATOM}entry")
    assert entries[0].findtext(f"{ATOM}title") == "Qué <hacer> & cómo"
    assert len(entries) == 3
    for entry in entries:
        for required in ("id", "title", "updated", "published", "author", "summary"):
            assert entry.find(f"{ATOM}{required}") is not None
    assert entries[0].findtext(f"{ATOM}id") == "tag:localhost,2026:es/nuevo"


def test_a_feed_speaks_one_language_and_a_category_has_its_own(app: Flask, open_help_centre: Open) -> None:
    """No Spanish entries in the English feed."""
    open_help_centre([*SAVING, PAYING])
    reader = Visitor(app)
    english = parsed(reader.get("/en/feed.atom"))
    assert [entry.findtext(f"{ATOM}title") for entry in english.findall(f"{ATOM}entry")] == [
        "Product is not saved"
    ]
    own = parsed(reader.get("/es/categories/primeros-pasos/feed.atom"))
    assert [entry.findtext(f"{ATOM}title") for entry in own.findall(f"{ATOM}entry")] == [PAYING.title]
    reader.get("/es/categories/primeros-pasos")
    assert reader.page.meta.feed == "/es/categories/primeros-pasos/feed.atom"


def test_an_empty_help_centre_has_a_valid_feed_and_list(app: Flask, open_help_centre: Open) -> None:
    """Before the first article is dated."""
    open_help_centre([an_article("sin-git", "Sin fecha", updated_at=None, published_at=None)])
    reader = Visitor(app)
    assert parsed(reader.get("/es/feed.atom")).find(f"{ATOM}updated") is not None
    pages = parsed(reader.get("/sitemap.xml")).findall(f"{SITE}url")
    assert pages[-1].find(f"{SITE}lastmod") is None


def test_an_unchanged_feed_is_not_written_again(app: Flask, open_help_centre: Open) -> None:
    """Until the next commit; and no session is begun for a program."""
    open_help_centre(SAVING)
    reader = Visitor(app)
    for path in ("/es/feed.atom", "/sitemap.xml", "/robots.txt"):
        first = reader.get(path)
        assert "Set-Cookie" not in first.headers
        again = reader.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    tag = reader.get("/es/feed.atom").headers["ETag"]
    open_help_centre(SAVING, commit="beef")
    assert reader.get("/es/feed.atom", headers={"If-None-Match": tag}).status_code == 200


def test_the_list_of_pages_names_each_with_its_translations(app: Flask, open_help_centre: Open) -> None:
    """Every public page once per language, each pointing to all of its own and to nothing hidden."""
    pair = in_both_languages(an_article("vender", "Vende"), "Sell", english_slug="selling")
    open_help_centre([*pair, PAYING, an_article("secreto", "Secreto", audience=Audience.VIP)])
    root = parsed(Visitor(app).get("/sitemap.xml"))
    pages = {
        url.findtext(f"{SITE}loc"): {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall(LINK)
        }
        for url in root.findall(f"{SITE}url")
    }
    assert pages["http://localhost/es/articles/vender"] == {
        "es": "http://localhost/es/articles/vender",
        "en": "http://localhost/en/articles/selling",
        "x-default": "http://localhost/es/articles/vender",
    }
    assert pages["http://localhost/en/articles/selling"] == pages["http://localhost/es/articles/vender"]
    assert pages["http://localhost/es/articles/metodos-de-pago"] == {}
    assert "http://localhost/en/articles/metodos-de-pago" not in pages
    assert {"http://localhost/es/", "http://localhost/en/faq"} < set(pages)
    assert len(pages) == 2 * (3 + 4) + 3
    reader = Visitor(app)
    for address in pages:
        assert reader.get(str(address).removeprefix("http://localhost")).status_code == 200, address


def test_programs_are_kept_out_of_searches_and_shown_the_list(app: Flask, open_help_centre: Open) -> None:
    """robots.txt, under the configured address."""
    open_help_centre(SAVING)
    answer = Visitor(app).get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert "Disallow: /es/search" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines
