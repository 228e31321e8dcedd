"""The same questions asked of two indexes: what people gain, lose, and find elsewhere."""

from pathlib import Path

import pytest

from app.kernel.terms import Language
from app.search.engine import SearchReader
from app.search.rehearsing import Question, QuestionKind, Turn, rehearse
from app.search.synonyms import Synonyms
from app.search.whoosh_engine import WhooshEngine
from tests.contracts.test_search_engine import article

ES = Language.ES
CAJA = ("Cerrar la caja", ("Pasos", "Cuenta el efectivo y cierra la caja."))
PAGOS = ("Métodos de pago", ("Pasos", "Elige cómo te pagan."))
QR = ("Imprimir el código QR", ("Pasos", "Imprime el código para tu vitrina."))


def opened(folder: Path, **articles: tuple[str, tuple[str, str]]) -> SearchReader:
    folder.mkdir()
    documents = [article(slug, title, passage) for slug, (title, passage) in articles.items()]
    WhooshEngine().build(folder, documents, Synonyms())
    return WhooshEngine().open(folder)


@pytest.fixture
def before(tmp_path: Path) -> SearchReader:
    return opened(tmp_path / "before", caja=CAJA, pagos=PAGOS)


@pytest.fixture
def after(tmp_path: Path) -> SearchReader:
    return opened(tmp_path / "after", pagos=PAGOS, qr=QR)


def turn(before: SearchReader, after: SearchReader, question: Question) -> Turn | None:
    changed = rehearse(before, after, [question]).changed
    return changed[0].turn if changed else None


def test_a_search_that_finds_nothing_any_more_is_lost(before: SearchReader, after: SearchReader) -> None:
    assert turn(before, after, Question("cierra efectivo", ES)) is Turn.LOST


def test_a_search_that_finds_something_now_is_gained(before: SearchReader, after: SearchReader) -> None:
    assert turn(before, after, Question("vitrina", ES)) is Turn.GAINED


def test_a_search_is_lost_when_the_article_people_opened_is_gone(
    before: SearchReader, after: SearchReader
) -> None:
    """Even though something is still found."""
    assert turn(before, after, Question("caja efectivo pagan", ES)) is Turn.MOVED
    assert turn(before, after, Question("caja efectivo pagan", ES, opened=frozenset({"caja"}))) is Turn.LOST


def test_what_stays_as_it_was_is_not_told(before: SearchReader, after: SearchReader) -> None:
    rehearsal = rehearse(before, after, [Question("métodos de pago", ES)])
    assert (rehearsal.asked, rehearsal.left_out, rehearsal.changed) == (1, 0, ())


def test_a_ticket_counts_what_would_be_suggested_beside_the_form(
    before: SearchReader, after: SearchReader
) -> None:
    lost = Question("No puedo cerrar la caja", ES, kind=QuestionKind.TICKET, sureness=0.01)
    assert turn(before, after, lost) is Turn.LOST
    never_sure = Question("No puedo cerrar la caja", ES, kind=QuestionKind.TICKET, sureness=1.1)
    assert turn(before, after, never_sure) is None


def test_what_is_asked_most_is_told_first(before: SearchReader, after: SearchReader) -> None:
    questions = [Question("efectivo", ES, 2), Question("cierra", ES, 30)]
    lost = rehearse(before, after, questions).turned(Turn.LOST)
    assert [one.text for one in lost] == ["cierra", "efectivo"]
    assert (lost[0].before, lost[0].after) == (("caja",), ())


def test_without_time_questions_are_left_out_and_counted(before: SearchReader, after: SearchReader) -> None:
    rehearsal = rehearse(before, after, [Question("caja", ES)] * 3, seconds=-1)
    assert (rehearsal.asked, rehearsal.left_out) == (0, 3)


def test_the_first_questions_are_asked_however_busy_the_machine_is(
    before: SearchReader, after: SearchReader
) -> None:
    rehearsal = rehearse(before, after, [Question("caja", ES)] * 5, seconds=-1, at_least=3)
    assert (rehearsal.asked, rehearsal.left_out) == (3, 2)


def test_the_words_that_brought_the_article_are_named(before: SearchReader, after: SearchReader) -> None:
    lost, gained = rehearse(before, after, [Question("cierra la caja", ES), Question("código", ES)]).changed
    assert (lost.turn, lost.subject, lost.words) == (Turn.LOST, "caja", ("cierra", "caja"))
    assert (gained.turn, gained.subject, gained.words) == (Turn.GAINED, "qr", ())
