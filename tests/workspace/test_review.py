"""The page of article ratings: figures, what needs attention first, comments, the table for spreadsheets."""

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.actions import person_with
from app.accounts.identity import reader_of
from app.deflection.models import FormSession
from app.deflection.vocabulary import Outcome
from app.editorial.feedback.actions import assign
from app.editorial.feedback.jobs import open_feedback
from app.editorial.feedback.models import FeedbackItem
from app.editorial.feedback.vocabulary import FeedbackState
from app.knowledge.actions import cast_vote, give_reason
from app.knowledge.article import Article
from app.knowledge.readers import keep_reader, local_day
from app.knowledge.votes import Ballot, NoReason
from app.storage.database import db, transaction
from tests.knowledge.conftest import statements
from tests.support.library import an_article, help_centre, in_both_languages
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import JUAN, LUISA, MARTA, SOFIA

__all__ = ["statements"]
PAGE, COMMENTS, EXPORT = "/es/staff/review", "/es/staff/comments", "/es/staff/review.csv"
DAY = timedelta(days=1)
PRINTER = an_article("impresora", "=Conectar impresora fiscal", category="tutoriales")
REFUND, REFUND_EN = in_both_languages(an_article("reembolso", "Reembolsar una venta"), "Refund a sale")
QUIET = an_article("logo", "Cambiar el logo")


@dataclass
class Readers:
    """People who read articles and say what they think of them."""

    app: Flask
    numbers: "count[int]" = field(default_factory=count)

    def vote(
        self,
        article: Article,
        yes: int = 0,
        no: int = 0,
        *,
        ago: timedelta = DAY,
        reason: NoReason = NoReason.CONFUSING,
        comment: str = "",
        contact: str = "",
        revision: str = "",
    ) -> None:
        """Let some say yes and some say no."""
        at, text = MONDAY - ago, revision or article.revision
        with self.app.app_context(), transaction():
            for place in range(yes + no):
                voter = f"voter-{next(self.numbers)}"
                cast_vote(article, text, voter, place < yes, False, at)
                if place >= yes:
                    give_reason(article, text, voter, Ballot(False, reason, comment, contact), at)

    def read(self, article: Article, times: int) -> None:
        """Let so many read it today."""
        with self.app.app_context(), transaction():
            for _time in range(times):
                reader = f"reader-{next(self.numbers)}"
                keep_reader(reader, article.id, article.language, local_day(MONDAY))


@pytest.fixture
def readers(app: Flask, team: None, tmp_path: Path) -> Iterator[Readers]:
    """A help centre of three articles; nobody has voted."""
    before = app.extensions["knowledge"]
    app.extensions["knowledge"] = help_centre(tmp_path / "index", [PRINTER, REFUND, REFUND_EN, QUIET])
    yield Readers(app)
    app.extensions["knowledge"] = before


@pytest.fixture
def failing(readers: Readers) -> Readers:
    """The printer fails many, the refund fails more of fewer people; both are in the queue."""
    readers.vote(PRINTER, yes=12, no=18, reason=NoReason.STEP_NOT_FOUND)
    readers.vote(PRINTER, no=1, reason=NoReason.STEP_NOT_FOUND, comment="Ya no existe el menú",
                 contact="lector@example.com")  # fmt: skip
    readers.read(PRINTER, 80)
    readers.vote(REFUND, no=6)
    readers.read(REFUND, 4)
    readers.vote(QUIET, yes=9)
    with readers.app.app_context():
        assert open_feedback(MONDAY) == 2
    return readers


def titles(page: Colleague) -> list[str]:
    """Return the articles of the list in their order."""
    return [link.text() for link in page.page.css(".reviewed tbody th a")]


def item_of(readers: Readers, article: Article) -> int:
    """Return the number of an article's item."""
    with readers.app.app_context():
        return db.session.query(FeedbackItem).filter_by(article_id=article.id).one().id


def test_what_fails_most_people_stands_first_and_says_why(
    failing: Readers, at_desk: Callable[[str], Colleague]
) -> None:
    page = at_desk(MARTA).look(PAGE)
    assert titles(page) == ["=Conectar impresora fiscal", "Reembolsar una venta", "Cambiar el logo"]
    printer, refund, quiet = (
        " ".join(row.text(separator=" ").split()) for row in page.page.css(".reviewed tbody tr")
    )
    assert "61 % ≥ 44 % 31 votos" in printer
    assert "35 por semana de 80 lectores" in printer
    assert "No halló el paso No ayuda a muchos 1 comentario pendiente" in printer
    assert "Tutoriales · hace 2 años sin cambios · soporte@tuqr.com" in printer
    assert "Nuevo F-" in printer
    assert "Nadie" in printer
    assert "por semana de 4 lectores" in refund
    assert "Fuera de la cola" in quiet
    assert "lectores por semana × la parte mínima a la que falla" in page.reads()


