"""Whatever people and programs send, they get a clear answer and the site stays up (brief: bad input)."""

import re
import time
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.knowledge.models import ArticleVote
from app.search.models import LoggedQuery
from app.storage.database import db
from tests.support.crawl import BROWSER
from tests.support.inspection import texts_of

ARTICLE = "/es/articles/agregar-productos"
OTHER_ARTICLE = "/es/articles/costo-del-soporte"

QUERIES = {
    "nothing": "",
    "blanks": "   \t\n  ",
    "ten thousand characters": "inventario " * 910,
    "one endless word": "a" * 10_000,
    "many words": " ".join(f"palabra{number}" for number in range(1000)),
    "a wildcard": "*",
    "wildcards": "?*inv*ario*? *a *b* c?",
    "a thousand wildcards": "a*" * 1000,
    "an open quote": '"producto no se guarda',
    "quotes only": '"" " """',
    "quotes in quotes": '"a "b" c"',
    "operators": "AND OR NOT && || ! producto AND",
    "operators in pairs": "producto AND NOT OR guardar",
    "a field": "title:producto audience:staff body:*",
    "only a colon": ": :: a: :b",
    "a range": "[a TO z] {1 TO 2] <2020",
    "a boost": "producto^99999999 ~2 ~~~ producto~99",
    "brackets": "((((((((((producto))))",
    "signs": "+++---=== -producto +tienda",
    "sql": "' OR 1=1; DROP TABLE people; --",
    "like": "%_%' ESCAPE '\\",
    "a template": "{{ 7*7 }} {% raw %} ${7*7} #{7*7} %(title)s {0}",
    "markup": "<script>alert(1)</script>",
    "an attribute": '" autofocus onfocus="alert(1)',
    "a path": "../../../etc/passwd",
    "an emoji": "🛒",
    "emoji and skin": "👩🏽‍💻 producto 🇻🇪",
    "control characters": "pro\x01duc\x1fto\x7f \x85 guardar\x0b",
    "a null byte": "producto\x00guardar",
    "only a null byte": "\x00",
    "right to left": "\u202eotcudorp\u202c \u2067מוצר\u2069 المنتج",
    "invisible": "pro\u200bduc\u200dto\ufeff \u2060",
    "a thousand accents": "producto" + "\u0301" * 1000,
    "other alphabets": "инвентарь 库存 재고 स्टॉक ขายของ",
    "letters that grow": "ıİßŉǰΐﬃ" * 50,
    "full width": "ｐｒｏｄｕｃｔｏ",
    "not a character": "\ufffe\uffff\U0010ffff",
    "numbers": "1 22 333 4444 55555 1e309 -0 NaN",
    "a regular expression": "(a+)+$ [a-z]{1,99999} (?:",
    "line breaks": "producto\r\nSet-Cookie: a=b\r\n\r\n<b>",
}
RAW_QUERIES = (
    "%ff%fe",
    "%c3%28",
    "%ed%a0%80",
    "%",
    "%zz",
    "a%00b",
    "a&q=b&q=c",
    "+",
    "%20",
    "a;b",
    "a%0d%0aX:%20y",
)


