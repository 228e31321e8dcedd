"""Every answer carries the browser's second wall; looking at pages changes nothing (security 20 to 25)."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import HttpUrl
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from app.settings import Settings
from app.storage.database import Base, db
from app.storage.schema import bring_up_to_date
from tests.accounts.signing_in import Browser
from tests.security.conftest import NOBODY
from tests.security.planting import ANA, JUAN, VISITOR, Planted
from tests.support.crawl import BROWSER, Visit, addresses, crawl, visit
from tests.support.hidden_articles import PUBLIC, SLUGS
from tests.support.inspection import inline_code_in

Walks = dict[str, tuple[dict[str, Visit], set[str]]]
READERS = (VISITOR, ANA, JUAN)
pytestmark = pytest.mark.xdist_group("guarded")  # one walk for all of them
WALLS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DIRECTIVES = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
LOADED = re.compile(
    r'<(?:script|img|link rel="(?:stylesheet|preload|modulepreload)")[^>]*(?:src|href)="([^"]+)"'
)
# What is kept of looking at pages: searches and what came of them, that an article was read, when somebody
# was last here, how far they have read a ticket, and that a ticket form was begun. None of it is anybody's
# to lose.
OF_LOOKING = {
    "logged_queries",
    "query_steps",
    "article_readers",
    "reading_marks",
    "sign_ins",
    "ticket_readings",
    "form_sessions",
    "form_steps",
}


def values_of(planted: Planted, reader: str) -> dict[str, list[str]]:
    """Return what stands in addresses: things that are there, the reader's own and others', and some not."""
    return {
        "language": ["es", "en"],
        "slug": [PUBLIC, SLUGS["staff"], "tutoriales", "no-existe"],
        "article_id": [PUBLIC],
        "generation": ["0" * 40],
        "notice_id": planted.notices,
        "gap_number": planted.gaps,
        "change_id": ["1"],
        "item_number": ["1"],
        "vote_id": ["1"],
        "digest": ["0" * 20],
        "name": ["x.svg", planted.files[0], *planted.incidents],
        "reference": [*planted.tickets.values(), "TQ-00000"],
        "token": [planted.tokens.get(reader, planted.tokens[ANA]), planted.ways_out[0], "x"],
        "form_key": [*planted.forms.values(), "a" * 22],
    }


def seeds(guarded: Flask, planted: Planted, reader: str) -> list[str]:
    """Return where a walk begins."""
    asked = ["/es/search?q=inventario", "/es/search?q=xyzzy", "/en/search?q=inventory"]
    drafts = [f"/es/tickets/new?draft={key}" for key in planted.forms.values()]
    solved = [
        f"/es/tickets/forms/{key}/{page}?article={PUBLIC}"
        for key in planted.forms.values()
        for page in ("solution", "solved")
    ]
    for_editors = [
        f"/es/staff/publishing/{guarded.extensions['knowledge'].current().name}",
        "/es/staff/synonym/patch?first=banqueta&second=inventario",
    ]
    return [*addresses(guarded, values_of(planted, reader)), *asked, *drafts, *solved, *for_editors]


@pytest.fixture(scope="module")
def walks(guarded: Flask, planted: Planted, everybody: dict[str, Browser]) -> Walks:
    """Every page as each of them sees it, refusals included, and the tables that changed meanwhile."""
    walks = {}
    for reader in READERS:
        before = rows_of(guarded)
        walk = crawl(everybody[reader].client, seeds(guarded, planted, reader), most=1500)
        after = rows_of(guarded)
        walks[reader] = walk, {table for table in before if before[table] != after[table]}
    return walks


def bare_walls(headers: dict[str, str]) -> list[str]:
    """Return the headers an answer lacks."""
    policy = headers.get("Content-Security-Policy", "")
    parts = {part.strip() for part in policy.split(";")}
    lacking = [name for name, value in WALLS.items() if headers.get(name) != value]
    if headers.get("Referrer-Policy") == "strict-origin":  # which tells even less: no page of ours either
        lacking.remove("Referrer-Policy")
    lacking += [] if "Permissions-Policy" in headers else ["Permissions-Policy"]
    lacking += [] if "Cache-Control" in headers else ["Cache-Control"]
    sandboxed = parts == {"sandbox", "default-src 'none'"}
    lacking += [] if sandboxed else sorted(DIRECTIVES - parts)
    return lacking + re.findall(r"unsafe-[a-z-]+|\*|https?:", policy)


@pytest.mark.parametrize("reader", READERS)
def test_every_page_has_every_header(walks: Walks, reader: str) -> None:
    walk, _changed = walks[reader]
    assert len(walk) > 100
    bare = {path: lacking for path, seen in walk.items() if (lacking := bare_walls(dict(seen.headers)))}
    assert bare == {}


@pytest.mark.parametrize("reader", READERS)
def test_no_page_holds_inline_code(walks: Walks, reader: str) -> None:
    walk, _changed = walks[reader]
    pages = {path: seen for path, seen in walk.items() if "text/html" in seen.headers["Content-Type"]}
    assert {path: found for path, seen in pages.items() if (found := inline_code_in(seen.body))} == {}


@pytest.mark.parametrize("reader", READERS)
def test_no_page_fails(walks: Walks, reader: str) -> None:
    walk, _changed = walks[reader]
    assert {path: seen.status for path, seen in walk.items() if seen.status >= 500} == {}


@pytest.mark.parametrize("reader", READERS)
def test_opening_every_page_changes_nothing_but_what_is_kept_of_looking(walks: Walks, reader: str) -> None:
    _walk, changed = walks[reader]
    assert changed - OF_LOOKING == set()


def test_every_route_that_shows_something_is_shown_to_somebody(guarded: Flask, walks: Walks) -> None:
    shown = {
        match[0]
        for walk, _changed in walks.values()
        for path, seen in walk.items()
        if seen.status in {200, 302, 303, 304} and (match := matched(guarded, path))
    }
    rules = {rule.endpoint for rule in guarded.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert rules - shown == set()


def matched(app: Flask, path: str) -> tuple[str, dict[str, object]] | None:
    """Return the route of an address and what stands in it; None where no route is."""
    try:
        endpoint, values = app.url_map.bind("localhost").match(urlsplit(path).path)
    except HTTPException:
        return None
    return endpoint, dict(values)


@pytest.mark.parametrize("reader", READERS)
def test_no_page_names_another_origin_to_load_from(walks: Walks, reader: str) -> None:
    walk, _changed = walks[reader]
    loaded = {address for seen in walk.values() for address in LOADED.findall(seen.body)}
    assert loaded
    assert {address for address in loaded if not address.startswith("/") or address.startswith("//")} == set()


REFUSALS = {
    400: lambda client: client.get("/es/", base_url="http://evil.example"),
    403: lambda client: client.post(
        f"/es/articles/{PUBLIC}/vote",
        data={**form_of(client, f"/es/articles/{PUBLIC}"), "helpful": "yes"},
        headers={"User-Agent": "curl/8"},
    ),
    404: lambda client: client.get("/es/articles/no-existe"),
    405: lambda client: client.put("/es/", data=form_of(client, "/account/login")),
    413: lambda client: client.post(
        f"/es/articles/{PUBLIC}/vote", data=b"a" * (2 << 20), content_type="application/x-www-form-urlencoded"
    ),
    422: lambda client: client.post(
        f"/es/articles/{PUBLIC}/vote",
        data={**form_of(client, f"/es/articles/{PUBLIC}"), "helpful": "x"},
        headers={"User-Agent": BROWSER},
    ),
}


@pytest.mark.parametrize("status", REFUSALS)
def test_refusals_have_every_header_too(readers: dict[str, Browser], status: int) -> None:
    answer: TestResponse = REFUSALS[status](readers[NOBODY].client)
    assert answer.status_code in ({400, 405} if status == 405 else {400, 413} if status == 413 else {status})
    assert bare_walls(dict(answer.headers)) == []
    assert inline_code_in(answer.get_data(as_text=True)) == []


def test_a_failure_has_every_header_too_and_tells_nothing(tmp_path: Path, guarded: Flask) -> None:
    settings: Settings = guarded.extensions["settings"]
    broken = create_app(settings.model_copy(update={"search_index_folder": tmp_path / "nothing"}))
    broken.config["PROPAGATE_EXCEPTIONS"] = False
    client = broken.test_client()
    for path in ("/es/", "/es/search?q=a", "/sitemap.xml"):
        seen = visit(client, path)
        assert seen.status in {500, 503}
        assert bare_walls(dict(seen.headers)) == []
        assert not re.search("Traceback|NothingPublished|\\.py", seen.body)
    assert visit(client, "/healthz").status == 200
    assert visit(client, "/readyz").status == 503


def test_static_files_are_typed_and_kept_for_ever(readers: dict[str, Browser]) -> None:
    home = visit(readers[NOBODY].client, "/es/").body
    files = set(re.findall(r'(?:src|href)="(/s/[^"]+)"', home))
    assert len(files) >= 3
    for file in files:
        seen = visit(readers[NOBODY].client, file)
        assert seen.status == 200
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in seen.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in seen.headers


def rows_of(app: Flask) -> dict[str, list[str]]:
    """Return the content of every table."""
    with app.app_context():
        return {
            table.name: sorted(repr(row) for row in db.session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


def test_every_route_says_who_may_use_it(guarded: Flask) -> None:
    undecided = [
        str(rule)
        for rule in guarded.url_map.iter_rules()
        if not callable(getattr(view_of(guarded, rule), "access", None))
    ]
    assert undecided == []


def view_of(app: Flask, rule: Rule) -> object:
    """Return the function behind a rule."""
    return app.view_functions[rule.endpoint]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:80",
        "localhost@evil.example",
        "",
    ],
)
def test_an_unknown_host_is_refused(readers: dict[str, Browser], host: str) -> None:
    for path in ("/", "/es/", "/es/articles/no-existe", "/sitemap.xml", "/es/feed.atom"):
        answer = readers[NOBODY].client.get(path, headers={"Host": host})
        assert answer.status_code == 400, path


def test_forwarded_headers_of_strangers_are_ignored(readers: dict[str, Browser]) -> None:
    lies = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "X-Forwarded-Prefix": "/evil",
            "Forwarded": "host=evil.example", "X-Original-URL": "/evil"}  # fmt: skip
    for path in ("/", "/es/", "/sitemap.xml", "/es/feed.atom", "/robots.txt"):
        assert "evil" not in visit(readers[NOBODY].client, path, headers=lies).everything


def form_of(client: FlaskClient, path: str) -> dict[str, str]:
    """Return the hidden fields of the forms on a page."""
    page = client.get(path, headers={"User-Agent": BROWSER}).get_data(as_text=True)
    return dict(re.findall(r'name="(csrf_token|revision)"[^>]*? value="([^"]+)"', page))


def test_cookies_are_for_the_server_and_this_site_only(guarded: Flask) -> None:
    client = guarded.test_client()
    cookies = client.get("/account/login").headers.getlist("Set-Cookie")
    assert cookies
    assert [cookie for cookie in cookies if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie] == []


def test_in_production_cookies_and_pages_stay_on_https(guarded: Flask, tmp_path: Path) -> None:
    settings: Settings = guarded.extensions["settings"]
    production = {
        "environment": "production",
        "base_url": HttpUrl("https://ayuda.tuqr.com"),
        "database_url": f"sqlite:///{tmp_path / 'production.db'}",
    }
    strict = create_app(settings.model_copy(update=production))
    with strict.app_context():
        bring_up_to_date()
    answer = strict.test_client().get("/account/login", base_url="https://ayuda.tuqr.com")
    assert answer.status_code == 200
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    [cookie] = [cookie for cookie in answer.headers.getlist("Set-Cookie") if "session" in cookie]
    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert strict.test_client().get("/es/", base_url="https://localhost").status_code == 400


def test_what_only_some_may_read_is_stored_nowhere(readers: dict[str, Browser]) -> None:
    for kind, slug in (("agent", SLUGS["staff"]), ("vip", SLUGS["vip"])):
        for path in (f"/es/articles/{slug}", "/account/password"):
            assert "no-store" in visit(readers[kind].client, path).headers["Cache-Control"], path
