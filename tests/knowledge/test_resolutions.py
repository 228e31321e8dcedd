"""What editors write at the end of a commit's message is read as git reads trailers."""

import json
from pathlib import Path

import pytest

from app.knowledge.catalogue_file import read_history, write_history
from app.knowledge.resolutions import references_in
from tests.support.editor import Editor, text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("F-12", ("F-12",)),
        ("F-12, F-13", ("F-12", "F-13")),
        ("f-12;G-7 F-012", ("F-12", "G-7")),
        ("F-12 (el menú), G-3.", ("F-12", "G-3")),
        ("", ()),
        (" , ;", ()),
        ("12", ("12",)),
        ("F12, F-0, F-x, H-3", ("F12", "F-0", "F-x", "H-3")),
        ("F-99999999999999999999", ("F-99999999999999999999",)),
        ("PDF-12x", ("PDF-12x",)),
        ("<b>" + "x" * 90, ("<b>" + "x" * 37,)),
    ],
)
def test_references_are_read_and_nonsense_is_kept_to_be_shown(written: str, read: tuple[str, ...]) -> None:
    assert references_in(written) == read


def test_nobody_floods_the_page_with_one_commit() -> None:
    assert len(references_in(",".join(f"F-{number}" for number in range(1, 5000)))) == 100


@pytest.mark.parametrize(
    ("message", "read"),
    [
        ("Mend the till\n\nResolves-feedback: F-1", ["F-1"]),
        ("Mend\n\nresolves-FEEDBACK:F-1,\n F-2\nSigned-off-by: Marta <m@tuqr.com>", ["F-1", "F-2"]),
        ("Mend\n\nResolves-feedback: F-1\nResolves-feedback: G-2", ["F-1", "G-2"]),
        ("Resolves-feedback: F-1 in the subject", []),
        ("Mend\n\nResolves-feedback: F-1\n\nA paragraph after it: no trailer any more.", []),
        ("Mend\n\nNobody wrote a trailer", []),
        ("Mend\n\nResolves-feedback:", []),
        ("Mend \x02 odd \x01 signs\n\nResolves-feedback: F-1", ["F-1"]),
        ("Mend\n\nResolves-feedback: F-1 \x02 F-2", ["F-1"]),
        ("Mend\n\nResolves-feedback: ñandú", ["ñandú"]),
    ],
)
def test_odd_messages_are_read_as_git_reads_them(tmp_path: Path, message: str, read: list[str]) -> None:
    marta = Editor(tmp_path)
    commit = marta.commit({"tutoriales/caja.md": text("caja")}, message)
    marta.publish()
    found = marta.live().resolutions()
    assert [each.reference for each in found] == read
    assert {(each.commit, each.author) for each in found} <= {(commit, "Marta")}
    assert marta.article("caja").authors == ("Marta",)


def test_later_commits_add_to_what_is_known_and_a_build_from_nothing_finds_it_again(tmp_path: Path) -> None:
    marta = Editor(tmp_path)
    first = marta.commit({"tutoriales/caja.md": text("caja")}, "One\n\nResolves-feedback: F-1")
    marta.publish()
    marta.publish({"tutoriales/caja.md": text("caja", "Dos.\n")})
    third = marta.commit({"tutoriales/caja.md": text("caja", "Tres.\n")}, "Three\n\nResolves-feedback: F-3")
    marta.publish()
    known = marta.live().resolutions()
    assert {(each.reference, each.commit) for each in known} == {("F-1", first), ("F-3", third)}
    assert set(marta.live().commits()) >= {first, third}
    marta.store.folder.rename(tmp_path / "gone")
    marta.publish()
    assert set(marta.live().resolutions()) == set(known)


def test_a_history_of_before_trailers_can_still_be_read(tmp_path: Path) -> None:
    marta = Editor(tmp_path)
    marta.publish({"tutoriales/caja.md": text("caja")})
    file = marta.live().folder / "history.json"
    older = json.loads(file.read_text())
    del older["resolves"]
    file.write_text(json.dumps(older))
    history = read_history(file)
    assert history.resolutions() == ()
    write_history(file, history)
    assert read_history(file) == history


def test_only_numbers_of_the_right_kind_are_numbers(tmp_path: Path) -> None:
    marta = Editor(tmp_path)
    marta.commit({"tutoriales/caja.md": text("caja")}, "One\n\nResolves-feedback: F-12, G-7, nada")
    marta.publish()
    found = marta.live().resolutions()
    assert [each.number("F") for each in found] == [12, None, None]
    assert [each.number("G") for each in found] == [None, 7, None]
