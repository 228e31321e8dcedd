"""The case of one article: what speaks against it, and how the team takes it from new to done."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.deflection.ledger import note_failed_step
from app.editorial.feedback.models import FeedbackItem
from app.editorial.feedback.vocabulary import FeedbackState
from app.storage.database import db, transaction
from tests.editorial.log import visitor_searches
from tests.knowledge.conftest import statements
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import JUAN, LUISA, MARTA, SOFIA
from tests.workspace.test_review import DAY, PRINTER, QUIET, REFUND, Readers, failing, item_of, readers

__all__ = ["failing", "readers", "statements"]
CASE = "/es/staff/review/impresora?in=es"
AtDesk = Callable[[str], Colleague]


def state_of(readers: Readers) -> FeedbackState:
    """Return where the printer's item stands."""
    with readers.app.app_context():
        return db.session.get_one(FeedbackItem, item_of(readers, PRINTER)).state


def test_a_case_says_everything_that_is_known(failing: Readers, at_desk: AtDesk) -> None:
    with failing.app.app_context():
        with transaction():
            for back in range(3):
                note_failed_step(PRINTER.id, PRINTER.revision, "pasos", MONDAY - back * DAY)
            note_failed_step(PRINTER.id, "an earlier text", "paso-9", MONDAY - DAY)
        for number in range(5):
            visitor_searches(f"v{number}", "impresora no conecta", opens=PRINTER.id, at=MONDAY - DAY)
        visitor_searches("alone", "mi pedido secreto", opens=PRINTER.id, at=MONDAY - DAY)
    page = at_desk(JUAN).look(CASE)
    words = page.reads()
    assert "No encontré el paso o la pantalla cambió 19 veces" in words
    assert "Uno, dos y listo." in page.reads("[aria-labelledby=steps] a")
    assert "3 veces" in page.reads("[aria-labelledby=steps] li:first-child")
    assert "paso-9 en una versión anterior" in page.reads("[aria-labelledby=steps]")
    assert "« impresora no conecta » 5 personas" in page.reads("[aria-labelledby=queries]")
    assert "secreto" not in words
    assert "Configuración" not in page.reads(".case__tags")
    assert "soporte@tuqr.com" in page.reads(".case__tags")
    assert f"Resolves-feedback: F-{item_of(failing, PRINTER)}" in page.reads(".code")
    assert "git add articles/solucion-de-problemas/impresora.md" in page.reads(".code")
    assert "Automático" in page.reads(".past")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((61, 39), (84, 16), "Mejoró de 61 % a 84 % útil: la diferencia es significativa (entre +10"),
        ((84, 16), (61, 39), "Empeoró de 84 % a 61 % útil: la diferencia es significativa (entre −34"),
        ((61, 39), (9, 3), "Con 12 votos todavía no se puede saber: antes 61 % útil, ahora 75 %. Para una"),
        ((6, 4), (3, 2), "Con 5 votos todavía no se puede saber: antes 60 % útil, ahora 60 %."),
    ],
)
def test_two_texts_are_compared_in_a_sentence(
    readers: Readers, at_desk: AtDesk, before: tuple[int, int], after: tuple[int, int], said: str
) -> None:
    readers.vote(PRINTER, *before, revision="the text before", ago=20 * DAY)
    readers.vote(PRINTER, *after)
    page = at_desk(MARTA).look(CASE)
    assert said in page.reads("[aria-labelledby=texts] .note")
    rows = [row.text(separator=" ") for row in page.page.css(".texts tbody tr")]
    assert len(rows) == 2
    assert "En línea" in rows[0]
    assert str(sum(before)) in rows[1]


def test_an_article_goes_from_new_to_a_linked_commit(failing: Readers, at_desk: AtDesk) -> None:
    marta = at_desk(MARTA).look(CASE).press("Tomar")
    assert "Ahora es tuya" in marta.reads("[role=status]")
    marta.press("Empezar la revisión")
    assert state_of(failing) is FeedbackState.IN_REVIEW
    marta.press("Enlazar el commit", commit="not a commit")
    assert marta.status == 422
    assert "De 7 a 40" in marta.reads("#commit-hint")
    assert marta.page.css("#commit")[0].attributes["value"] == "not a commit"
    assert marta.page.css("#commit")[0].attributes["aria-invalid"] == "true"
    assert marta.page.css("details[open] #commit")
    marta.press("Enlazar el commit", commit=" A1F9C2E ")
    assert "El commit quedó enlazado" in marta.reads("[role=status]")
    assert state_of(failing) is FeedbackState.COMMIT_LINKED
    assert "Con commit: a1f9c2e Marta León" in marta.reads(".past")
    marta.press("Soltar el commit")
    assert state_of(failing) is FeedbackState.IN_REVIEW


def test_it_is_given_to_somebody_and_taken_away_again(failing: Readers, at_desk: AtDesk) -> None:
    sofia = at_desk(SOFIA).look(CASE)
    options = {each.text(): each.attributes["value"] for each in sofia.page.css("#assignee option")}
    assert {"Nadie", "Juan Pérez", "Luisa Mora", "Marta León"} <= options.keys()
    assert "Ana Rojas" not in options
    sofia.press("Asignar", assignee=options["Luisa Mora"])
    assert "Asignado a Luisa Mora" in sofia.reads(".past")
    sofia.press("Asignar", assignee="999999")
    assert sofia.status == 422
    assert "#assignee" in {link.attributes["href"] for link in sofia.page.css(".errors a")}
    sofia.press("Asignar", assignee="; drop")
    assert sofia.status == 422
    sofia.press("Asignar", assignee="")
    assert "Sin asignar" in sofia.reads(".past")


