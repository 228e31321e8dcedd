"""Pages stay light: what each one references, compressed as it is served, is added up (ux 10)."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.inspection import addresses_in

KB = 1000
PAGES = {
    "home": ("/es/", 8),
    "category": ("/es/categories/solucion-de-problemas", 12),
    "article": ("/es/articles/inventario-no-se-actualiza", 8),
    "a long article": ("/es/articles/agregar-productos", 8),
    "questions": ("/es/faq", 12),
    "results": ("/es/search?q=inventario", 12),
    "no results": ("/es/search?q=xyzzyplugh", 12),
    "contact": ("/es/contact", 12),
    "sign-in": ("/account/login", 12),
    "ticket form": ("/es/tickets/new", 12),
}
_LOADED = re.compile(
    r'<(?:script|img|link rel="(?:stylesheet|preload|modulepreload|icon)")[^>]*? (?:src|href)="([^"]+)"'
)
_IMPORTED = re.compile(r'(?:from|import)\s*\(?\s*["\'](\./[^"\']+)["\']')
_NODE = re.compile(r"<[a-zA-Z]")


@pytest.fixture(scope="module")
def visitor(portal: Flask) -> FlaskClient:
    """A browser that takes compressed answers."""
    return portal.test_client()


def weight(visitor: FlaskClient, address: str) -> int:
    """Return the bytes an address costs when it is served with gzip."""
    answer = visitor.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, address
    return len(answer.get_data())


def text_of(visitor: FlaskClient, address: str) -> str:
    """Return a text as it is before compression."""
    return visitor.get(address, headers={"Accept-Encoding": "identity"}).get_data(as_text=True)


def scripts_of(visitor: FlaskClient, page: str) -> set[str]:
    """Return the scripts a page names; they must not go on to load others."""
    found = {address for address in _LOADED.findall(page) if address.endswith(".js")}
    assert not [address for address in found if _IMPORTED.search(text_of(visitor, address))]
    return found


@pytest.mark.parametrize(("path", "script_limit"), PAGES.values(), ids=PAGES.keys())
def test_a_page_keeps_to_its_budget(visitor: FlaskClient, path: str, script_limit: int) -> None:
    page = text_of(visitor, path)
    html = weight(visitor, path)
    scripts = scripts_of(visitor, page)
    others = {
        address
        for address in _LOADED.findall(page)
        if not address.endswith(".js") and "/media/" not in address
    }
    styles = [address for address in others if address.endswith(".css")]
    fonts = [address for address in others if address.endswith(".woff2")]
    script_weight = sum(weight(visitor, address) for address in scripts)
    assert html <= 12 * KB
    assert len(styles) == 1
    assert weight(visitor, styles[0]) <= 16 * KB
    assert script_weight <= script_limit * KB
    assert len(fonts) == 1
    assert weight(visitor, fonts[0]) <= 28 * KB
    assert html + script_weight + sum(weight(visitor, address) for address in others) <= 80 * KB
    assert len(_NODE.findall(page)) <= 900


def test_a_first_visit_takes_few_requests(visitor: FlaskClient) -> None:
    for path, _limit in PAGES.values():
        page = text_of(visitor, path)
        loaded = {address for address in _LOADED.findall(page) if "/media/" not in address}
        [styles] = [address for address in loaded if address.endswith(".css")]
        pictures = set(re.findall(r"url\(\"?([^\"):]+\.svg)", text_of(visitor, styles)))
        assert len({path} | loaded | pictures) <= 12


def test_no_page_loads_anything_from_elsewhere(visitor: FlaskClient) -> None:
    for path, _limit in PAGES.values():
        loaded = _LOADED.findall(text_of(visitor, path))
        assert [address for address in loaded if not re.match(r"/(s|media)/", address)] == []


def test_pages_travel_compressed(visitor: FlaskClient) -> None:
    for coding in ("gzip", "br"):
        answer = visitor.get("/es/", headers={"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert "Accept-Encoding" in answer.headers["Vary"]
    sent = visitor.get("/es/", headers={"Accept-Encoding": "gzip"}).get_data()
    assert b"<!doctype html>" in gzip.decompress(sent)[:100].lower()


def test_later_pages_cost_their_words_only(visitor: FlaskClient) -> None:
    first = set(_LOADED.findall(text_of(visitor, "/es/")))
    article = "/es/articles/inventario-no-se-actualiza"
    page = text_of(visitor, article)
    new = {each for each in _LOADED.findall(page) if each not in first and "/media/" not in each}
    modules = scripts_of(visitor, page) - scripts_of(visitor, text_of(visitor, "/es/"))
    assert weight(visitor, article) + sum(weight(visitor, each) for each in new | modules) <= 15 * KB


def test_an_unchanged_page_costs_nothing(visitor: FlaskClient) -> None:
    for path in ("/es/", "/es/articles/agregar-productos", "/es/faq"):
        tag = visitor.get(path).headers["ETag"]
        again = visitor.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.get_data()) == (304, b"")
        assert addresses_in(text_of(visitor, path))
