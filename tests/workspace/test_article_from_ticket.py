"""A solved ticket becomes the draft of an article: sound, without private data, downloaded or on a branch."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser

from app.deflection.ledger import Arrival, Asker, start
from app.editorial.drafting.checking import check_draft, live_catalogue
from app.editorial.drafting.from_ticket import draft_of
from app.kernel.terms import Language, ProductArea, TicketType
from app.knowledge.front_matter import read_front_matter, split
from app.knowledge.reading import current_generation
from app.storage.database import transaction
from app.tickets import conversation
from app.tickets.access import ticket_for
from app.tickets.queries import ticket_page
from tests.support.editor import Editor
from tests.tickets.cast import MONDAY, say
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import ANA, JUAN, MARTA, PEDRO, SOFIA, As

Send = Callable[..., str]
Desk = Callable[[str], Colleague]
MAKE, CHECK, BRANCH, FILE = "Convertir en artículo", "Revisar", "Llevar a una rama", "Descargar el archivo"
SECRETS = (
    "ana.rojas@",
    "0414",
    "12.345",
    "4111",
    "88231",
    "Rojas",
    "Dulces",
    "Gil",
    "NOTA-SECRETA",
    "token=",
)
HAPPENED = (
    "Hola, soy Ana Rojas (V-12.345.678), de mi tienda «Dulces de Ana». El producto no se guarda en el pedido "
    "88231.\n"
    "Mi correo es ana.rojas@gmail.com y mi teléfono 0414-123.45.67. Pedro Gil lo vio."
)
SOLUTION = (
    "Hola Ana,\n\nEl almacén quedó sin elegir. Se corrige así:\n\n1) Entra en Productos > Editar.\n"
    "2) Elige el almacén.\n3) Guarda: no uses la tarjeta 4111 1111 1111 1111.\n\n"
    "Más en http://localhost/es/articles/producto-no-se-guarda\ny en https://x.example/?token=abc\n\nSaludos,\nJuan"
)


@pytest.fixture
def solve(app: Flask, send: Send, viewer: As) -> Callable[..., str]:
    """Let Juan solve a ticket of Ana's, with a note that nobody outside may read."""

    def solve_it(solution: str = SOLUTION, **told: object) -> str:
        case = {"type": TicketType.HOW_TO, "area": ProductArea.PRODUCTS, "happened": HAPPENED} | told
        reference = send(ANA, **case)
        with app.app_context():
            ticket, juan = ticket_for(viewer(JUAN), reference), viewer(JUAN)
            say(ticket, juan, "NOTA-SECRETA de Juan", MONDAY, conversation.note)
            say(ticket, juan, solution, MONDAY, conversation.resolve)
        return reference

    return solve_it


Solve = Callable[..., str]


@pytest.fixture
def marta(app: Flask, tmp_path: Path) -> Iterator[Editor]:
    """The repository of the articles, which pages may propose to."""
    editor, before = Editor(tmp_path), app.extensions["settings"]
    editor.commit({"tutoriales/caja.md": "---\n---\n"})
    app.extensions["settings"] = before.model_copy(update={"articles_repository": editor.repository})
    yield editor
    app.extensions["settings"] = before


def _draft(person: Colleague) -> str:
    return person.page.css_first("#text").text()


def test_juan_makes_a_sound_draft_without_anything_private(
    app: Flask, solve: Solve, at_desk: Desk, viewer: As
) -> None:
    reference = solve()
    with app.app_context(), transaction():
        key = ticket_for(viewer(ANA), reference).form_key
        start(key, Asker(viewer(ANA).person_id), Arrival(Language.ES, query="producto no guarda"), MONDAY)
    juan = at_desk(JUAN).open(reference)
    path = juan.page.css_first(f'a[href$="{reference}/article"]').attributes["href"] or ""
    text = _draft(juan.look(path))
    for secret in SECRETS:
        assert secret not in text
    front, faults = read_front_matter("x", split("x", text)[0])
    assert front is not None, faults
    assert front.title == "El producto no se guarda"
    assert {"El producto no se guarda", "producto no guarda"} <= set(front.finds)
    assert (front.product_area, front.status) == ("products", "draft")
    assert (
        "## Pasos\n\n1. Entra en Productos > Editar.\n2. Elige el almacén.\n3. Guarda: no uses la tarjeta ‹"
        in text
    )
    assert "/producto-no-se-guarda.md)" in text
    assert "\n\nMás en [" in text  # what follows the steps is none of them
    assert "Pasa la revisión" in juan.reads("#faults")
    told = juan.reads('[aria-labelledby="removed"]')
    assert "Quitamos" in told
    assert "0414-123.45.67" in told
    assert "NOTA-SECRETA" not in juan.reads()
    assert len(juan.page.css(".prose ol li")) == 3
    assert BRANCH not in juan.buttons()


