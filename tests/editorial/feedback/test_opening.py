"""What readers complain of enters the queue, and what was corrected does not come back for old votes."""

from datetime import timedelta

import pytest

from app.editorial.feedback.actions import dismiss
from app.editorial.feedback.models import FeedbackChange
from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.knowledge.votes import NoReason
from app.storage.database import db, transaction
from tests.editorial.feedback.world import A_DAY, A_WEEK, EN, ES, LATER, NOW, World
from tests.support.editor import text


def test_an_article_that_does_not_help_enters_the_queue_once(world: World) -> None:
    world.vote(helpful=6, no=8)
    assert world.opens() == 1
    assert world.opens() == 0
    (item,) = world.items()
    assert (item.article_id, item.language, item.state) == ("caja", ES, FeedbackState.NEW)
    assert item.causes == {Cause.NOT_USEFUL}
    assert item.opened_revision == world.article().revision
    assert [change.after for change in db.session.query(FeedbackChange)] == [FeedbackState.NEW]


def test_one_reader_who_says_that_it_is_wrong_is_enough(world: World) -> None:
    world.vote(helpful=200, of=world.article("pago"))
    world.vote(no=1, of=world.article("pago"), reason=NoReason.INCORRECT)
    world.opens()
    assert [(item.article_id, item.causes) for item in world.items()] == [("pago", {Cause.INCORRECT})]


def test_dislikes_of_a_feature_and_votes_of_the_team_bring_nothing_in(world: World) -> None:
    world.vote(no=20, reason=NoReason.DISLIKES_FEATURE)
    world.vote(no=20, by_staff=True, reason=NoReason.INCORRECT)
    assert world.opens() == 0


def test_three_forms_in_which_it_did_not_help_bring_it_in(world: World) -> None:
    world.form(world.article(), at=NOW - 15 * A_DAY)
    world.form(world.article())
    world.form(world.article())
    assert world.opens() == 0
    world.form(world.article())
    assert world.opens() == 1
    assert world.items()[0].causes == {Cause.FAILED_SUGGESTIONS}


def test_complaints_about_the_translation_are_the_translations(world: World) -> None:
    world.vote(no=9, of=world.article("caja", EN))
    world.opens()
    assert [item.language for item in world.items()] == [EN]


def test_an_open_item_learns_why_else(world: World) -> None:
    world.vote(no=4)
    world.opens()
    world.vote(no=1, reason=NoReason.INCORRECT)
    assert world.opens(LATER) == 0
    assert world.items()[0].causes == {Cause.NOT_USEFUL, Cause.INCORRECT}


def test_a_new_text_begins_without_the_old_votes(world: World) -> None:
    world.vote(no=9, reason=NoReason.INCORRECT)
    world.publish({"tutoriales/caja.md": text("caja", "Ahora sí.\n")})
    assert world.opens() == 0


def test_a_dismissed_complaint_comes_back_only_for_new_ones(world: World) -> None:
    world.vote(no=5)
    world.opens()
    juan = world.person("juan")
    with transaction():
        dismiss(world.items()[0].id, juan, "Era un error de la app", FeedbackState.NEW, NOW)
    assert world.opens(NOW + A_DAY) == 0
    world.vote(no=5, at=NOW + A_DAY)
    assert world.opens(NOW + 2 * A_DAY) == 1
    assert [item.state for item in world.items()] == [FeedbackState.DISMISSED, FeedbackState.NEW]


@pytest.mark.parametrize("days", [1, 13])
def test_failed_suggestions_of_before_a_dismissal_are_forgotten(world: World, days: int) -> None:
    for _ in range(3):
        world.form(world.article())
    world.opens()
    with transaction():
        dismiss(world.items()[0].id, world.person("marta"), "No aplica", FeedbackState.NEW, NOW)
    assert world.opens(NOW + timedelta(days=days)) == 0


def test_an_article_that_is_gone_is_not_looked_at(world: World) -> None:
    world.vote(no=9, of=world.article("pago"))
    world.marta.git("rm", "-q", "articles/tutoriales/pago.md")
    world.publish({})
    assert world.opens(NOW + A_WEEK) == 0
