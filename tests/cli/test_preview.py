"""What Marta sees of her files before she commits them."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from app.cli.article_preview import preview_application, working_tree_of
from app.cli.articles import articles
from app.cli.preview_watch import WorkingTree
from app.settings import Settings
from app.web.security import CONTENT_SECURITY_POLICY
from tests.support.browser import chromium, serving
from tests.support.editor import PICTURE, Editor, text

CAJA = "tutoriales/caja.md"
STEPS = "Cuenta el efectivo.\n\n## Pasos\n\n1. Abre la caja.\n"
MISSING = "[ver](nada.md)\n"


@dataclass
class Desk:
    """Marta's files, and the preview in her browser."""

    marta: Editor
    tree: WorkingTree
    app: Flask
    client: FlaskClient

    def save(self, path: str, content: str) -> None:
        """Write a file and let the preview notice."""
        self.marta.write({path: content})
        self.tree.look()

    def reads(self, path: str, selector: str = "main", status: int = 200) -> str:
        """Return the words of a part of a page in one line."""
        answer = self.client.get(path)
        assert answer.status_code == status, path
        found = LexborHTMLParser(answer.get_data(as_text=True)).css(selector)
        return " ".join(" ".join(node.text(separator=" ") for node in found).split())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One preview for all tests, each of which saves files of its own; one article is committed."""
    folder = tmp_path_factory.mktemp("preview")
    marta = Editor(folder)
    caja = text("caja", STEPS, title="Cerrar la caja", finds="[cerrar caja, zanahoria morada]")
    marta.commit({CAJA: caja, "media/caja.svg": PICTURE})
    settings = Settings(
        articles_repository=marta.repository,
        data_folder=tmp_path_factory.getbasetemp().parent / "data",
        database_url="postgresql+psycopg://nobody@127.0.0.1:1/not-asked",
        secret_key="only for tests, long enough to be one",
    )
    tree = working_tree_of(settings, folder)
    app = preview_application(settings, tree, folder)
    return Desk(marta, tree, app, app.test_client())


def test_an_article_tells_place_by_place_whether_its_phrases_find_it(desk: Desk) -> None:
    check = desk.reads("/es/articles/caja", ".check")
    assert "«cerrar caja» : 1.º lugar" in check
    assert "«zanahoria morada» : no lo encuentra. No encuentra nada." in check
    assert "Sin errores: texto, enlaces e imágenes están bien." in check
    assert "1 min de lectura" in check
    assert "No tiene traducción al inglés." in check


def test_a_fault_keeps_the_committed_text_and_names_the_line(desk: Desk) -> None:
    desk.save(CAJA, text("caja", "Otro comienzo.\n\n" + MISSING, finds="[caja]"))
    page = desk.reads("/es/articles/caja", "article")
    assert "Cuenta el efectivo." in page
    assert "Otro comienzo." not in page
    check = desk.reads("/es/articles/caja", ".check")
    assert "tutoriales/caja.md:14 El enlace «nada.md» no lleva a ningún artículo" in check
    assert "ves el último texto bueno" in check
    desk.save(CAJA, text("caja", "Otro comienzo.\n", finds="[caja]"))
    assert "Otro comienzo." in desk.reads("/es/articles/caja", "article")
    assert "Sin errores" in desk.reads("/es/articles/caja", ".check")


def test_a_new_article_with_faults_shows_its_lines_instead_of_a_404(desk: Desk) -> None:
    desk.save("tutoriales/nueva.md", text("nueva", "<script>alert(1)</script>\n", faq="quizá"))
    page = desk.client.get("/es/articles/nueva")
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.data
    assert "7 faq: quizá «faq» debe ser true o false" in desk.reads("/es/articles/nueva", ".is-wrong")
    assert "nueva" in desk.reads("/en/articles/nueva", "h1")
    desk.reads("/es/articles/no-hay", status=404)
    desk.save("tutoriales/nueva.md", "\x00 nada")
    assert "tutoriales/nueva.md:1" in desk.reads("/es/articles/nueva")
    (desk.marta.repository / "articles/tutoriales/nueva.md").unlink()
    desk.tree.look()
    desk.reads("/es/articles/nueva", status=404)


def test_broken_links_and_pictures_are_told_as_the_check_tells_them(desk: Desk) -> None:
    broken = {
        "![](../media/caja.svg)": "no tiene texto alternativo",
        "![Caja](../media/no-hay.svg)": "no está en articles/media",
        "[ver](caja.md#nada)": "no tiene ningún título «#nada»",
        "[ver](borrador.md)": "lleva a un artículo que no está publicado",
    }
    files = {
        f"tutoriales/rota-{n}.md": text(f"rota-{n}", f"Uno.\n\n{body}\n") for n, body in enumerate(broken)
    }
    desk.marta.write({CAJA: text("caja"), **files})
    desk.save("tutoriales/borrador.md", text("borrador", status="draft"))
    told = desk.reads("/es/preview", "section[aria-labelledby=faults]")
    for path, fault in zip(files, broken.values(), strict=True):
        assert fault in told.partition(f"{path}:14 ")[2].partition(".md:14")[0]


def test_drafts_and_what_only_some_may_read_are_shown_and_marked(desk: Desk) -> None:
    desk.save("tutoriales/cajon.md", text("cajon", STEPS, status="draft", audience="staff"))
    assert "Borrador" in desk.reads("/es/articles/cajon", ".check summary")
    assert "sobre cajon" in desk.reads("/es/preview", "section[aria-labelledby=drafts]").lower()
    desk.save("tutoriales/cajon.md", text("cajon", STEPS, status="archived"))
    assert "su estado es «archived»" in desk.reads("/es/articles/cajon")


def test_a_tree_that_cannot_be_read_says_so_and_recovers(desk: Desk) -> None:
    folder = desk.marta.repository / "articles"
    folder.rename(folder.with_name("elsewhere"))
    desk.tree.look()
    overview, line = desk.reads("/es/preview"), desk.reads("/es/", ".preview-line")
    folder.with_name("elsewhere").rename(folder)
    desk.tree.look()
    assert f"No existe la carpeta {folder}" in overview
    assert "No se pueden leer los artículos" in line
    assert "No se pueden leer" not in desk.reads("/es/preview", "body")


def test_the_overview_is_there_in_english_and_counts(desk: Desk) -> None:
    desk.save("tutoriales/mala.md", "nada")
    assert "fault" in desk.reads("/en/preview", ".preview-line")
    assert "tutoriales/mala.md:1 The file must begin with" in desk.reads("/en/preview")
    assert "Sobre caja" in desk.reads("/en/preview", "section[aria-labelledby=alone]")


def test_a_page_is_told_of_a_saved_file_at_once_and_of_nothing_else(desk: Desk) -> None:
    version = desk.tree.judgement.version
    assert desk.tree.after(version, 0.01) == version
    assert desk.client.get(f"/preview/changes?after=old-{version}").json == {"version": version}
    news: list[str] = []
    waiting = threading.Thread(target=lambda: news.append(desk.tree.after(version, 30)))
    waiting.start()
    desk.save(CAJA, text("caja", "Un tercer comienzo.\n", finds="[caja]"))
    waiting.join(30)
    assert news == [desk.tree.judgement.version] != [version]
    assert desk.tree.look() is None


def test_no_copy_is_believed_and_the_policy_stays_the_same(desk: Desk) -> None:
    first = desk.client.get("/es/articles/caja")
    again = desk.client.get("/es/articles/caja", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert first.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert b" style=" not in first.data
    assert desk.client.get("/preview/preview.js").status_code == 200
    assert desk.client.get("/preview/check.html").status_code == 404


def test_the_portal_itself_knows_no_preview(app: Flask, client: FlaskClient) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if "preview" in rule.endpoint]
    assert client.get("/es/preview").status_code == 404
    page = client.get("/es/articles/producto-no-se-guarda").get_data(as_text=True)
    assert "preview" not in page
    assert 'class="check"' not in page


def test_without_articles_the_preview_refuses_in_words(tmp_path: Path) -> None:
    settings = Settings(articles_repository=tmp_path / "nada", search_index_folder=tmp_path)
    answer = CliRunner().invoke(articles, ["preview"], obj=settings)
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")


@pytest.fixture
def followed(desk: Desk) -> Iterator[str]:
    """The preview as the command serves it, following the files; gives its address."""
    ended = threading.Event()
    following = threading.Thread(target=desk.tree.follow, args=(ended,))
    following.start()
    with serving(desk.app) as address:
        yield address
    ended.set()
    following.join()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_open_page_follows_the_file_and_keeps_its_place(desk: Desk, followed: str) -> None:
    long = "\n\n".join(f"Párrafo {number}." for number in range(60))
    desk.save(CAJA, text("caja", f"Antes.\n\n{long}\n", finds="[caja]"))
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="es")
        troubles: list[str] = []
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.goto(f"{followed}/es/articles/caja")
        page.evaluate("scrollTo(0, 700)")
        desk.marta.write({CAJA: text("caja", f"Después.\n\n{long}\n", finds="[caja]")})
        expect(page.get_by_text("Después.")).to_be_attached(timeout=20_000)
        assert page.evaluate("new Promise(done => setTimeout(() => done(scrollY), 100))") == 700
        desk.marta.write({CAJA: text("caja", f"Después.\n\n{long}\n\n{MISSING}", finds="[caja]")})
        expect(page.locator(".check__fault")).to_contain_text("nada.md", timeout=20_000)
        desk.marta.write({CAJA: text("caja", f"Al fin.\n\n{long}\n", finds="[caja]")})
        expect(page.get_by_text("Al fin.")).to_be_attached(timeout=20_000)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert troubles == []
