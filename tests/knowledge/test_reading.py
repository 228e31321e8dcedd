"""What people see when they read: articles, lists, and the addresses that lead to them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app import create_app
from app.kernel.clock import utc_now
from app.kernel.terms import Audience, Language
from app.knowledge.article import Revision
from app.knowledge.pages import Freshness
from app.settings import Settings
from app.web.identity import STRANGER, Reader
from tests.knowledge.conftest import PAYING, SAVING, Open
from tests.support.library import LONG_AGO, HelpCentre, a_body, an_article, in_both_languages
from tests.support.visitor import Visitor

Statements = Callable[[], AbstractContextManager[list[str]]]
SAVED = "/es/articles/producto-no-se-guarda"


def test_ana_reads_an_article_with_all_that_belongs_to_it(ana: Visitor) -> None:
    """Title, way here, contents, dates, authors, neighbours, the vote and the way to people."""
    assert ana.get(SAVED).status_code == 200
    page = ana.page
    assert page.title == "El producto no se guarda"
    assert [crumb.title for crumb in page.crumbs][1:] == ["Solución de problemas", "El producto no se guarda"]
    assert page.crumbs[-1].url is None
    assert [heading.anchor for heading in page.headings] == ["pasos"]
    assert (page.published_at, page.authors, page.minutes) == (LONG_AGO, ("Ana Suárez",), 3)
    assert [each.title for each in page.siblings if each.is_current] == ["El producto no se guarda"]
    assert page.contact_url == "/es/tickets/new?article=producto-no-se-guarda"
    assert "<strong>Guardar</strong>" in page.html


def test_the_head_names_the_article_in_both_languages(ana: Visitor) -> None:
    """Absolute addresses under the configured base, whatever led here."""
    ana.get(f"{SAVED}?from=0123456789abcdef&n=1", headers={"Host": "127.0.0.1"})
    meta = ana.page.meta
    assert meta.canonical == f"http://localhost{SAVED}"
    assert {each.language: each.url for each in meta.alternates} == {
        "es": f"http://localhost{SAVED}",
        "en": "http://localhost/en/articles/producto-no-se-guarda",
        "x-default": f"http://localhost{SAVED}",
    }
    assert (meta.kind, meta.indexed) == ("article", True)


def test_an_article_without_translation_is_shown_in_spanish_and_says_so(ana: Visitor) -> None:
    """The English portal keeps its language; search engines are sent to the Spanish address."""
    assert ana.get("/en/articles/metodos-de-pago").status_code == 200
    assert ana.page.untranslated
    assert ana.page.shown_language is Language.ES
    assert ana.page.meta.canonical == "http://localhost/es/articles/metodos-de-pago"
    assert ana.page.meta.alternates == ()


def test_old_addresses_lead_to_the_present_one_for_good(app: Flask, open_help_centre: Open) -> None:
    """Aliases, former file names, and the other language's slug."""
    pair = in_both_languages(an_article("vender", "Vende"), "Sell", english_slug="selling")
    open_help_centre([*pair, PAYING], redirects=((Language.ES, "como-vender", "vender"),))
    reader = Visitor(app)
    for old, new in [
        ("/es/articles/como-vender", "/es/articles/vender"),
        ("/en/articles/vender", "/en/articles/selling"),
        ("/es/articles/selling", "/es/articles/vender"),
        ("/es/articles/como-vender/history", "/es/articles/vender/history"),
    ]:
        answer = reader.get(old)
        assert (answer.status_code, answer.location) == (301, new)


