"""Whoever answers a ticket sees what its requester tried first."""

from collections.abc import Callable

from flask import Flask

from app.deflection import ledger
from app.deflection.tried import Tried, TriedArticle, tried_before
from app.tickets.drafts import new_form_key
from tests.deflection.forms import PAYING, SAVING, STOCK, do, form_with_suggestions, open_form
from tests.knowledge.conftest import statements
from tests.tickets.cast import MONDAY

__all__ = ["statements"]


def test_everything_that_was_tried_is_told(app: Flask, statements: Callable[..., object]) -> None:
    key = open_form(query="stock en cero", article_id=PAYING, step="paso-2")
    do(ledger.note_shown, key, [(SAVING, "r1"), (STOCK, "r4")], MONDAY)
    do(ledger.note_opened, key, STOCK, MONDAY)
    do(ledger.dismiss, key, SAVING, MONDAY)
    do(ledger.dismiss, key, STOCK, MONDAY)
    do(ledger.undo_dismissal, key, STOCK, MONDAY)
    do(ledger.note_failed_step, STOCK, "r4", "paso-3", MONDAY, key)
    with statements() as asked:  # type: ignore[attr-defined]
        tried = tried_before(key)
    assert tried == Tried(
        searched=("stock en cero",),
        arrived_from=TriedArticle(PAYING, step="paso-2"),
        shown=(TriedArticle(SAVING, "r1"), TriedArticle(STOCK, "r4")),
        opened=(TriedArticle(STOCK, "r4"),),
        dismissed=(TriedArticle(SAVING, "r1"),),
        failed_steps=(TriedArticle(STOCK, "r4", "paso-3"),),
    )
    assert tried.is_something
    assert len(asked) == 2


def test_of_a_ticket_without_a_form_nothing_is_told(app: Flask) -> None:
    assert tried_before(new_form_key()) == Tried()
    assert not tried_before(open_form()).is_something
    assert tried_before(form_with_suggestions()).is_something