def test_dismissing_needs_a_reason_and_reopening_brings_it_back(failing: Readers, at_desk: AtDesk) -> None:
    juan = at_desk(JUAN).look(CASE).press("Descartar", reason="  ")
    assert juan.status == 422
    assert juan.page.css("#reason-error")
    juan.press("Descartar", reason="Es de otro <b>programa</b>")
    assert state_of(failing) is FeedbackState.DISMISSED
    assert "Es de otro <b>programa</b>" in juan.reads(".past")
    juan.press("Reabrir", again="Volvió a pasar")
    assert state_of(failing) is FeedbackState.NEW
    assert "Volvió a pasar" in juan.reads(".past")


def test_who_comes_second_is_told_and_what_they_typed_stays(failing: Readers, at_desk: AtDesk) -> None:
    sofia, juan = at_desk(SOFIA).look(CASE), at_desk(JUAN).look(CASE)
    sofia.press("Empezar la revisión")
    juan.press("Descartar", reason="No es de nosotros")
    assert juan.status == 409
    assert state_of(failing) is FeedbackState.IN_REVIEW
    assert "Otra persona" in juan.reads("[role=alert]")
    assert juan.page.css("#reason")[0].attributes["value"] == "No es de nosotros"
    juan.press("Descartar", reason="No es de nosotros")  # now they have seen how it stands
    assert state_of(failing) is FeedbackState.DISMISSED


def test_a_button_pressed_twice_does_nothing_the_second_time(failing: Readers, at_desk: AtDesk) -> None:
    marta = at_desk(MARTA).look(CASE)
    form = marta.page.css("form[action$=beginning]")[0]
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.css("input")}
    answers = [marta.browser.client.post(form.attributes["action"], data=fields) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(marta.look(CASE).page.css(".past li")) == 2


def test_an_article_outside_the_queue_can_be_put_there(failing: Readers, at_desk: AtDesk) -> None:
    luisa = at_desk(LUISA).look("/es/staff/review/logo")
    assert "Fuera de la cola" in luisa.reads(".case__tags")
    luisa.press("Poner en la cola")
    assert "Lo pidió el equipo" in luisa.reads("[aria-labelledby=item]")
    assert item_of(failing, QUIET)


def test_each_language_is_a_case_of_its_own(failing: Readers, at_desk: AtDesk) -> None:
    marta = at_desk(MARTA)
    assert "Refund a sale" in marta.look("/es/staff/review/reembolso?in=en").reads("h1")
    assert "Fuera de la cola" in marta.reads(".case__tags")
    assert "Reembolsar una venta" in marta.look("/es/staff/review/reembolso?in=xx").reads("h1")
    assert "Refund a sale" in marta.look("/en/staff/review/reembolso").reads("h1")
    assert "impresora" in marta.look("/en/staff/review/impresora").reads("h1")  # only in Spanish


@pytest.mark.parametrize(
    "path",
    ["/es/staff/review/no-existe", "/es/staff/review/impresora?in=en", "/es/staff/review/%00"],
)
def test_what_is_not_there_does_not_exist(failing: Readers, at_desk: AtDesk, path: str) -> None:
    assert at_desk(MARTA).look(path).status == 404


def test_nonsense_is_refused_and_changes_nothing(failing: Readers, at_desk: AtDesk) -> None:
    marta = at_desk(MARTA).look(CASE)
    token = marta.page.css("main input[name=csrf_token]")[0].attributes["value"]
    at = f"/es/staff/feedback/{item_of(failing, PRINTER)}"

    def sent(path: str, **fields: str) -> int:
        return marta.browser.client.post(path, data={"csrf_token": token, **fields}).status_code

    assert sent(f"{at}/taking") == 422
    assert sent(f"{at}/beginning", seen_state="sleeping") == 422
    assert sent("/es/staff/feedback/999999/taking", seen_state="new") == 404
    assert sent("/es/staff/feedback/99999999999999/taking", seen_state="new") == 404
    assert sent("/es/staff/review/no-existe/items") == 404
    assert state_of(failing) is FeedbackState.NEW


def test_what_is_no_longer_live_keeps_its_case(
    app: Flask, failing: Readers, at_desk: AtDesk, tmp_path: object
) -> None:
    live = app.extensions["knowledge"]
    app.extensions["knowledge"] = type(live)(live.commit, (REFUND,), live.search)
    page = at_desk(MARTA).look(CASE)
    assert page.status == 200
    assert "Ya no está publicado" in page.reads()
    assert "Ya no existe el menú" in page.reads()


def test_a_case_asks_as_much_of_the_database_for_much_as_for_little(
    failing: Readers, at_desk: AtDesk, statements: Callable[[], object]
) -> None:
    marta = at_desk(MARTA)
    with statements() as few:
        marta.look("/es/staff/review/reembolso?in=es")
    failing.vote(REFUND, yes=3, no=4, comment="Falta un paso", revision="older")
    failing.vote(REFUND, yes=3, no=4, comment="Y otro", revision="oldest")
    with statements() as much:
        marta.look("/es/staff/review/reembolso?in=es")
    assert len(much) == len(few) <= 22