def test_what_is_typed_is_checked_line_by_line_and_kept(solve: Solve, at_desk: Desk) -> None:
    juan = at_desk(JUAN).look(f"/es/staff/tickets/{solve()}/article")
    faulty = _draft(juan).replace("status: draft", "status: listo").replace("## Pasos", "## Mis pasos")
    juan.press(CHECK, text=faulty)
    assert juan.status == 422
    assert ".md:" in juan.reads("#faults")
    assert "status" in juan.reads("#faults")
    assert "## Mis pasos" in _draft(juan)
    juan.press(CHECK, text=_draft(juan).replace("status: listo", "status: draft"))
    assert (juan.status, "Pasa la revisión" in juan.reads("#faults")) == (200, True)
    juan.press(CHECK, slug="../../etc/Passwd", category="nada")
    assert juan.status == 422
    assert "../../etc/Passwd" in juan.page.html
    assert juan.press(CHECK, slug="producto-no-se-guarda", category="solucion-de-problemas").status == 422


def test_the_file_is_downloaded_as_typed(solve: Solve, at_desk: Desk) -> None:
    juan = at_desk(JUAN).look(f"/es/staff/tickets/{solve()}/article")
    sent = {"text": "Ñandú\r\nDos", "slug": "mi-borrador", "category": "tutoriales"}
    token = juan.page.css_first('[name="csrf_token"]').attributes["value"]
    client, path = juan.browser.client, f"{juan.path}/file"
    answer = client.post(path, data={**sent, "csrf_token": token})
    assert answer.data == "Ñandú\nDos\n".encode()
    assert answer.headers["Content-Disposition"] == "attachment; filename=mi-borrador.md"
    odd = client.post(path, data={**sent, "slug": '"\r\nX: y', "csrf_token": token})
    assert (odd.status_code, "Ñandú" in odd.get_data(as_text=True)) == (422, True)


def test_sofia_puts_it_on_a_branch_once(solve: Solve, at_desk: Desk, marta: Editor) -> None:
    sofia = at_desk(SOFIA).look(f"/es/staff/tickets/{solve()}/article")
    head, text, before = marta.git("rev-parse", "HEAD"), _draft(sofia), sofia.page
    sofia.press(BRANCH)
    branch = "ayuda/borrador-el-producto-no-se-guarda"
    assert branch in sofia.reads(".note")
    changed = marta.git("diff", "--name-only", "HEAD", branch).split()
    assert [file.rpartition("/")[2] for file in changed] == ["el-producto-no-se-guarda.md"]
    assert marta.git("show", f"{branch}:{changed[0]}") == text
    assert marta.git("log", "-1", "--format=%an|%ae|%s", branch).strip().split("|")[1] == "soporte@tuqr.com"
    assert "TQ-" not in marta.git("log", "-1", "--format=%B", branch)
    sofia.page = before
    sofia.press(BRANCH)
    assert marta.git("branch", "--list", "ayuda/*").split() == [branch]
    sofia.press(BRANCH, text=text.replace("almacén", "depósito"))
    assert marta.git("branch", "--list", "ayuda/*").split() == [branch, f"{branch}-2"]
    assert (marta.git("rev-parse", "HEAD"), marta.git("status", "--porcelain")) == (head, "")


