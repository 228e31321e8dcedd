"""Where votes on an article arrive: cast, explained, withdrawn."""

from collections.abc import Callable
from http import HTTPStatus

from flask import (
    Response,
    abort,
    after_this_request,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.kernel.clock import utc_now
from app.kernel.errors import NotAllowed, RuleBroken
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.access import article_to_vote_on
from app.knowledge.actions import TooManyVotes, cast_vote, give_reason, limit_voting, withdraw_vote
from app.knowledge.article import Article
from app.knowledge.forms import ReasonForm, VoteForm, unsealed_revision
from app.knowledge.pages import VoteFragment
from app.knowledge.queries import ballot_of, usefulness_of_one
from app.knowledge.routes import article_answer, open_shelf
from app.knowledge.vote_panel import vote_panel
from app.knowledge.voter import voter_address, voter_with
from app.knowledge.votes import Answer, Ballot, NoReason
from app.settings import Settings
from app.storage.database import transaction
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.identity import current_reader
from app.web.robots import is_robot
from app.web.visitors import let_carry, visitor_number

votes = Blueprint("votes", __name__)
_AN_HOUR = 3600


@votes.page("/<language:language>/articles/<slug>/vote", access=anyone, methods=("POST",))
def cast(language: Language, slug: str) -> ResponseReturnValue:
    """Count yes or no at once; a visitor's browser is given the number its vote is kept under."""
    _generation, shelf = open_shelf()
    article = article_to_vote_on(shelf, language, slug)
    form = VoteForm()
    if not form.validate():
        raise RuleBroken(N_("Choose yes or no."))
    helpful = form.helpful.data == Answer.YES
    revision = unsealed_revision(article, form.revision.data)
    by_staff, now = current_reader().is_staff, utc_now()
    return _voting(
        language, article, revision, lambda voter: cast_vote(article, revision, voter, helpful, by_staff, now)
    )


@votes.page("/<language:language>/articles/<slug>/vote/reason", access=anyone, methods=("POST",))
def reason(language: Language, slug: str) -> ResponseReturnValue:
    """Keep why the article did not help; a mistake shows the page again with what was written."""
    generation, shelf = open_shelf()
    article = article_to_vote_on(shelf, language, slug)
    form = ReasonForm()
    revision = unsealed_revision(article, form.revision.data)
    if not form.validate():
        return _refused(language, article, form) or article_answer(
            generation, shelf, article, language, refused=form
        )
    ballot = Ballot(False, NoReason(form.reason.data or ""), form.comment.data or "", form.contact.data or "")
    now = utc_now()
    return _voting(
        language, article, revision, lambda voter: give_reason(article, revision, voter, ballot, now)
    )


@votes.page("/<language:language>/articles/<slug>/vote/withdrawal", access=anyone, methods=("POST",))
def withdrawal(language: Language, slug: str) -> ResponseReturnValue:
    """Take the vote back."""
    _generation, shelf = open_shelf()
    article = article_to_vote_on(shelf, language, slug)
    revision = unsealed_revision(article, request.form.get("revision"))
    return _voting(language, article, revision, lambda voter: withdraw_vote(article, revision, voter))


def _voting(
    language: Language, article: Article, revision: str, act: Callable[[str], None]
) -> ResponseReturnValue:
    """Do ``act`` for the voter within the limit, and answer with where the vote stands now."""
    if is_robot(request.headers.get("User-Agent", "")):
        raise NotAllowed(N_("Votes are for people. Open the article in a browser to vote."))
    number = visitor_number()
    voter = voter_with(number)
    settings: Settings = current_app.extensions["settings"]
    try:
        with transaction():
            limit_voting(voter, voter_address(), utc_now(), settings.votes_per_hour)
            act(voter)
    except TooManyVotes:
        _ask_to_wait()
    answer = _standing(language, article, revision, voter)
    if not current_reader().is_known:
        let_carry(answer, number)
    return answer


def _standing(language: Language, article: Article, revision: str, voter: str) -> Response:
    if not _wants_fragment():
        address = url_for("articles.show", language=language, slug=article.slug, _anchor="vote")
        return make_response(redirect(address, HTTPStatus.SEE_OTHER))
    panel = vote_panel(
        article,
        language,
        usefulness_of_one(article.id),
        ballot_of(voter, article.id, revision),
        is_staff=current_reader().is_staff,
    )
    return make_response(render_template("knowledge/vote.html", page=VoteFragment(panel)))


def _refused(language: Language, article: Article, form: ReasonForm) -> Response | None:
    if not _wants_fragment():
        return None
    panel = vote_panel(
        article,
        language,
        usefulness_of_one(article.id),
        None,
        is_staff=current_reader().is_staff,
        refused=form,
    )
    return make_response(render_template("knowledge/vote.html", page=VoteFragment(panel)), 422)


def _wants_fragment() -> bool:
    return request.headers.get("X-Fragment") == "1"


def _ask_to_wait() -> None:
    @after_this_request
    def say_when(response: Response) -> Response:
        response.headers["Retry-After"] = str(_AN_HOUR)
        return response

    abort(HTTPStatus.TOO_MANY_REQUESTS)
