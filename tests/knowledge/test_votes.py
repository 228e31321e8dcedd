"""What people say about articles, and how it is counted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.clock import utc_now
from app.kernel.terms import Audience
from app.knowledge.actions import cast_vote
from app.knowledge.models import ArticleVote, VoteAttempt
from app.knowledge.pages import VoteState
from app.knowledge.queries import usefulness_of, usefulness_of_one
from app.knowledge.scoring import Usefulness
from app.knowledge.votes import NoReason
from app.storage.database import db, transaction
from app.web.identity import Reader
from tests.knowledge.conftest import PAYING, SAVING, Open
from tests.support.library import HelpCentre, an_article
from tests.support.visitor import Visitor

Statements = Callable[[], AbstractContextManager[list[str]]]
SAVED = "producto-no-se-guarda"


def counted(app: Flask, article: str = SAVED) -> Usefulness:
    """Return what the rows say now."""
    with app.app_context():
        return usefulness_of_one(article)


def test_a_yes_counts_at_once_and_the_page_says_thanks(app: Flask, ana: Visitor) -> None:
    """The vote needs no script: the button leads back to the question."""
    answer = ana.press(SAVED, "yes")
    assert answer.status_code == 303
    assert answer.location == f"/es/articles/{SAVED}#vote"
    assert counted(app) == Usefulness(1, 1)
    ana.get(answer.location)
    assert ana.page.vote.state is VoteState.HELPED
    assert ana.page.usefulness == Usefulness(1, 1)


def test_pressing_twice_is_one_vote_and_the_latest_wins(app: Flask, ana: Visitor) -> None:
    """Ana presses yes twice, then thinks again."""
    ana.press(SAVED, "yes")
    ana.press(SAVED, "yes")
    assert counted(app) == Usefulness(1, 1)
    ana.press(SAVED, "no")
    assert counted(app) == Usefulness(0, 1)


def test_undo_leaves_the_count_as_before(app: Flask, ana: Visitor) -> None:
    """Acceptance 13 of the design."""
    Visitor(app, address="198.51.100.9").press(SAVED, "yes")
    ana.press(SAVED, "yes")
    ana.get(f"/es/articles/{SAVED}")
    ana.post(ana.page.vote.withdrawal_url, revision=ana.page.vote.revision)
    assert counted(app) == Usefulness(1, 1)
    ana.get(f"/es/articles/{SAVED}")
    assert ana.page.vote.state is VoteState.ASKED


def test_ana_says_why_not_and_sees_it_noted(app: Flask, ana: Visitor) -> None:
    """A reason alone is enough; words and an address may come along."""
    ana.press(SAVED, "no")
    ana.get(f"/es/articles/{SAVED}")
    assert ana.page.vote.state is VoteState.WHY
    assert len(ana.page.vote.reasons) == 5
    sent = {
        "reason": "step_not_found",
        "comment": "No veo el botón\u202e\x00 azul",
        "contact": "ana@tienda.ve",
    }
    answer = ana.post(ana.page.vote.reason_url, revision=ana.page.vote.revision, **sent)
    assert answer.status_code == 303
    with app.app_context():
        vote = db.session.scalars(select(ArticleVote)).one()
    assert (vote.reason, vote.comment) == (NoReason.STEP_NOT_FOUND, "No veo el botón azul")
    assert (vote.contact, vote.revision) == ("ana@tienda.ve", SAVING[0].revision)
    ana.get(answer.location)
    assert ana.page.vote.state is VoteState.NOTED


def test_pressing_no_again_keeps_the_reason_and_yes_drops_it(app: Flask, ana: Visitor) -> None:
    """A reload of the form loses nothing; a change of mind takes the complaint back."""
    ana.press(SAVED, "no")
    ana.get(f"/es/articles/{SAVED}")
    ana.post(
        ana.page.vote.reason_url, revision=ana.page.vote.revision, reason="confusing", comment="Enredado"
    )
    ana.press(SAVED, "no")
    with app.app_context():
        assert db.session.scalars(select(ArticleVote.comment)).one() == "Enredado"
    ana.press(SAVED, "yes")
    with app.app_context():
        vote = db.session.scalars(select(ArticleVote)).one()
    assert (vote.helpful, vote.reason, vote.comment) == (True, None, "")


def test_not_liking_the_feature_says_nothing_about_the_article(app: Flask, ana: Visitor) -> None:
    """It is feedback on the product and stays out of the score."""
    ana.press(SAVED, "no")
    assert counted(app) == Usefulness(0, 1)
    ana.get(f"/es/articles/{SAVED}")
    ana.post(ana.page.vote.reason_url, revision=ana.page.vote.revision, reason="dislikes_feature")
    assert counted(app) == Usefulness(0, 0)


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("reason", {"reason": "because"}),
        ("reason", {}),
        ("comment", {"reason": "confusing", "comment": "x" * 601}),
        ("contact", {"reason": "confusing", "contact": "mañana"}),
        ("contact", {"reason": "confusing", "contact": "a" * 300 + "@tienda.ve"}),
    ],
)
def test_a_mistake_in_the_reason_is_shown_on_its_field_with_the_words_kept(
    ana: Visitor, field: str, sent: dict[str, str]
) -> None:
    """Nothing typed is lost."""
    ana.press(SAVED, "no")
    ana.get(f"/es/articles/{SAVED}")
    answer = ana.post(ana.page.vote.reason_url, revision=ana.page.vote.revision, **sent)
    assert answer.status_code == 422
    assert list(ana.page.vote.errors) == [field]
    assert ana.page.vote.comment == sent.get("comment", "")
    assert ana.page.vote.state is VoteState.WHY


def test_a_reason_without_a_no_is_refused(ana: Visitor) -> None:
    """Somebody who said yes, or nothing, has nothing to explain."""
    ana.press(SAVED, "yes")
    ana.get(f"/es/articles/{SAVED}")
    answer = ana.post(ana.page.vote.reason_url, revision=ana.page.vote.revision, reason="confusing")
    assert answer.status_code == 422


def test_with_a_script_only_the_panel_comes_back(ana: Visitor) -> None:
    """The fragment is the same model the page includes."""
    answer = ana.press(SAVED, "yes", headers={"X-Fragment": "1"})
    assert answer.status_code == 200
    assert ana.page.vote.state is VoteState.HELPED
    assert ana.page.vote.usefulness == Usefulness(1, 1)


def test_a_vote_of_the_team_is_kept_and_not_counted(
    app: Flask, ana: Visitor, sign_in: Callable[[Reader], None]
) -> None:
    """Juan, an agent, votes while testing a page."""
    sign_in(Reader(person_id=7, name="Juan", is_staff=True, audiences=frozenset(Audience)))
    ana.press(SAVED, "yes")
    assert counted(app) == Usefulness(0, 0)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ArticleVote)) == 1


def test_an_account_has_one_vote_in_every_browser(
    app: Flask, centre: HelpCentre, sign_in: Callable[[Reader], None]
) -> None:
    """Víctor votes on his phone and again on his computer."""
    sign_in(Reader(person_id=3, name="Víctor"))
    assert centre.articles
    Visitor(app).press(SAVED, "yes")
    Visitor(app, address="198.51.100.77").press(SAVED, "no")
    assert counted(app) == Usefulness(0, 1)


def test_an_edit_gives_everybody_a_new_vote_and_keeps_the_old_ones(
    app: Flask, open_help_centre: Open
) -> None:
    """Votes belong to the text people read."""
    open_help_centre(SAVING)
    reader = Visitor(app)
    reader.press(SAVED, "no")
    open_help_centre([replace(SAVING[0], revision="rev-2"), SAVING[1]], commit="beef")
    reader.get(f"/es/articles/{SAVED}")
    assert reader.page.vote.state is VoteState.ASKED
    reader.press(SAVED, "yes")
    assert counted(app) == Usefulness(1, 2)


def test_a_vote_on_a_text_that_changed_while_it_was_read_is_about_that_text(
    app: Flask, open_help_centre: Open
) -> None:
    """The form carries the revision the reader saw."""
    open_help_centre(SAVING)
    reader = Visitor(app)
    reader.get(f"/es/articles/{SAVED}")
    seen = reader.page.vote
    open_help_centre([replace(SAVING[0], revision="rev-2"), SAVING[1]], commit="beef")
    assert reader.post(seen.vote_url, helpful="yes", revision=seen.revision).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(ArticleVote.revision)).one() == SAVING[0].revision


@pytest.mark.parametrize("revision", ["", "rev-1", "ñ\x00", "W10.x", "x" * 5000])
def test_a_revision_we_never_showed_is_refused_in_words(app: Flask, ana: Visitor, revision: str) -> None:
    """Nobody votes on a text that never was."""
    ana.get(f"/es/articles/{SAVED}")
    answer = ana.post(ana.page.vote.vote_url, helpful="yes", revision=revision)
    assert answer.status_code == 422
    assert counted(app) == Usefulness(0, 0)


def test_the_revision_of_another_article_is_refused(ana: Visitor) -> None:
    """A signed value is good for its own article only."""
    ana.get("/es/articles/metodos-de-pago")
    other = ana.page.vote.revision
    ana.get(f"/es/articles/{SAVED}")
    assert ana.post(ana.page.vote.vote_url, helpful="yes", revision=other).status_code == 422


@pytest.mark.parametrize("helpful", ["", "maybe", "1", "yes\x00", "sí" * 3000])
def test_an_answer_that_is_neither_yes_nor_no_is_refused(ana: Visitor, helpful: str) -> None:
    """In words, with a status of its own."""
    ana.get(f"/es/articles/{SAVED}")
    answer = ana.post(ana.page.vote.vote_url, helpful=helpful, revision=ana.page.vote.revision)
    assert answer.status_code == 422


@pytest.mark.parametrize("token", ["", "forged", "IjEyMyI.x.y"])
def test_a_forged_token_gets_a_clear_page_and_no_vote(app: Flask, ana: Visitor, token: str) -> None:
    """Another site cannot vote in Ana's name."""
    ana.get(f"/es/articles/{SAVED}")
    form = {"helpful": "yes", "revision": ana.page.vote.revision}
    answer = ana.post(ana.page.vote.vote_url, csrf_token=token, **form)
    assert answer.status_code == 400
    assert counted(app) == Usefulness(0, 0)


