"""A translation is as old as what changed in its source since: told by steps, headings and words."""

from pathlib import Path

import pytest

from app.kernel.terms import Language
from app.knowledge.folder_source import FolderSource
from app.knowledge.publishing import Publisher
from app.knowledge.source_changes import Significance, compare
from app.knowledge.translations import StaleTranslation
from tests.support.editor import Editor, text

BEFORE = """Abre la caja cada mañana antes de vender.

## Pasos

1. Entra en **Ventas → Caja**.
2. Haz clic en **Abrir caja**.
3. Escribe el saldo de 100 dólares.

## Si falla

Escríbenos por el chat.
"""


def after(*changes: tuple[str, str]) -> tuple[Significance, int, int, int]:
    """Return what is said of the text with some of it replaced."""
    now = BEFORE
    for old, new in changes:
        assert old in now
        now = now.replace(old, new)
    found = compare(BEFORE, now)
    return found.level, found.steps, found.headings, found.words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mañana", "manana"),
        ("Haz clic", "haz clic"),
        ("saldo", "slado"),
        ("Escríbenos", "Escribenoss"),
        ("vender.", "vender"),
        ("**Ventas → Caja**", "*Ventas → Caja*"),
    ],
)
def test_a_slip_corrected_is_nothing_for_the_translator(old: str, new: str) -> None:
    assert after((old, new)) == (Significance.NONE, 0, 0, 0)


@pytest.mark.parametrize(
    ("change", "level", "counts"),
    [
        (("2. Haz clic en **Abrir caja**.\n", ""), Significance.IMPORTANT, (1, 0, 5)),
        (("Abrir caja", "Empezar turno"), Significance.IMPORTANT, (1, 0, 2)),
        (("100 dólares", "101 dólares"), Significance.IMPORTANT, (1, 0, 1)),
        (("## Si falla", "## Cuando no abre"), Significance.MINOR, (0, 1, 3)),
        (("por el chat", "por correo"), Significance.MINOR, (0, 0, 2)),
        (("por el chat", "y " * 25), Significance.IMPORTANT, (0, 0, 25)),
        (("saldo", "no saldo"), Significance.IMPORTANT, (1, 0, 1)),
    ],
)
def test_what_matters_is_counted(
    change: tuple[str, str], level: Significance, counts: tuple[int, int, int]
) -> None:
    assert after(change) == (level, *counts)


def test_steps_in_another_order_have_changed() -> None:
    swapped = ("2. Haz clic en **Abrir caja**.\n3. Escribe el saldo", "2. Escribe el saldo")
    level, steps, *_rest = after(swapped, ("dólares.\n", "dólares.\n3. Haz clic en **Abrir caja**.\n"))
    assert (level, steps) == (Significance.IMPORTANT, 2)


def test_an_emptied_or_a_huge_text_is_compared_all_the_same() -> None:
    assert compare(BEFORE, "").level is Significance.IMPORTANT
    assert compare("", "").level is Significance.NONE
    many = " ".join(f"palabra{number}" for number in range(20_000))
    assert compare(many, many.upper()).level is Significance.NONE
    assert compare(many, many.replace("palabra", "vocablo")).words == 20_000


PLACE, ENGLISH = "tutoriales/caja.md", "tutoriales/caja.en.md"


@pytest.fixture
def marta(tmp_path: Path) -> Editor:
    """Marta, whose article was translated when it was written."""
    editor = Editor(tmp_path)
    editor.publish({PLACE: text("caja", BEFORE), ENGLISH: text("caja", BEFORE)})
    return editor


def stale(marta: Editor) -> StaleTranslation | None:
    """Return what the live generation says of the translation."""
    return marta.live().translations().get(("caja", Language.EN))


def test_what_was_committed_together_is_not_old(marta: Editor) -> None:
    assert stale(marta) is None


def test_a_changed_step_makes_the_translation_old_until_it_is_committed_again(marta: Editor) -> None:
    marta.publish({PLACE: text("caja", BEFORE.replace("Abrir caja", "Empezar turno"))})
    marta.publish({PLACE: text("caja", BEFORE.replace("Abrir caja", "Empezar turno").replace("100", "90"))})
    found = stale(marta)
    assert found is not None
    assert (found.change.level, found.change.steps) == (Significance.IMPORTANT, 2)
    marta.publish({ENGLISH: text("caja", BEFORE.replace("Abrir caja", "Start shift"))})
    assert stale(marta) is None


def test_a_slip_leaves_the_translation_as_good_as_it_was(marta: Editor) -> None:
    marta.publish({PLACE: text("caja", BEFORE.replace("mañana", "manana"))})
    found = stale(marta)
    assert found is not None
    assert found.change.level is Significance.NONE


def test_a_source_that_moved_is_compared_with_itself(marta: Editor) -> None:
    marta.git("mv", f"articles/{PLACE}", "articles/tutoriales/abrir-la-caja.md")
    moved = text("caja", BEFORE.replace("Abrir caja", "Empezar turno"))
    marta.publish({"tutoriales/abrir-la-caja.md": moved})
    found = stale(marta)
    assert found is not None
    assert (found.change.steps, found.change.headings, found.change.words) == (1, 0, 2)


def test_the_translation_of_a_deleted_source_is_not_compared(marta: Editor) -> None:
    marta.git("rm", "-q", f"articles/{PLACE}")
    marta.publish({})
    assert marta.live().translations() == {}


def test_what_did_not_change_is_not_read_again(marta: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = text("caja", BEFORE.replace("Abrir caja", "Empezar turno"))
    marta.publish({PLACE: changed})
    before = stale(marta)
    asked: list[object] = []
    monkeypatch.setattr("app.knowledge.translations.compare", lambda *texts: asked.append(texts))
    marta.publish({"tutoriales/otra.md": text("otra")})
    assert stale(marta) == before
    assert asked == []


def test_a_folder_without_history_has_no_old_translations(marta: Editor) -> None:
    folder = FolderSource(marta.repository / "articles")
    marta.write({PLACE: text("caja", BEFORE.replace("Abrir caja", "Empezar turno"))})
    Publisher(folder, marta.store, marta.engine, workers=1).publish()
    assert marta.live().translations() == {}


def test_a_generation_made_before_this_was_asked_has_none(marta: Editor) -> None:
    (marta.live().folder / "translations.json").unlink()
    assert marta.live().translations() == {}
    (marta.live().folder / "translations.json").write_text('[["caja", "fr"]]')
    assert marta.live().translations() == {}
