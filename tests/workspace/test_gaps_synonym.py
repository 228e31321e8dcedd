"""A synonym goes from a gap to a branch, a patch or a file, and the rest of the file stays as it was."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app.editorial.gaps.synonym_change import with_synonym
from app.editorial.proposing.jobs import look_for_synonyms
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.knowledge.synonym_file import read_synonyms
from tests.editorial.log import visitor_searches
from tests.support.repository import Repository
from tests.tickets.cast import MONDAY
from tests.workspace.colleague import Colleague
from tests.workspace.conftest import JUAN, MARTA

PAGE = "/es/staff/synonym"
ASKED = f"{PAGE}?in=es&first=lana&second=plata&gap=7"
FILE = "# nuestras palabras\ngroups:\n  # dinero\n  - [plata, dinero]   # así se dice\n\n  - [ueps, lifo]\n"
AtDesk = Callable[[str], Colleague]


@pytest.fixture
def repository(app: Flask, tmp_path: Path) -> Iterator[Repository]:
    """A repository of articles of this test's own."""
    made = Repository(tmp_path / "repository")
    made.write("synonyms.es.yaml", FILE)
    made.commit("Begin")
    before = app.extensions["settings"]
    app.extensions["settings"] = before.model_copy(
        update={"articles_repository": made.folder, "articles_branch": "main"}
    )
    yield made
    app.extensions["settings"] = before


def test_marta_sees_the_line_and_commits_it_on_a_branch(at_desk: AtDesk, repository: Repository) -> None:
    marta = at_desk(MARTA).look(ASKED)
    assert "- [plata, dinero, lana] # así se dice" in marta.reads("td code")
    marta.press("Hacer commit en una rama")
    assert "ayuda/sinonimo-es-lana-plata" in marta.reads(".note")
    assert repository.git("diff", "--stat", "main..ayuda/sinonimo-es-lana-plata").endswith(
        "1 insertion(+), 1 deletion(-)"
    )
    said = repository.git("log", "-1", "--format=%B%an <%ae>", "ayuda/sinonimo-es-lana-plata")
    assert "Resolves-feedback: G-7" in said
    assert "soporte@tuqr.com" in said
    assert repository.git("status", "--porcelain") == ""
    assert repository.git("branch", "--show-current") == "main"


def test_pressing_twice_makes_one_branch_and_another_change_another(
    at_desk: AtDesk, repository: Repository
) -> None:
    marta, again = at_desk(MARTA).look(ASKED), at_desk(MARTA).look(ASKED)
    marta.press("Hacer commit")
    again.press("Hacer commit")
    assert repository.git("branch", "--list", "ayuda/*").split() == ["ayuda/sinonimo-es-lana-plata"]
    repository.write("synonyms.es.yaml", FILE + "  - [pos, caja]\n")
    repository.commit("Go on")
    at_desk(MARTA).look(ASKED).press("Hacer commit")
    assert "ayuda/sinonimo-es-lana-plata-2" in repository.git("branch", "--list", "ayuda/*")


def test_juan_saves_a_patch_that_git_takes_and_may_not_commit(
    at_desk: AtDesk, repository: Repository, tmp_path: Path
) -> None:
    juan = at_desk(JUAN).look(ASKED)
    assert "Hacer commit" not in juan.reads()
    answer = juan.browser.get(ASKED.replace("synonym?", "synonym/patch?"))
    assert answer.headers["Content-Disposition"].endswith(".patch")
    patch = tmp_path / "one.patch"
    patch.write_bytes(answer.get_data())
    repository.git("am", "--quiet", str(patch))
    assert "- [plata, dinero, lana]   # así se dice" in repository.git(
        "show", "HEAD:articles/synonyms.es.yaml"
    )
    token = juan.browser.token_of("/account/password")
    fields = {"csrf_token": token, "in": "es", "first": "a", "second": "plata"}
    assert juan.browser.client.post(f"{PAGE}/branch", data=fields).status_code == 404


def test_what_cannot_be_a_synonym_is_said_and_what_was_typed_stays(
    at_desk: AtDesk, repository: Repository
) -> None:
    marta = at_desk(MARTA)
    told = {
        ("ueps", "lifo"): "Ya son sinónimos: ueps, lifo",
        ("plata", "platas"): "Para el buscador ya son las mismas palabras.",
        ("***", "plata"): "no tiene ninguna palabra",
        ("x" * 80, "plata"): "como máximo 60 caracteres",
    }
    for (first, second), words in told.items():
        marta.look(f"{PAGE}?in=es&first={first}&second={second}")
        assert (marta.status, words in marta.reads(".err")) == (422, True), words
        assert marta.page.css_first("#first").attributes["value"] == first
    assert marta.look(PAGE).status == 200
    assert marta.look(f"{PAGE}?in=fr&first=a&second=&branch=ayuda/x&gap=zz").status == 200
    repository.write("synonyms.es.yaml", "groups: [[solo]]\n")
    repository.commit("Break it")
    assert "tiene un error" in marta.look(ASKED).reads(".err")


