"""Marta, Juan and Sofía take care of complaints, and nobody undoes what another one did."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.editorial.feedback import actions
from app.editorial.feedback.lifecycle import Move, after, allows
from app.editorial.feedback.models import FeedbackChange, FeedbackItem, HandledComment
from app.editorial.feedback.people import reviewers
from app.editorial.feedback.review import comments
from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.knowledge.models import ArticleVote
from app.storage.database import db, transaction
from app.web.identity import STRANGER, Reader
from tests.editorial.feedback.world import A_DAY, EN, ES, LATER, NOW, World

NEW, REVIEW, LINKED = FeedbackState.NEW, FeedbackState.IN_REVIEW, FeedbackState.COMMIT_LINKED
DONE, DISMISSED = FeedbackState.DONE, FeedbackState.DISMISSED
COMMIT = "0123abc"


def do(act: Callable[[], Any]) -> Any:
    with transaction():
        return act()


@pytest.fixture
def number(world: World) -> int:
    """A complaint about the till, in the queue."""
    return do(lambda: actions.put_in_queue("caja", ES, world.person("marta"), NOW)).id


def item(number: int) -> FeedbackItem:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(FeedbackItem, number)


def history(number: int) -> list[tuple[FeedbackState | None, FeedbackState, str]]:
    db.session.rollback()
    rows = select(FeedbackChange).filter_by(item_id=number).order_by(FeedbackChange.id)
    return [(each.before, each.after, each.words) for each in db.session.scalars(rows)]


def test_an_item_goes_from_new_to_dismissed_and_back_with_its_history(world: World, number: int) -> None:
    marta = world.person("marta")
    do(lambda: actions.start_review(number, marta, NEW, NOW))
    assert item(number).assignee_id == marta.person_id
    do(lambda: actions.link_commit(number, marta, f" {COMMIT}\n", REVIEW, NOW))
    assert (item(number).state, item(number).commit) == (LINKED, COMMIT)
    do(lambda: actions.dismiss(number, marta, "Era la app", LINKED, LATER))
    assert item(number).closed_at == LATER
    do(lambda: actions.reopen(number, marta, "Vuelve a pasar", DISMISSED, LATER))
    assert (item(number).state, item(number).commit, item(number).awaits_since) == (NEW, "", LATER)
    assert history(number) == [
        (None, NEW, ""),
        (NEW, REVIEW, ""),
        (REVIEW, LINKED, ""),
        (LINKED, DISMISSED, "Era la app"),
        (DISMISSED, NEW, "Vuelve a pasar"),
    ]


def test_two_who_act_on_the_same_page_are_told_who_was_first(world: World, number: int) -> None:
    marta, juan = world.person("marta"), world.person("juan")
    do(lambda: actions.take(number, marta, NEW, None, NOW))
    with pytest.raises(Conflict, match="took this first"):
        do(lambda: actions.take(number, juan, NEW, None, NOW))
    do(lambda: actions.start_review(number, marta, NEW, NOW))
    for stale in (
        partial(actions.dismiss, number, juan, "No", NEW, NOW),
        partial(actions.link_commit, number, juan, COMMIT, NEW, NOW),
        partial(actions.start_review, number, juan, NEW, NOW),
        partial(actions.assign, number, juan, juan.person_id, NEW, NOW),
    ):
        with pytest.raises(Conflict):
            do(stale)
    assert (item(number).state, item(number).assignee_id) == (REVIEW, marta.person_id)


def test_a_button_pressed_twice_does_nothing_the_second_time(world: World, number: int) -> None:
    marta = world.person("marta")
    presses = [
        partial(actions.take, number, marta, NEW, None, NOW),
        partial(actions.start_review, number, marta, NEW, NOW),
        partial(actions.link_commit, number, marta, COMMIT, REVIEW, NOW),
        partial(actions.dismiss, number, marta, "No aplica", LINKED, NOW),
        partial(actions.reopen, number, marta, "", DISMISSED, NOW),
    ]
    for press in presses:
        do(press)
        before = history(number)
        do(press)
        assert history(number) == before
    assert len(history(number)) == 1 + len(presses)


def test_it_is_given_to_people_who_review_and_to_nobody_else(world: World, number: int) -> None:
    sofia, juan, ana = world.person("sofia"), world.person("juan"), world.person("ana")
    assert {each.person_id for each in reviewers()} == {
        sofia.person_id,
        juan.person_id,
        world.person("marta").person_id,
    }
    do(lambda: actions.assign(number, sofia, juan.person_id, NEW, NOW))
    assert item(number).assignee_id == juan.person_id
    for nobody in (ana.person_id, 10**6):
        with pytest.raises(RuleBroken):
            do(partial(actions.assign, number, sofia, nobody, NEW, NOW))
    do(lambda: actions.assign(number, sofia, None, NEW, NOW))
    assert item(number).assignee_id is None


def test_customers_and_strangers_change_nothing(world: World, number: int) -> None:
    vote = world.vote(no=1, comment="No sirve")
    for viewer in (world.person("ana"), STRANGER, replace(world.person("marta"), person_id=None)):
        for act in (
            partial(actions.take, number, viewer, NEW, None, NOW),
            partial(actions.dismiss, number, viewer, "No", NEW, NOW),
            partial(actions.put_in_queue, "pago", ES, viewer, NOW),
            partial(actions.handle_comment, vote, viewer, NOW),
            partial(actions.unhandle_comment, vote, viewer),
        ):
            with pytest.raises(NotAllowed):
                do(act)
    assert len(history(number)) == 1
    assert len(world.items()) == 1


@pytest.mark.parametrize(
    "text", ["", "   ", "123456", "0" * 41, "HEAD", "abcdefg", "0123abc; rm -rf", "--upload", "feat/0123abc"]
)
def test_what_is_no_commit_is_refused_in_words(world: World, number: int, text: str) -> None:
    with pytest.raises(RuleBroken, match="7 to 40"):
        do(lambda: actions.link_commit(number, world.person("marta"), text, NEW, NOW))
    assert item(number).state is NEW


@pytest.mark.parametrize("reason", ["", "  ", "x" * 5000])
def test_nobody_dismisses_without_saying_why_in_a_line(world: World, number: int, reason: str) -> None:
    with pytest.raises(RuleBroken):
        do(lambda: actions.dismiss(number, world.person("marta"), reason, NEW, NOW))
    assert item(number).state is NEW


def test_an_unknown_number_is_not_found(world: World) -> None:
    marta = world.person("marta")
    with pytest.raises(NotFound):
        do(lambda: actions.take(4711, marta, NEW, None, NOW))
    for article, language in (("nada", ES), ("pago", EN)):
        with pytest.raises(NotFound):
            do(partial(actions.put_in_queue, article, language, marta, NOW))
    with pytest.raises(NotFound):
        do(lambda: actions.handle_comment(4711, marta, NOW))


def test_a_closed_item_is_not_reopened_beside_an_open_one(world: World, number: int) -> None:
    marta = world.person("marta")
    do(lambda: actions.dismiss(number, marta, "No aplica", NEW, NOW))
    again = do(lambda: actions.put_in_queue("caja", ES, marta, NOW)).id
    assert again != number
    with pytest.raises(Conflict) as refused:
        do(lambda: actions.reopen(number, marta, "", DISMISSED, NOW))
    assert refused.value.values == {"number": again}


def test_two_who_put_it_in_the_queue_at_once_get_the_same_item(app: Flask, world: World) -> None:
    readers = [world.person("marta"), world.person("juan")] * 2
    db.session.remove()

    def put(viewer: Reader) -> int:
        with app.app_context():
            return do(lambda: actions.put_in_queue("caja", ES, viewer, NOW)).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(put, readers))) == 1
    (one,) = world.items()
    assert one.causes == {Cause.ASKED}


def test_a_comment_is_attended_to_and_waits_again_when_it_is_rewritten(world: World) -> None:
    marta = world.person("marta")
    vote = world.vote(no=1, comment="Falta una foto", contact="ana@demo.tuqr.com")
    total, (comment,) = comments(NOW)
    assert (total, comment.vote_id, comment.text, comment.wants_news) == (1, vote, "Falta una foto", True)
    for _ in range(2):
        do(lambda: actions.handle_comment(vote, marta, NOW))
    assert comments(NOW) == (0, ())
    (attended,) = comments(NOW, unhandled_only=False)[1]
    assert (attended.handled_at, attended.handler_id) == (NOW, marta.person_id)
    do(lambda: actions.unhandle_comment(vote, marta))
    assert comments(NOW)[0] == 1
    do(lambda: actions.handle_comment(vote, marta, NOW))
    with transaction():
        db.session.get_one(ArticleVote, vote).cast_at = NOW + A_DAY
    (again,) = comments(NOW + A_DAY)[1]
    assert again.handled_at is None


def test_a_vote_that_is_taken_back_takes_its_mark_along(world: World) -> None:
    vote = world.vote(no=1, comment="Falta una foto")
    do(lambda: actions.handle_comment(vote, world.person("marta"), NOW))
    with transaction():
        db.session.execute(ArticleVote.__table__.delete())
    assert db.session.scalar(select(func.count()).select_from(HandledComment)) == 0


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(tried=st.lists(st.sampled_from(Move), max_size=8))
def test_any_sequence_of_moves_obeys_the_table(world: World, tried: list[Move]) -> None:
    marta = world.person("marta")
    number = do(lambda: actions.put_in_queue("pago", ES, marta, NOW)).id
    acts = {
        Move.BEGIN: lambda state: actions.start_review(number, marta, state, NOW),
        Move.LINK: lambda state: actions.link_commit(number, marta, COMMIT, state, NOW),
        Move.DISMISS: lambda state: actions.dismiss(number, marta, "No aplica", state, NOW),
        Move.REOPEN: lambda state: actions.reopen(number, marta, "", state, NOW),
    }
    state = item(number).state
    for made in (each for each in tried if each in acts):
        if allows(state, made):
            do(partial(acts[made], state))
            state = after(state, made)
        else:  # refused, or pressed twice
            with suppress(RuleBroken):
                do(partial(acts[made], state))
        now = item(number)
        assert now.state is state
        assert (now.closed_at is None) == state.is_open
    if state.is_open:
        do(lambda: actions.dismiss(number, marta, "Fin", state, NOW))
