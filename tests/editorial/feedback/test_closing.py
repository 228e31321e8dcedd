"""A live commit closes what it names, and readers who asked are told once."""

import pytest

from app.editorial.feedback.actions import link_commit, reopen, start_review
from app.editorial.feedback.references import Unknown, unknown_references
from app.editorial.feedback.vocabulary import FeedbackState
from app.knowledge.generation_store import GenerationStore
from app.knowledge.rollback import roll_back
from app.storage.database import transaction
from tests.editorial.feedback.world import A_DAY, EN, LATER, NOW, World
from tests.support.editor import text

BETTER = {"tutoriales/caja.md": text("caja", "Ahora sí se entiende.\n")}
FAULTY = {"tutoriales/caja.md": text("caja", "Mira ![](nada.png)\n")}
LONG_AGO = NOW - A_DAY
NEW, LINKED, DONE = FeedbackState.NEW, FeedbackState.COMMIT_LINKED, FeedbackState.DONE


@pytest.fixture
def complained(world: World) -> World:
    """Ana said yesterday what is wrong, and wants to know; item 1 is open for it."""
    world.vote(no=5, at=LONG_AGO)
    world.vote(no=1, at=LONG_AGO, comment="Falta el paso 3", contact="ana@demo.tuqr.com")
    world.opens(LONG_AGO)
    return world


def number(world: World) -> int:
    """Return the number of the only item."""
    (item,) = world.items()
    return item.id


def trailer(world: World) -> str:
    return f"Resolves-feedback: F-{number(world)}"


def test_a_commit_that_names_the_item_closes_it_once_it_is_live(complained: World) -> None:
    assert complained.closes() == 0
    commit = complained.publish(BETTER, "Say step 3", trailer(complained))
    assert complained.closes() == 1
    (item,) = complained.items()
    assert (item.state, item.commit, item.closed_at) == (DONE, commit, LATER)
    assert complained.closes() == 0


def test_ana_is_told_once_however_often_it_is_published(complained: World) -> None:
    asked = complained.vote(no=1, at=LONG_AGO, contact="otra@demo.tuqr.com")
    complained.publish(BETTER, "Say step 3", trailer(complained))
    complained.closes()
    told = complained.told()
    assert len(told) == 2
    assert asked in told
    with transaction():
        reopen(number(complained), complained.person("marta"), "", DONE, NOW)
    complained.publish(
        {"tutoriales/caja.md": text("caja", "Mejor aún.\n")}, "Say it better", trailer(complained)
    )
    assert complained.closes(LATER) == 1
    assert complained.told() == told


def test_nobody_is_told_who_complained_of_the_new_text_or_of_another_one(complained: World) -> None:
    complained.vote(no=1, of=complained.article("pago"), at=LONG_AGO, contact="pago@demo.tuqr.com")
    complained.vote(no=1, of=complained.article("caja", EN), at=LONG_AGO, contact="english@demo.tuqr.com")
    complained.vote(no=1, at=NOW + A_DAY, contact="after@demo.tuqr.com")
    complained.publish(BETTER, "Say step 3", trailer(complained))
    complained.vote(no=1, at=LONG_AGO, contact="of-the-new-text@demo.tuqr.com")
    complained.closes()
    assert len(complained.told()) == 1


def test_a_fault_keeps_it_linked_until_a_good_text_is_live(complained: World) -> None:
    named = complained.publish(FAULTY, "Say step 3", trailer(complained))
    assert complained.closes() == 0
    assert complained.closes() == 0
    (item,) = complained.items()
    assert (item.state, item.commit, item.closed_at) == (LINKED, named, None)
    assert complained.told() == []
    complained.publish(BETTER, "Mend the picture")
    assert complained.closes() == 1
    assert complained.items()[0].commit == named
    assert len(complained.told()) == 1


def test_a_fault_under_another_name_keeps_it_linked_as_well(complained: World) -> None:
    complained.marta.git("mv", "articles/tutoriales/caja.md", "articles/tutoriales/la-caja.md")
    faulty = {"tutoriales/la-caja.md": FAULTY["tutoriales/caja.md"]}
    complained.publish(faulty, "Rename", trailer(complained))
    assert complained.closes() == 0
    assert complained.items()[0].state is LINKED