def test_a_vote_on_a_missing_or_hidden_article_is_the_same_404(app: Flask, open_help_centre: Open) -> None:
    """A stranger does not learn from the vote form what the team keeps for itself."""
    open_help_centre([PAYING, an_article("guardia", "Guardia de soporte", audience=Audience.STAFF)])
    stranger = Visitor(app)
    stranger.get("/es/articles/metodos-de-pago")
    form = {"helpful": "yes", "revision": stranger.page.vote.revision}
    hidden = stranger.post("/es/articles/guardia/vote", **form)
    missing = stranger.post("/es/articles/no-existe/vote", **form)
    assert hidden.status_code == missing.status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ArticleVote)) == 0


@pytest.mark.parametrize("agent", ["Googlebot/2.1 (+http://www.google.com/bot.html)", "curl/8.5.0", ""])
def test_a_robot_is_told_that_votes_are_for_people(app: Flask, centre: HelpCentre, agent: str) -> None:
    """Even with a good token."""
    assert centre.articles
    robot = Visitor(app, agent=agent)
    answer = robot.press(SAVED, "yes")
    assert answer.status_code == 403
    assert counted(app) == Usefulness(0, 0)


def test_nobody_votes_faster_than_the_limit(app: Flask, ana: Visitor) -> None:
    """The limit counts rows, so it holds over processes; another hour is another chance."""
    limit = app.extensions["settings"].votes_per_hour
    ana.press(SAVED, "yes")
    with app.app_context(), transaction():
        made = db.session.scalars(select(VoteAttempt)).one()
        for _ in range(limit - 1):
            db.session.add(
                VoteAttempt(voter="somebody else", address=made.address, attempted_at=made.attempted_at)
            )
    answer = ana.press(SAVED, "no")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert counted(app) == Usefulness(1, 1)
    with app.app_context(), transaction():
        for attempt in db.session.scalars(select(VoteAttempt)):
            attempt.attempted_at -= timedelta(hours=25)
    assert ana.press(SAVED, "no").status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(VoteAttempt)) == 1