def test_a_branch_that_is_not_there_is_not_claimed(at_desk: AtDesk, repository: Repository) -> None:
    assert "ayuda/no-hay" not in at_desk(MARTA).look(f"{ASKED}&branch=ayuda/no-hay").reads()


def test_when_git_refuses_it_is_told_and_a_patch_remains(at_desk: AtDesk, repository: Repository) -> None:
    repository.git("branch", "ayuda")  # in the way of every branch below it
    marta = at_desk(MARTA).look(ASKED)
    marta.press("Hacer commit")
    assert (marta.status, bool(marta.reads(".err"))) == (422, True)
    assert marta.page.css_first("#first").attributes["value"] == "lana"
    assert marta.browser.get(ASKED.replace("synonym?", "synonym/patch?")).status_code == 200


def test_a_repository_that_is_gone_is_told_in_words(
    app: Flask, at_desk: AtDesk, repository: Repository
) -> None:
    changed = app.extensions["settings"].model_copy(update={"articles_branch": "no-existe"})
    app.extensions["settings"] = changed
    marta = at_desk(MARTA).look(ASKED)
    assert (marta.status, bool(marta.reads(".err"))) == (422, True)


def test_a_folder_without_git_offers_the_file(app: Flask, at_desk: AtDesk, repository: Repository) -> None:
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"article_source": "folder"})
    marta = at_desk(MARTA).look(ASKED)
    assert "una carpeta sin git" in marta.reads(".note")
    assert "Hacer commit" not in marta.reads()
    answer = marta.browser.get(ASKED.replace("synonym?", "synonym/patch?"))
    assert answer.get_data(as_text=True) == FILE.replace("dinero]", "dinero, lana]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "groups:\n  - [can, perro]\n"),
        ("groups: []\n", "groups:\n  - [can, perro]\n"),
        ("groups:\n  - [uno, dos]", "groups:\n  - [uno, dos]\n  - [can, perro]\n"),
        ("- - uno\n  - dos\n", "- - uno\n  - dos\n- [can, perro]\n"),
        ("bilingual:\n  - [uno, one]\n", "bilingual:\n  - [uno, one]\ngroups:\n  - [can, perro]\n"),
        (FILE, f"{FILE}  - [can, perro]\n"),
        ("groups:\n  - [can, dogo,]  # x\n", "groups:\n  - [can, dogo, perro]  # x\n"),
    ],
)
def test_only_one_line_changes_whatever_the_file_looks_like(text: str | None, expected: str) -> None:
    assert with_synonym(text, Language.ES, "perro", "can").text == expected


@pytest.mark.parametrize(
    "phrase", ["=cmd|' /C calc'!A0", 'c++: "sí"', "no", "0", "@maría #1", "año—nuevo", "]"]
)
def test_odd_letters_come_back_as_they_were_typed(phrase: str) -> None:
    if phrase == "]":
        with pytest.raises(RuleBroken):
            with_synonym(FILE, Language.ES, phrase, "gorra")
        return
    text = with_synonym(FILE, Language.ES, phrase, "gorra").text
    read, faults = read_synonyms({"synonyms.es.yaml": text.encode()})
    assert faults == []
    assert read.groups[Language.ES][-1] == ("gorra", phrase)


def test_a_group_over_several_lines_is_left_to_a_person() -> None:
    with pytest.raises(RuleBroken):
        with_synonym("groups:\n  - - can\n    - dogo\n", Language.ES, "perro", "can")


def test_a_refused_proposal_stays_away_until_twice_as_many_ask(
    app: Flask, at_desk: AtDesk, clock: time_machine.Traveller
) -> None:
    page = "/es/workspace/synonyms"

    def try_again(first: int, last: int) -> None:
        with app.app_context():
            for number in range(first, last):
                visitor_searches(
                    f"r{number}", "ver lana", "ver dinero", opens="x", at=MONDAY - timedelta(days=1)
                )
            look_for_synonyms(MONDAY)

    try_again(0, 5)
    marta, other = at_desk(MARTA).look(page), at_desk(MARTA).look(page)
    marta.press("Rechazar", reason=" ")
    assert (marta.status, "Di por qué no son sinónimos." in marta.reads(".err")) == (422, True)
    marta.press("Rechazar", reason="Aquí lana es tela")
    assert "No hay propuestas." in marta.reads("h2")
    assert other.press("Rechazar", reason="Otra vez").status == 200
    try_again(5, 9)
    assert "No hay propuestas." in marta.look(page).reads("h2")
    try_again(9, 10)
    assert "lana = dinero" in marta.look(page).reads("h2")