def test_figures_say_in_words_how_they_moved_and_when_that_may_be_chance(
    readers: Readers, at_desk: Callable[[str], Colleague]
) -> None:
    readers.vote(QUIET, yes=80, no=20, ago=40 * DAY)
    readers.vote(QUIET, yes=98, no=2)
    page = at_desk(MARTA).look(f"{PAGE}?days=30")
    useful, votes, solved, empty = (" ".join(card.text().split()) for card in page.page.css(".kpi"))
    assert "98 %" in useful
    assert "18 puntos más que en los 30 días anteriores" in useful
    assert "igual que en los 30 días anteriores" in votes
    assert "–" in solved
    assert "Todavía no hay nada que contar" in empty
    readers.vote(QUIET, no=12)
    doubtful = at_desk(MARTA).look(f"{PAGE}?days=30").reads(".kpi:first-child")
    assert "puede ser casualidad" in doubtful
    assert "No hay nada en el año anterior con qué comparar" in page.look(f"{PAGE}?days=365").reads(".kpis")


def test_the_weeks_are_drawn_and_told_in_a_table(
    failing: Readers, at_desk: Callable[[str], Colleague]
) -> None:
    failing.vote(REFUND, yes=3, no=1, ago=14 * DAY)
    page = at_desk(MARTA).look(PAGE)
    rows = [[cell.text().strip() for cell in row.css("th, td")] for row in page.page.css("details tbody tr")]
    assert len(rows) == 12
    assert rows[-1] == ["23 nov 2026", "–", "0", "0"]
    assert rows[-2] == ["16 nov 2026", "46 %", "21", "25"]
    assert rows[-3] == ["9 nov 2026", "75 %", "3", "1"]
    assert rows[0] == ["7 sept 2026", "–", "0", "0"]
    assert len(page.page.css("svg.chart .b1")) == 2
    assert "De 75 % útil en la semana del 9 nov 2026 a 46 % en la del 16 nov 2026" in page.reads()


def test_before_anybody_voted_the_page_says_so(readers: Readers, at_desk: Callable[[str], Colleague]) -> None:
    page = at_desk(MARTA).look(PAGE)
    assert page.status == 200
    assert "Nada necesita atención" in page.reads()
    assert "Nadie votó en estas semanas" in page.reads()


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("state=new", ["=Conectar impresora fiscal", "Reembolsar una venta"]),
        ("state=none", ["Cambiar el logo"]),
        ("state=in_review", []),
        ("cause=not_useful&category=tutoriales", ["=Conectar impresora fiscal"]),
        ("who=me", ["Reembolsar una venta"]),
        ("who=nobody", ["=Conectar impresora fiscal"]),
        ("in=en", []),
        ("q=IMPRESÓRA+conectar", ["=Conectar impresora fiscal"]),
        (
            "state=nonsense&cause=%00&who=7&in=fr",
            ["=Conectar impresora fiscal", "Reembolsar una venta", "Cambiar el logo"],
        ),
    ],
)
def test_filters_narrow_the_list(
    failing: Readers, at_desk: Callable[[str], Colleague], asked: str, left: list[str]
) -> None:
    number = item_of(failing, REFUND)
    with failing.app.app_context(), transaction():
        sofia = reader_of(person_with(SOFIA))
        assign(number, sofia, person_with(MARTA).id, FeedbackState.NEW, MONDAY)
    marta = at_desk(MARTA).look(f"{PAGE}?{asked}")
    assert titles(marta) == left
    if not left:
        assert "Ningún artículo es así" in marta.reads()


def test_pages_beyond_the_last_do_not_exist(failing: Readers, at_desk: Callable[[str], Colleague]) -> None:
    marta = at_desk(MARTA)
    assert [marta.look(f"{PAGE}?page={page}").status for page in ("1", "2", "0", "x")] == [200, 404, 404, 404]
    assert marta.look(f"{COMMENTS}?page=2").status == 404


