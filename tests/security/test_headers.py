"""Every answer carries the browser's second wall; only our own forms change anything (security 20 to 25)."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import HttpUrl
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from app.settings import Settings
from app.storage.database import Base, db
from app.storage.schema import bring_up_to_date
from tests.accounts.signing_in import Browser
from tests.security.conftest import NOBODY
from tests.support.crawl import BROWSER, Visit, addresses, crawl, visit
from tests.support.hidden_articles import PUBLIC, SLUGS
from tests.support.inspection import inline_code_in

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
VALUES = {
    "language": ["es", "en"],
    "slug": [PUBLIC, SLUGS["staff"], "tutoriales", "no-existe"],
    "digest": ["0" * 20],
    "name": ["x.svg"],
}
LOADED = re.compile(
    r'<(?:script|img|link rel="(?:stylesheet|preload|modulepreload)")[^>]*(?:src|href)="([^"]+)"'
)
SAFE = {"GET", "HEAD", "OPTIONS"}
OWN_LOG = {"logged_queries", "query_steps", "sign_ins"}  # the last: when somebody was last here


@pytest.fixture(scope="module")
def walks(guarded: Flask, readers: dict[str, Browser]) -> dict[str, dict[str, Visit]]:
    """Every page, as a stranger and as staff see it, refusals included."""
    seeds = [
        *addresses(guarded, VALUES),
        "/es/search?q=inventario",
        "/es/search?q=xyzzy",
        "/en/search?q=inventory",
    ]
    return {kind: crawl(readers[kind].client, seeds) for kind in (NOBODY, "agent")}


def bare_walls(headers: dict[str, str]) -> list[str]:
    """Return the headers an answer lacks."""
    policy = headers.get("Content-Security-Policy", "")
    parts = {part.strip() for part in policy.split(";")}
    lacking = [name for name, value in WALLS.items() if headers.get(name) != value]
    lacking += [] if "Permissions-Policy" in headers else ["Permissions-Policy"]
    lacking += [] if "Cache-Control" in headers else ["Cache-Control"]
    sandboxed = parts == {"sandbox", "default-src 'none'"}
    lacking += [] if sandboxed else sorted(DIRECTIVES - parts)
    return lacking + re.findall(r"unsafe-[a-z-]+|\*|https?:", policy)


@pytest.mark.parametrize("kind", [NOBODY, "agent"])
def test_every_page_has_every_header(walks: dict[str, dict[str, Visit]], kind: str) -> None:
    assert len(walks[kind]) > 40
    bare = {
        path: lacking for path, seen in walks[kind].items() if (lacking := bare_walls(dict(seen.headers)))
    }
    assert bare == {}


@pytest.mark.parametrize("kind", [NOBODY, "agent"])
def test_no_page_holds_inline_code(walks: dict[str, dict[str, Visit]], kind: str) -> None:
    pages = {path: seen for path, seen in walks[kind].items() if "text/html" in seen.headers["Content-Type"]}
    assert {path: found for path, seen in pages.items() if (found := inline_code_in(seen.body))} == {}


def test_no_page_fails(walks: dict[str, dict[str, Visit]]) -> None:
    statuses = {(path, seen.status) for walk in walks.values() for path, seen in walk.items()}
    assert {(path, status) for path, status in statuses if status >= 500} == set()


def test_no_page_names_another_origin_to_load_from(walks: dict[str, dict[str, Visit]]) -> None:
    loaded = {
        address for walk in walks.values() for seen in walk.values() for address in LOADED.findall(seen.body)
    }
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


def test_static_files_are_typed_and_kept_for_ever(
    walks: dict[str, dict[str, Visit]], readers: dict[str, Browser]
) -> None:
    home = walks[NOBODY]["/es/"].body
    files = set(re.findall(r'(?:src|href)="(/s/[^"]+)"', home))
    assert len(files) >= 3
    for file in files:
        seen = visit(readers[NOBODY].client, file)
        assert seen.status == 200
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in seen.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in seen.headers


@pytest.mark.parametrize("kind", [NOBODY, "requester", "agent"])
def test_opening_every_page_changes_nothing_but_the_query_log(
    guarded: Flask, readers: dict[str, Browser], kind: str
) -> None:
    before = rows_of(guarded)
    crawl(readers[kind].client, [*addresses(guarded, VALUES), "/es/search?q=inventario"])
    assert rows_of(guarded) == before


def rows_of(app: Flask) -> dict[str, list[str]]:
    """Return the content of every table but the query log's."""
    with app.app_context():
        return {
            table.name: sorted(repr(row) for row in db.session.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in OWN_LOG
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


def changing_paths(app: Flask) -> list[tuple[str, str]]:
    """Return method and address of everything that may change something."""
    return [
        (method, re.sub(r"<(?:\w+:)?(\w+)>", lambda found: VALUES[found[1]][0], rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - SAFE)
    ]


TOKENS = ("", "x", "IjEyMyI.aaaa.bbbb")


@pytest.mark.parametrize("kind", [NOBODY, "agent"])
def test_a_form_without_its_token_changes_nothing(
    guarded: Flask, readers: dict[str, Browser], kind: str
) -> None:
    assert len(changing_paths(guarded)) >= 7
    foreign = form_of(guarded.test_client(), "/account/login")["csrf_token"]
    before = rows_of(guarded)
    for method, path in changing_paths(guarded):
        for token in (*TOKENS, foreign):
            form = {"csrf_token": token, "helpful": "yes", "email": "a@b.co", "password": "x"}
            answer = readers[kind].client.open(
                path, method=method, data=form, headers={"User-Agent": BROWSER}
            )
            assert answer.status_code == 400, (method, path)
    assert rows_of(guarded) == before


@pytest.mark.parametrize(
    "told",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=str,
)
def test_a_form_sent_from_another_site_changes_nothing(
    guarded: Flask, readers: dict[str, Browser], told: dict[str, str]
) -> None:
    client = readers[NOBODY].client
    before = rows_of(guarded)
    for method, path in changing_paths(guarded):
        form = {**form_of(client, f"/es/articles/{PUBLIC}"), "helpful": "yes", "theme": "dark"}
        answer = client.open(path, method=method, data=form, headers={"User-Agent": BROWSER, **told})
        assert answer.status_code in {400, 403}, (method, path)
    assert rows_of(guarded) == before


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
