"""The link of a letter that ends letters like it: opening it asks, pressing its button does it."""

from dataclasses import dataclass

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.models import Person
from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.knowledge.heads import unlisted_head
from app.knowledge.pages import Meta
from app.notifications.actions import choose
from app.notifications.mail.addresses import masked
from app.notifications.mail.unsubscribing import Mailbox, meant_by
from app.notifications.readers import close_mailbox
from app.notifications.vocabulary import ChannelKind, Topic
from app.storage.database import transaction
from app.web.access import anyone
from app.web.blueprint import Blueprint

unsubscribe = Blueprint("unsubscribe", __name__)


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """Whose letters end, and about what; ``problem`` says why they do not.

    ``email`` is empty for an address without an account, which has no choices either.
    """

    meta: Meta
    token: str
    email: str
    about: str
    is_done: bool = False
    problem: str = ""


@unsubscribe.page("/<language:language>/unsubscribe/<token>", access=anyone)
def ask(language: Language, token: str) -> ResponseReturnValue:
    """Ask; programs that open links of letters change nothing."""
    meant = meant_by(token)
    page = _mailbox_page(token) if isinstance(meant, Mailbox) else _page(*meant, token)
    return render_template("portal/unsubscribe.html", page=page)


@unsubscribe.page("/<language:language>/unsubscribe/<token>", access=anyone, methods=("POST",))
def stop(language: Language, token: str) -> ResponseReturnValue:
    """End the letters; mail programs send this themselves when somebody presses their button (RFC 8058)."""
    meant = meant_by(token)
    if isinstance(meant, Mailbox):
        with transaction():
            close_mailbox(meant.name, utc_now())
        return render_template("portal/unsubscribe.html", page=_mailbox_page(token, is_done=True))
    person, topic = meant
    try:
        with transaction():
            choose(person.id, topic, ChannelKind.EMAIL, wanted=False)
    except RuleBroken as refusal:
        page = _page(person, topic, token, problem=_(refusal.message))
        return render_template("portal/unsubscribe.html", page=page), 422
    return render_template("portal/unsubscribe.html", page=_page(person, topic, token, is_done=True))


@unsubscribe.after_request
def keep_the_link_private(response: Response) -> Response:
    """Never tell the link to another page, a search engine or a cache."""
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    person: Person, topic: Topic, token: str, *, is_done: bool = False, problem: str = ""
) -> UnsubscribePage:
    title = _("No more letters about this") if is_done else _("Stop these letters?")
    return UnsubscribePage(
        meta=unlisted_head(title, url_for("unsubscribe.ask", token=token)),
        token=token,
        email=masked(person.email),
        about=_about(topic),
        is_done=is_done,
        problem=problem,
    )


def _mailbox_page(token: str, *, is_done: bool = False) -> UnsubscribePage:
    """Speak of an address that has no account, and that the link does not tell."""
    title = _("No more letters about this") if is_done else _("Stop these letters?")
    return UnsubscribePage(
        meta=unlisted_head(title, url_for("unsubscribe.ask", token=token)),
        token=token,
        email="",
        about=_("Corrections of articles that you asked to be told of"),
        is_done=is_done,
    )


def _about(topic: Topic) -> str:
    return {
        Topic.MY_TICKETS: _("Your tickets: answers, questions and what becomes of them"),
        Topic.SURVEYS: _("Surveys about the help you got"),
        Topic.WORK: _("Tickets that you answer"),
        Topic.PROMISES: _("Promises that are about to break, and levels that rise"),
        Topic.SUPERVISION: _("Requests and alerts for supervisors"),
        Topic.ARTICLES: _("Help articles: corrections and reviews"),
    }[topic]