def opened(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """Open an address as a browser does, and be answered in good time."""
    began = time.perf_counter()
    answer = client.get(path, headers={"User-Agent": BROWSER, **headers})
    assert time.perf_counter() - began < 2
    return answer


def is_clear(answer: TestResponse) -> bool:
    """Say whether an answer is a page, or a refusal in words."""
    text = answer.get_data(as_text=True)
    if answer.status_code < 400:
        return True
    said = "".join(texts_of(text, "h1")) or text.partition("\n")[0]
    return answer.status_code < 500 and len(said.split()) > 2 and "Traceback" not in text


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_any_text_can_be_searched_for(client: FlaskClient, query: str) -> None:
    asked = quote(query)
    for place in ("es/search", "en/search", "es/completions", "es/contact"):
        answer = opened(client, f"/{place}?q={asked}")
        assert answer.status_code == 200
        if answer.mimetype == "text/html":
            assert "<script>alert(1)</script>" not in answer.get_data(as_text=True)
        answer.close()


@pytest.mark.parametrize("raw", RAW_QUERIES)
def test_any_bytes_can_be_searched_for(client: FlaskClient, raw: str) -> None:
    for place in ("es/search", "es/completions", "es/contact"):
        answer = opened(client, f"/{place}?q={raw}")
        assert answer.status_code == 200
        answer.close()


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_any_text_left_in_the_box_can_be_noted(app: Flask, client: FlaskClient, query: str) -> None:
    answer = client.post(
        "/es/search/queries",
        data={"q": query, "csrf_token": token_of(client)},
        headers={"User-Agent": BROWSER},
    )
    answer.close()
    assert answer.status_code == 204
    with app.app_context():
        texts = db.session.scalars(select(LoggedQuery.text)).all()
    assert all(0 < len(text) <= 120 and text.isprintable() for text in texts)


def test_a_very_long_query_is_cut_in_the_open(client: FlaskClient) -> None:
    page = opened(client, f"/es/search?q={'inventario+' * 910}").get_data(as_text=True)
    assert "inventario " * 100 not in page


@pytest.mark.parametrize("page", ["0", "-1", "2", "101", "9" * 20, "abc", "1e3", "", "٣", "%00"])
def test_any_page_number_is_answered(client: FlaskClient, page: str) -> None:
    for path in ("/es/search?q=inventario&", "/es/categories/tutoriales?"):
        assert is_clear(opened(client, f"{path}page={page}"))


@pytest.mark.parametrize(
    "rest",
    [
        "n=abc&from=x",
        "n=-1&from=0123456789abcdef",
        "from=%00&n=%00",
        "n=99999999999999999999&from=aaaaaaaaaaaaaaaa",
    ],
)
def test_any_trace_of_a_search_is_answered(client: FlaskClient, rest: str) -> None:
    answer = opened(client, f"{ARTICLE}?{rest}&q=producto%00")
    answer.close()
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/fr/",
        "/ES/",
        "/e/s/",
        "/es",
        "/es/articles/no-existe",
        "/es/articles/no-existe/history",
        "/es/articles/../../etc/passwd",
        "/es/articles/..%2f..%2fetc%2fpasswd",
        "/es/articles/%00",
        "/es/articles/agregar-productos%00",
        "/es/articles/agregar-productos.md",
        "/es/articles/AGREGAR-PRODUCTOS",
        "/es/articles/" + "a" * 5000,
        "/es/articles/%F0%9F%9B%92",
        "/es/articles/%ff%fe",
        "/es/articles/%E2%80%AEotcudorp",
        "/es/categories/no-existe",
        "/es/categories/%00",
        "/es/categories/no-existe/feed.atom",
        "/es/search?q=inventario&category=no-existe",
        "/es/search?q=inventario&category=%00",
        "/media/0123456789abcdef0123/no-existe.svg",
        "/media/../../etc/passwd",
        "/media/%2e%2e/%2e%2e",
        "/media/0123456789abcdef0123/x.html",
        "/s/x/../../../etc/passwd",
        "/s/../../etc/passwd",
        "/.git/config",
        "//evil.example/",
        "/wp-login.php",
        "/es/articles/agregar-productos/",
        "/static/app.js",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_said_in_words(client: FlaskClient, path: str) -> None:
    answer = opened(client, path)
    assert answer.status_code in {301, 302, 308, 400, 404}
    assert is_clear(answer)
    assert "evil" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "POST"])