def test_a_draft_with_faults_or_with_nowhere_to_go_is_not_proposed(
    app: Flask, solve: Solve, at_desk: Desk, marta: Editor
) -> None:
    sofia = at_desk(SOFIA).look(f"/es/staff/tickets/{solve()}/article")
    sofia.press(BRANCH, text="# Sin encabezado")
    assert (sofia.status, "# Sin encabezado" in _draft(sofia)) == (422, True)
    good = sofia.look(sofia.path.removesuffix("/branch")).page
    (marta.repository / ".git/refs/heads/ayuda").touch()  # refuses whoever wants to write there
    sofia.press(BRANCH, text=_draft(sofia).replace("## Pasos", "## Los pasos"))
    assert (sofia.status, "## Los pasos" in _draft(sofia)) == (422, True)
    assert "git" in sofia.reads(".errors")
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"article_source": "folder"})
    sofia.page = good
    sofia.press(BRANCH)
    assert (sofia.status, "carpeta sin git" in sofia.reads(".errors")) == (422, True)
    assert BRANCH not in sofia.buttons()


def test_nobody_else_gets_there_and_no_ticket_before_it_is_solved(
    solve: Solve, send: Send, at_desk: Desk
) -> None:
    reference = solve()
    for who in (ANA, PEDRO, MARTA):
        assert at_desk(who).look(f"/es/staff/tickets/{reference}/article").status == 404
    juan = at_desk(JUAN)
    waiting = send(ANA)
    assert MAKE not in juan.open(waiting).reads()
    assert juan.look(f"/es/staff/tickets/{waiting}/article").status == 422
    token = juan.browser.token_of("/account/password")
    sent = {"text": "x", "slug": "x", "category": "tutoriales", "csrf_token": token}
    assert (
        juan.browser.client.post(f"/es/staff/tickets/{reference}/article/branch", data=sent).status_code
        == 404
    )


def test_what_was_typed_outlives_the_session(solve: Solve, at_desk: Desk) -> None:
    juan = at_desk(JUAN).look(f"/es/staff/tickets/{solve()}/article")
    juan.browser.client.delete_cookie("session")
    sent = {
        "text": "Lo que escribí durante una hora",
        "slug": "x",
        "category": "tutoriales",
        "csrf_token": "old",
    }
    answer = juan.browser.client.post(juan.path, data=sent, headers={"Origin": "http://localhost"})
    kept = LexborHTMLParser(answer.get_data(as_text=True)).css_first('form [name="text"]')
    assert (answer.status_code, kept.attributes["value"]) == (400, sent["text"])


HOSTILE = [
    "---\ntitle: otro\nstatus: published\n---\n# Título\n<script>alert(1)</script>"
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) ![](http://evil/x.png) [a]: http://evil\n\n[a] <http://evil> "
    "&lt;b&gt; {: onclick=x}",
    "!!! danger\n    x\n\n```\n~~~\ncode\n| a | b |\n|---|---|\n===\n***\n> > > cita\n+ x\n#no\n\t\ttab",
    "xqlinkaxq ‹nombre› \u202e\u2066\ufeff\x00 &#60;script&#62; *x* _y_ `z` \\ 1) uno\n2) dos\n\n3. "
    + "[" * 60,
    "'\"{}[]:,&*?|>%@`#-!\n: null\n- ~\nyes\n2026-01-01\n" + "á😀" * 300,
]


@pytest.mark.parametrize(
    "text",
    [*HOSTILE, ("palabra " * 900 + "\n") * 8, "\\" * 15_000],
    ids=lambda text: text[:9].strip().split("\n")[0],
)
def test_hostile_and_huge_tickets_still_give_sound_and_harmless_drafts(
    app: Flask, solve: Solve, viewer: As, text: str
) -> None:
    reference = solve(text, title=text[:190] or "x", happened=text, steps=text)
    with app.test_request_context("/es/"):
        live = live_catalogue(current_generation())
        view = ticket_page(viewer(JUAN), ticket_for(viewer(JUAN), reference), MONDAY)
        draft = draft_of(view, live, MONDAY.date())
        checked = check_draft(draft.path, draft.text, live)
    assert checked.faults == ()
    assert checked.body is not None
    shown = LexborHTMLParser(checked.body.html)
    assert not shown.css('script, img, a:not([href^="#"]), pre, table, blockquote, .note, h1')
    assert len(shown.css("h2")) <= 2
    assert len(draft.text) < 60_000
    front, _ = read_front_matter("x", split("x", draft.text)[0])
    assert front is not None
    assert front.status == "draft"