def test_an_article_that_the_commit_removes_is_done_and_nobody_is_told(complained: World) -> None:
    complained.marta.git("rm", "-q", "articles/tutoriales/caja.md")
    complained.publish({}, "Remove it", trailer(complained))
    assert complained.closes() == 1
    assert complained.told() == []


def test_several_numbers_in_any_spelling_close_together(complained: World) -> None:
    complained.vote(no=9, of=complained.article("pago"), at=LONG_AGO)
    complained.vote(no=9, of=complained.article("caja", EN), at=LONG_AGO)
    complained.opens(LONG_AGO)
    one, two, three = (item.id for item in complained.items())
    complained.publish(
        BETTER, "Mend", f"RESOLVES-feedback: f-{one}; F-00{two}\nresolves-Feedback: F-{three}, nonsense, F-0"
    )
    assert complained.closes() == 3


def test_a_commit_of_before_the_complaint_closes_nothing(world: World) -> None:
    world.publish(BETTER, "Hasty", "Resolves-feedback: F-1")
    world.vote(no=9, at=NOW + A_DAY)
    world.opens(NOW + A_DAY)
    assert world.closes(NOW + 2 * A_DAY) == 0
    assert world.items()[0].state is NEW


def test_a_reopened_item_waits_for_another_commit(complained: World) -> None:
    complained.publish(BETTER, "Say step 3", trailer(complained))
    complained.closes()
    with transaction():
        reopen(number(complained), complained.person("marta"), "Sigue igual", DONE, NOW + A_DAY)
    assert complained.closes() == 0
    (item,) = complained.items()
    assert (item.state, item.commit, item.closed_at) == (NEW, "", None)


def test_a_commit_linked_by_hand_closes_it_once_it_is_live(complained: World) -> None:
    commit = complained.marta.commit(BETTER, "Say step 3, and forget the trailer")
    with transaction():
        link_commit(number(complained), complained.person("juan"), commit[:9].upper(), NEW, NOW)
    assert complained.closes() == 0
    complained.marta.publish()
    complained.live.refresh()
    assert complained.closes() == 1
    (item,) = complained.items()
    assert (item.state, item.commit) == (DONE, commit)
    assert len(complained.told()) == 1


def test_a_linked_commit_that_nobody_ever_publishes_closes_nothing(complained: World) -> None:
    with transaction():
        link_commit(number(complained), complained.person("juan"), "0" * 12, NEW, NOW)
    complained.publish(BETTER)
    assert complained.closes() == 0
    with transaction():
        start_review(number(complained), complained.person("marta"), LINKED, NOW)
    assert complained.items()[0].commit == ""


def test_going_back_to_an_older_generation_reopens_nothing(complained: World) -> None:
    complained.publish(BETTER, "Say step 3", trailer(complained))
    complained.closes()
    store = GenerationStore(complained.marta.store.folder)
    roll_back(store, complained.marta.engine)
    complained.live.refresh()
    assert complained.live.current().commit != complained.items()[0].commit
    assert complained.closes() == 0
    assert complained.items()[0].state is DONE


def test_what_leads_nowhere_is_listed_for_its_author(complained: World) -> None:
    item = number(complained)
    good = complained.publish(BETTER, "Mend", f"Resolves-feedback: F-{item}, G-7")
    complained.closes()
    again = complained.publish(
        {"tutoriales/caja.md": text("caja", "Otra vez.\n")},
        "Mend again",
        f"Resolves-feedback: F-{item}, F-999, el error de Ana",
    )
    found = unknown_references(LATER)
    assert [(each.text, each.why, each.commit, each.author) for each in found] == [
        ("el error de Ana", Unknown.UNREADABLE, again, "Marta"),
        ("F-999", Unknown.MISSING, again, "Marta"),
        (f"F-{item}", Unknown.CLOSED_BEFORE, again, "Marta"),
    ]
    assert good not in {each.commit for each in found}
    assert unknown_references(LATER + 91 * A_DAY) == ()