@pytest.mark.parametrize("path", ["/es/", "/es/search", ARTICLE, "/sitemap.xml", "/healthz"])
def test_what_cannot_be_done_to_a_page_is_refused(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method, data={"csrf_token": token_of(client)})
    assert answer.status_code in {400, 405}


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "x" * 5000},
        {"Accept-Language": "es;q=nan,*;q=9e99,;;;"},
        {"Cookie": "session=x; visitor=y; language=fr; theme=../x; _=\x01"},
        {"Cookie": "visitor=" + "a" * 3000},
        {"If-None-Match": 'W/"', "If-Modified-Since": "ayer"},
        {"If-None-Match": ",".join(['"a"'] * 2000)},
        {"Range": "bytes=9-1,-,5"},
        {"Accept": "application/json;q=x,*/*;q=-1"},
        {"X-Fragment": "1"},
        {"User-Agent": ""},
        {"User-Agent": "\x7f" * 2000},
        {"Accept-Encoding": "br;q=0, gzip;q=0, identity;q=0, *;q=0"},
        {"X-Request-Id": "a" * 5000},
        {"Referer": "javascript:alert(1)"},
    ],
    ids=lambda headers: str(headers)[:40],
)
def test_any_header_is_survived(client: FlaskClient, headers: dict[str, str]) -> None:
    for path in ("/", "/es/", ARTICLE, "/es/search?q=inventario", "/sitemap.xml"):
        answer = client.get(path, headers=headers)
        answer.close()
        assert answer.status_code in {200, 302}


def test_a_body_too_large_is_refused(client: FlaskClient) -> None:
    form = {"csrf_token": token_of(client), "comment": "a" * (2 << 20)}
    answer = client.post(f"{ARTICLE}/vote/reason", data=form)
    assert answer.status_code in {400, 413}
    assert is_clear(answer)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b'--x\r\nContent-Disposition: form-data; name="a"\r\n', b"\xff" * 100]
)
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", "x"])
def test_a_body_that_is_no_form_is_refused(client: FlaskClient, body: bytes, kind: str) -> None:
    answer = client.post(f"{ARTICLE}/vote", data=body, content_type=kind)
    assert answer.status_code == 400
    assert is_clear(answer)


class Visitor:
    """Somebody on an article's page, who sends whatever they like."""

    def __init__(self, client: FlaskClient, article: str = ARTICLE) -> None:
        self.client, self.article = client, article
        page = client.get(article, headers={"User-Agent": BROWSER}).get_data(as_text=True)
        self.form = dict(re.findall(r'name="(csrf_token|revision)"[^>]*? value="([^"]+)"', page))

    def send(self, deed: str, agent: str = BROWSER, **fields: str) -> TestResponse:
        """Send the form with ``fields`` in place of what it holds."""
        return self.client.post(
            f"{self.article}/{deed}", data={**self.form, **fields}, headers={"User-Agent": agent}
        )