def test_no_address_and_no_cookie_is_written_down(app: Flask, ana: Visitor) -> None:
    """Rows name voters by pseudonyms."""
    ana.press(SAVED, "yes")
    cookie = ana.client.get_cookie("visitor")
    assert cookie is not None
    assert cookie.http_only
    with app.app_context():
        rows = repr(
            [
                *db.session.execute(select(ArticleVote.__table__)),
                *db.session.execute(select(VoteAttempt.__table__)),
            ]
        )
    assert "203.0.113.5" not in rows
    assert cookie.value.split(".")[0].strip('"') not in rows


def test_a_changed_visitor_cookie_is_a_new_visitor(ana: Visitor) -> None:
    """Nobody votes as somebody else by writing a cookie."""
    ana.press(SAVED, "yes")
    ana.client.set_cookie("visitor", "ImFiYyI.forged")
    ana.get(f"/es/articles/{SAVED}")
    assert ana.page.vote.state is VoteState.ASKED


def test_a_hundred_votes_at_the_same_moment_are_all_counted_once(app: Flask, centre: HelpCentre) -> None:
    """Ten voters press each ten times, all at once, on either engine."""
    now = utc_now()

    def press(n: int) -> None:
        with app.app_context(), transaction():
            cast_vote(centre.articles[0], "rev", f"voter {n % 10}", n % 20 < 10, False, now)

    with ThreadPoolExecutor(8) as people:
        list(people.map(press, range(100)))
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ArticleVote)) == 10
    assert counted(app, centre.articles[0].id).votes == 10


def test_one_statement_counts_any_number_of_articles(
    app: Flask, ana: Visitor, statements: Statements
) -> None:
    """Few by name, many all at once."""
    ana.press(SAVED, "yes")
    assert ana.app is app
    for names in (
        [SAVED],
        [f"a{n}" for n in range(499)] + [SAVED],
        [f"a{n}" for n in range(20_000)] + [SAVED],
    ):
        with app.app_context(), statements() as seen:
            assert usefulness_of(names)[SAVED] == Usefulness(1, 1)
        assert len(seen) == 1