def test_a_spreadsheet_gets_counts_and_nothing_that_anybody_wrote(
    failing: Readers, at_desk: Callable[[str], Colleague]
) -> None:
    marta = at_desk(MARTA)
    with failing.app.app_context(), transaction():
        db.session.add(FormSession(form_key="a", language=PRINTER.language, held_out=False, started_at=MONDAY,
                                   last_seen_at=MONDAY, outcome=Outcome.SUBMITTED,
                                   arrival_article_id=PRINTER.id))  # fmt: skip
    answer = marta.browser.get(EXPORT)
    content = answer.get_data()
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["Título"] for row in rows] == [
        "'=Conectar impresora fiscal",
        "Reembolsar una venta",
        "Cambiar el logo",
    ]
    assert rows[0]["Votos «No»"] == "19"
    assert rows[0]["Votos"] == "31"
    assert [row["Formularios abiertos desde el artículo"] for row in rows] == ["1", "0", "0"]
    assert rows[0]["Ficha"].startswith("F-")
    for secret in ("lector@example.com", "Ya no existe", "voter-"):
        assert secret not in content.decode()
    filtered = marta.browser.get(f"{EXPORT}?q=logo").get_data(as_text=True)
    assert len(filtered.strip().splitlines()) == 2


def test_a_comment_waits_until_somebody_attends_to_it_and_a_slip_can_be_undone(
    failing: Readers, at_desk: Callable[[str], Colleague]
) -> None:
    juan, luisa = at_desk(JUAN).look(PAGE), at_desk(LUISA).look(COMMENTS)
    assert "Ya no existe el menú" in juan.reads(".says")
    juan.press("Marcar atendido")
    assert "quedó como atendido" in juan.reads("[role=status]")
    assert "Todos están atendidos" in juan.reads()
    luisa.press("Marcar atendido")  # she had the page open before: nothing else happens
    assert luisa.status == 200
    assert "Ya no existe" not in luisa.look(COMMENTS).reads()
    assert "Lo atendió Juan Pérez" in luisa.look("/es/staff/review/impresora?in=es").reads(".says")
    juan.press("Deshacer")
    assert "Ya no existe el menú" in juan.reads(".says")
    assert juan.path == PAGE


def test_nothing_tells_who_wrote_a_comment(failing: Readers, at_desk: Callable[[str], Colleague]) -> None:
    sofia = at_desk(SOFIA)
    for path in (PAGE, COMMENTS, "/es/staff/review/impresora?in=es"):
        html = sofia.browser.get(path).get_data(as_text=True)
        assert "Ya no existe el menú" in html
        assert "lector@example.com" not in html
        assert "voter-" not in html
        assert ("Quiere que le avisemos" in html) == path.startswith("/es/staff/review/")


def test_a_comment_that_was_taken_back_is_no_longer_there(
    failing: Readers, at_desk: Callable[[str], Colleague]
) -> None:
    juan = at_desk(JUAN).look(COMMENTS)
    token = juan.page.css("main input[name=csrf_token]")[0].attributes["value"]
    for number in ("999999", "99999999999999999999"):
        answer = juan.browser.client.post(f"{COMMENTS}/{number}/attention", data={"csrf_token": token})
        assert answer.status_code == 404


def test_one_is_only_ever_sent_back_to_this_site(
    failing: Readers, at_desk: Callable[[str], Colleague]
) -> None:
    juan = at_desk(JUAN).look(COMMENTS)
    form = juan.page.css("main .says form")[0]
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.css("input")}
    answer = juan.browser.client.post(form.attributes["action"], data={**fields, "next": "//evil.example/"})
    assert answer.headers["Location"].startswith(PAGE)


def test_the_page_asks_as_much_of_the_database_for_many_articles_as_for_few(
    failing: Readers, at_desk: Callable[[str], Colleague], statements: Callable[[], object]
) -> None:
    marta = at_desk(MARTA)
    with statements() as few:
        marta.look(PAGE)
    failing.vote(REFUND_EN, no=9, comment="Missing a step")
    failing.vote(QUIET, no=30, comment="No se entiende")
    with failing.app.app_context():
        assert open_feedback(MONDAY) == 2
    with statements() as many:
        marta.look(PAGE)
    assert len(many) == len(few) <= 19


def test_a_full_page_stays_light(
    app: Flask, readers: Readers, at_desk: Callable[[str], Colleague], tmp_path: Path
) -> None:
    many = [an_article(f"articulo-{place}", f"Cómo se hace la cosa número {place}") for place in range(25)]
    app.extensions["knowledge"] = help_centre(tmp_path / "many", many)
    for article in many:
        readers.vote(article, yes=4, no=6, comment="Falta decir dónde está el botón que se nombra")
        readers.vote(article, yes=3, no=4, ago=20 * DAY)
    page = at_desk(MARTA).browser.get(PAGE).get_data()
    assert page.count(b'<tr><th scope="row"><a') == 20
    assert len(gzip.compress(page)) < 16_000


def test_in_english_it_speaks_english_and_names_the_other_language(
    failing: Readers, at_desk: Callable[[str], Colleague]
) -> None:
    page = at_desk(MARTA).look("/en/staff/review")
    assert "Articles that need attention most" in page.reads("h2")
    assert "Español" in page.reads(".reviewed tbody tr:first-child th")