def votes(app: Flask) -> int:
    """Return how many votes are kept."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(ArticleVote)) or 0


def test_pressing_twice_is_one_vote(app: Flask, client: FlaskClient) -> None:
    visitor = Visitor(client)
    assert [visitor.send("vote", helpful="yes").status_code for _ in range(2)] == [303, 303]
    assert votes(app) == 1


def test_a_vote_on_an_article_that_is_not_there_is_not_found(app: Flask, client: FlaskClient) -> None:
    form = Visitor(client).form
    answer = client.post(
        "/es/articles/no-existe/vote", data={**form, "helpful": "yes"}, headers={"User-Agent": BROWSER}
    )
    assert answer.status_code == 404
    assert is_clear(answer)
    assert votes(app) == 0


@pytest.mark.parametrize("agent", ["Googlebot/2.1 (+http://google.com/bot.html)", "curl/8.9", ""])
def test_a_robot_does_not_vote(app: Flask, client: FlaskClient, agent: str) -> None:
    answer = Visitor(client).send("vote", agent=agent, helpful="yes")
    assert answer.status_code == 403
    assert is_clear(answer)
    assert votes(app) == 0


FORGERIES: dict[str, tuple[int, dict[str, str]]] = {
    "no token": (400, {"csrf_token": ""}),
    "a forged token": (400, {"csrf_token": "IjEyMyI.aaaa.bbbb"}),
    "a token of control characters": (400, {"csrf_token": "\x00\n"}),
    "no revision": (422, {"revision": ""}),
    "a forged revision": (422, {"revision": "WyJhIiwiYiJd.AAAA"}),
    "a revision of control characters": (422, {"revision": "\x00"}),
    "neither yes nor no": (422, {"helpful": "maybe"}),
    "an empty answer": (422, {"helpful": ""}),
    "a null byte": (422, {"helpful": "yes\x00"}),
}


@pytest.mark.parametrize(("status", "fields"), FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_vote_is_refused(
    app: Flask, client: FlaskClient, status: int, fields: dict[str, str]
) -> None:
    answer = Visitor(client).send("vote", **{"helpful": "yes", **fields})
    assert answer.status_code == status
    assert is_clear(answer)
    assert votes(app) == 0


def test_a_vote_carries_the_revision_of_its_own_article(app: Flask, client: FlaskClient) -> None:
    other = Visitor(client, OTHER_ARTICLE).form["revision"]
    assert Visitor(client).send("vote", helpful="yes", revision=other).status_code == 422
    assert votes(app) == 0


REASONS: dict[str, tuple[int, dict[str, str]]] = {
    "no reason": (422, {"reason": ""}),
    "an unknown reason": (422, {"reason": "because"}),
    "a comment too long": (422, {"comment": "a" * 601}),
    "a comment of ten thousand emoji": (422, {"comment": "🛒" * 10_000}),
    "an address that is none": (422, {"contact": "no es un correo"}),
    "an address with more headers": (422, {"contact": "a@b.co\r\nBcc: c@d.co"}),
    "an address too long": (422, {"contact": "a" * 300 + "@tuqr.com"}),
    "control characters": (303, {"comment": "uno\x00dos\x1b[31m\u202etres"}),
    "only blanks": (303, {"comment": "  \r\n  "}),
    "markup": (303, {"comment": "<script>alert(1)</script>"}),
}


@pytest.mark.parametrize(("status", "fields"), REASONS.values(), ids=REASONS.keys())
def test_any_reason_gets_a_clear_answer(client: FlaskClient, status: int, fields: dict[str, str]) -> None:
    visitor = Visitor(client)
    assert visitor.send("vote", helpful="no").status_code == 303
    answer = visitor.send("vote/reason", **{"reason": "confusing", **fields})
    assert answer.status_code == status
    page = opened(client, ARTICLE).get_data(as_text=True)
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202e]|<script>alert", page + answer.get_data(as_text=True)
    )


@pytest.mark.parametrize("deed", ["vote/reason", "vote/withdrawal"])
def test_explaining_or_withdrawing_no_vote_is_answered(client: FlaskClient, deed: str) -> None:
    answer = Visitor(client).send(deed, reason="confusing")
    assert answer.status_code in {303, 422}
    assert is_clear(answer)


def token_of(client: FlaskClient) -> str:
    """Return the form token of the visitor's session."""
    return Visitor(client).form["csrf_token"]


SMALL_FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "a rested text of nothing": ("/es/search/queries", {}),
    "a rested null byte": ("/es/search/queries", {"q": "\x00"}),
    "an unknown language": ("/preferences/language", {"language": "fr", "next": "//evil.example"}),
    "an unknown theme": ("/preferences/theme", {"theme": "x" * 5000, "next": "https://evil.example"}),
    "a way back to elsewhere": ("/preferences/theme", {"theme": "dark", "next": "/\\evil.example"}),
}


@pytest.mark.parametrize(("path", "fields"), SMALL_FORMS.values(), ids=SMALL_FORMS.keys())
def test_small_forms_refuse_nonsense_in_words(client: FlaskClient, path: str, fields: dict[str, str]) -> None:
    referrer = {"Referer": "https://evil.example/", "User-Agent": BROWSER}
    answer = client.post(path, data={**fields, "csrf_token": token_of(client)}, headers=referrer)
    assert is_clear(answer)
    assert "evil" not in answer.headers.get("Location", "")


def test_a_program_that_asks_for_json_is_refused_in_json(client: FlaskClient) -> None:
    answer = client.get("/es/articles/no-existe", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert set(answer.get_json()) == {"message", "code"}