def test_nobody_learns_of_an_article_that_is_not_theirs(
    app: Flask, open_help_centre: Open, sign_in: Callable[[Reader], None]
) -> None:
    """Hidden is the same as missing, on every page that could name it."""
    secret = replace(
        an_article("guardia-nocturna", "Guardia nocturna xilofón"), audience=Audience.STAFF, faq=True
    )
    open_help_centre(
        [*SAVING, PAYING, secret],
        redirects=((Language.ES, "guardia", "guardia-nocturna"),),
        bodies={"guardia-nocturna": a_body("Xilofón.", [("xilofon", "¿Xilofón?")])},
    )
    reader = Visitor(app)
    for hidden, missing in [
        ("guardia-nocturna", "no-existe"),
        ("guardia", "no-existe"),
        ("guardia-nocturna/history", "no-existe/history"),
    ]:
        answers = [reader.get(f"/es/articles/{place}") for place in (hidden, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert _body(answers[0].text) == _body(answers[1].text)
    everywhere = [
        "/es/", "/en/", "/es/categories/solucion-de-problemas", "/es/faq", SAVED, "/sitemap.xml",
        "/es/articles/metodos-de-pago", "/es/search", "/es/completions?q=guard", "/es/feed.atom",
        "/es/categories/solucion-de-problemas/feed.atom", "/es/contact?article=guardia-nocturna",
        "/es/tickets/new?article=guardia-nocturna",
    ]  # fmt: skip
    for path in everywhere:
        text = reader.get(path).text.casefold()
        assert "nocturna" not in text.replace("article=guardia-nocturna", ""), path
        assert "xilof" not in text, path
    reader.get("/es/")
    assert [card.count for card in reader.page.categories] == [1, 0, 1, 0]
    reader.get("/es/search?q=xilofon")
    assert (reader.page.total, reader.page.hits, reader.page.filters) == (0, (), ())
    sign_in(Reader(person_id=1, is_staff=True, audiences=frozenset(Audience)))
    assert reader.get("/es/articles/guardia-nocturna").status_code == 200
    assert reader.get("/es/search?q=xilofon").status_code == 200
    assert reader.page.total == 1
    assert "nocturna" not in reader.get("/sitemap.xml").text
    assert "nocturna" not in reader.get("/es/feed.atom").text


def test_a_translation_that_is_hidden_is_not_mentioned(app: Flask, open_help_centre: Open) -> None:
    """Only the team may read the English draft."""
    spanish, english = in_both_languages(an_article("vender", "Vende"), "Sell")
    open_help_centre([spanish, replace(english, audience=Audience.STAFF)])
    reader = Visitor(app)
    reader.get("/es/articles/vender")
    assert reader.page.meta.alternates == ()
    reader.get("/en/articles/vender")
    assert reader.page.title == "Vende"
    assert "/en/articles/" not in reader.get("/sitemap.xml").text


def test_a_category_puts_the_most_useful_first_and_names_the_others(
    app: Flask, open_help_centre: Open
) -> None:
    """By what people said, then by title."""
    open_help_centre(
        [an_article("b", "Balanza"), an_article("a", "Almacén"), an_article("c", "Caja"), PAYING]
    )
    for n in range(3):
        Visitor(app, address=f"198.51.100.{n}").press("c", "yes")
    Visitor(app, address="198.51.100.9").press("a", "no")
    reader = Visitor(app)
    reader.get("/es/categories/solucion-de-problemas")
    assert [row.title for row in reader.page.articles] == ["Caja", "Almacén", "Balanza"]
    assert reader.page.category.count == 3
    assert len(reader.page.others) == 3
    reader.get("/es/")
    assert [row.title for row in reader.page.popular] == ["Caja"]


def test_a_long_category_comes_in_pages(app: Flask, open_help_centre: Open) -> None:
    """Forty to a page; beyond the last there is nothing."""
    open_help_centre([an_article(f"a{n}", f"Artículo {n:03}") for n in range(95)])
    reader = Visitor(app)
    titles: list[str] = []
    address: str | None = "/es/categories/solucion-de-problemas"
    while address:
        reader.get(address)
        titles += [row.title for row in reader.page.articles]
        address = reader.page.next_url
    assert titles == [f"Artículo {n:03}" for n in range(95)]
    for wrong in ("4", "0", "-1", "dos", "1e3", "９", "9" * 5000, ""):
        assert (
            reader.get("/es/categories/solucion-de-problemas", query_string={"page": wrong}).status_code
            == 404
        )


@time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
def test_lists_mark_what_is_new_and_what_changed(app: Flask, open_help_centre: Open) -> None:
    """Within thirty days, by the commits; the articles a help centre begins with are not news."""
    now = utc_now()
    articles = [
        an_article(
            "nuevo", "A nuevo", published_at=now - timedelta(days=3), updated_at=now - timedelta(days=1)
        ),
        an_article("cambiado", "B cambiado", updated_at=now - timedelta(days=10)),
        an_article("viejo", "C viejo", updated_at=now - timedelta(days=31)),
        an_article("sin-git", "D sin fecha", published_at=None, updated_at=None),
    ]
    open_help_centre(articles)
    reader = Visitor(app)
    reader.get("/es/categories/solucion-de-problemas")
    assert [row.freshness for row in reader.page.articles] == [Freshness.NEW, Freshness.UPDATED, None, None]
    open_help_centre([replace(each, published_at=now, updated_at=now) for each in articles], commit="beef")
    reader.get("/es/categories/solucion-de-problemas")
    assert {row.freshness for row in reader.page.articles} == {None}


@time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
def test_an_article_untouched_for_over_a_year_says_so(app: Flask, open_help_centre: Open) -> None:
    """Fourteen months, in whole months; a year is not over it yet at eleven."""
    now = utc_now()
    open_help_centre(
        [
            an_article("viejo", "Viejo", updated_at=now - timedelta(days=430)),
            an_article("joven", "Joven", updated_at=now - timedelta(days=350)),
            an_article("sin-git", "Sin fecha", published_at=None, updated_at=None),
        ]
    )
    reader = Visitor(app)
    months = {}
    for slug in ("viejo", "joven", "sin-git"):
        reader.get(f"/es/articles/{slug}")
        months[slug] = reader.page.stale_months
    assert months == {"viejo": 14, "joven": None, "sin-git": None}
    assert reader.page.history_url is None


def test_the_changes_of_an_article_are_its_commits(app: Flask, open_help_centre: Open) -> None:
    """Newest first, as git tells them."""
    revisions = (
        Revision("b" * 40, "Ana Suárez", LONG_AGO + timedelta(days=1), "Aclara el paso 2"),
        Revision("a" * 40, "Marta León", LONG_AGO, "Escribe el artículo"),
    )
    open_help_centre([*SAVING, PAYING], revisions=revisions)
    reader = Visitor(app)
    assert reader.get(f"{SAVED}/history").status_code == 200
    assert reader.page.revisions == revisions
    assert reader.page.article_url == SAVED


def test_every_question_has_its_own_address_on_the_faq(app: Flask, open_help_centre: Open) -> None:
    """Two articles may ask under the same anchor."""
    open_help_centre(
        [replace(PAYING, faq=True), replace(SAVING[0], faq=True, other_languages={})],
        bodies={
            "metodos-de-pago": a_body(
                questions=[("costo", "¿Cuánto cuesta?"), ("zelle", "¿Puedo usar Zelle?")]
            ),
            "producto-no-se-guarda": a_body(questions=[("costo", "¿Tiene costo?")]),
        },
    )
    reader = Visitor(app)
    reader.get("/es/faq")
    page = reader.page
    assert [group.title for group in page.groups] == ["Primeros pasos", "Solución de problemas"]
    anchors = [entry.anchor for group in page.groups for entry in group.entries]
    assert anchors == ["costo", "zelle", "producto-no-se-guarda-costo"]
    assert page.count == 3
    reader.get("/es/")
    assert (reader.page.question_count, len(reader.page.questions)) == (3, 3)


def test_the_first_page_shows_shelves_news_and_searches_that_find(app: Flask, open_help_centre: Open) -> None:
    """Suggested searches are phrases an article promised to answer."""
    open_help_centre([*SAVING, replace(PAYING, finds=("configurar pago móvil", "cobrar"))])
    reader = Visitor(app)
    assert reader.get("/es/").status_code == 200
    page = reader.page
    assert page.article_count == 2
    assert page.categories[0].slug == "primeros-pasos"
    assert [each.text for each in page.suggestions] == ["configurar pago móvil"]
    assert reader.get(page.suggestions[0].url).status_code == 200
    assert page.popular == ()
    assert len(page.recent) == 2


@pytest.mark.parametrize(
    ("headers", "leads_to"),
    [({}, "/es/"), ({"Accept-Language": "en-GB,en;q=0.9"}, "/en/"), ({"Accept-Language": "fr"}, "/es/")],
)
def test_the_root_leads_to_the_visitors_language(
    ana: Visitor, headers: dict[str, str], leads_to: str
) -> None:
    """Spanish unless the browser speaks English."""
    answer = ana.get("/", headers=headers)
    assert (answer.status_code, answer.location) == (302, leads_to)


@pytest.mark.parametrize(
    "path",
    [
        "/fr/", "/fr/articles/producto-no-se-guarda", "/ES/", "/es/categories/no-existe", "/es",
        "/es/articles/no-existe", "/es/articles/" + "x" * 3000, "/es/articles/%00", "/es/articles/%ff%fe",
        "/es/articles/../../etc/passwd",
        "/es/articles/%F0%9F%98%80", "/es/articles/no-existe/history", "/es/categories/no-existe/feed.atom",
        "/fr/feed.atom", "/media/abc/no.svg", "/media/%00/x.svg", "/media/a/..%2f..%2fsettings.py",
    ],
)  # fmt: skip
def test_what_does_not_exist_gets_a_clear_answer(ana: Visitor, path: str) -> None:
    """Unknown language, category, slug: words and a status, never a failure."""
    assert ana.get(path).status_code in {404, 308}


@pytest.mark.parametrize(
    "path", ["/es/", SAVED, "/es/categories/solucion-de-problemas", "/es/faq", f"{SAVED}/history"]
)
def test_an_unchanged_page_is_not_sent_again(ana: Visitor, path: str) -> None:
    """304 before anything is rendered, and again after nothing happened."""
    tag = ana.get(path).headers["ETag"]
    ana.page = None
    answer = ana.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert ana.page is None


@pytest.mark.parametrize("path", ["/es/", SAVED, "/es/categories/solucion-de-problemas"])
def test_a_page_is_sent_again_when_something_on_it_changed(
    app: Flask, ana: Visitor, open_help_centre: Open, sign_in: Callable[[Reader], None], path: str
) -> None:
    """A vote, a commit, a theme, a sign-in or another form token."""

    def changed_by(act: Callable[[], object]) -> bool:
        tag = ana.get(path).headers["ETag"]
        act()
        return ana.get(path, headers={"If-None-Match": tag}).status_code == 200

    assert not changed_by(lambda: None)
    assert changed_by(lambda: Visitor(app, address="198.51.100.4").press("producto-no-se-guarda", "yes"))
    assert changed_by(lambda: open_help_centre([*SAVING, PAYING], commit="beef"))
    assert changed_by(lambda: ana.client.set_cookie("theme", "dark"))
    assert changed_by(lambda: sign_in(Reader(person_id=3, name="Víctor", audiences=frozenset(Audience))))
    assert changed_by(lambda: sign_in(STRANGER))
    assert changed_by(lambda: ana.client.delete_cookie("session"))


def test_another_visitors_tag_is_no_use(app: Flask, ana: Visitor) -> None:
    """Form tokens belong to a session, and so do copies of pages."""
    tag = ana.get(SAVED).headers["ETag"]
    assert Visitor(app).get(SAVED, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("path", "rendered", "unchanged"),
    [
        ("/es/", 2, 1), (SAVED, 1, 1), ("/es/categories/solucion-de-problemas", 2, 1), ("/es/faq", 0, 0),
        (f"{SAVED}/history", 0, 0), ("/es/search?q=producto", 1, 1), ("/es/completions?q=prod", 1, 1),
        ("/es/contact", 0, 0), ("/sitemap.xml", 0, 0), ("/es/feed.atom", 0, 0),
    ],
)  # fmt: skip
def test_pages_need_few_statements(
    ana: Visitor, statements: Statements, path: str, rendered: int, unchanged: int
) -> None:
    """However many articles they show; the log of searches is written after the answer."""
    ana.client.environ_base["HTTP_USER_AGENT"] = "Googlebot/2.1"  # is not logged
    with statements() as seen:
        tag = ana.get(path).headers.get("ETag", "")
    assert len(seen) == rendered, seen
    with statements() as seen:
        ana.get(path, headers={"If-None-Match": tag})
    assert len(seen) == unchanged, seen


def test_an_article_after_a_vote_needs_two_statements(ana: Visitor, statements: Statements) -> None:
    """The totals, and the reader's own vote; the reader is counted after the answer."""
    ana.press("producto-no-se-guarda", "yes")
    with statements() as seen:
        ana.get(SAVED)
    assert len([each for each in seen if "reading_marks" not in each]) == 2, seen


@pytest.mark.parametrize("name", ["dibujo.svg", "foto.png", "foto.JPG", "foto.webp"])
def test_pictures_are_sent_for_ever_and_can_do_nothing(app: Flask, open_help_centre: Open, name: str) -> None:
    """The type comes from our table; a picture opened by itself runs and loads nothing."""
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    open_help_centre(SAVING, pictures={("abc123", name): drawing})
    reader = Visitor(app)
    answer = reader.get(f"/media/abc123/{name}")
    assert (answer.status_code, answer.data) == (200, drawing)
    kinds = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
    assert answer.mimetype == kinds[name.rpartition(".")[2].lower()]
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = reader.get(f"/media/abc123/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert reader.get(f"/media/fff/{name}").status_code == 404
    assert reader.get("/media/abc123/page.html").status_code == 404


def test_reading_goes_on_while_the_database_cannot_be_asked(centre: HelpCentre, settings: Settings) -> None:
    """Articles live in files; only the percentages are missing."""
    away = settings.model_copy(update={"database_url": "sqlite:////no/such/folder/support.db"})
    reader = Visitor(create_app(away, centre))
    for path in ("/es/", SAVED, "/es/categories/solucion-de-problemas", "/es/search?q=producto"):
        assert reader.get(path).status_code == 200, path


def _body(html: str) -> str:
    """Return the words of an error page without what differs from request to request."""
    return re.sub(
        r"[0-9A-F]{8}|name=\"csrf_token\" value=\"[^\"]+\"|[\w.-]{60,}|guardia[\w-]*|no-existe", "", html
    )
