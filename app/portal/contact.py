"""How to reach people: the channels that exist, their hours, and who answers what."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import NotFound
from app.kernel.terms import Language
from app.kernel.text import one_line
from app.knowledge.access import Moved, find_article
from app.knowledge.article import Article
from app.knowledge.catalogue import Shelf
from app.knowledge.heads import absolute, head_in_both_languages, trail
from app.knowledge.pages import Crumb, Meta
from app.knowledge.routes import open_shelf
from app.knowledge.rows import address_in
from app.search.models import StepKind
from app.search.query_log import carried_token, log_step
from app.web.access import anyone
from app.web.blueprint import Blueprint


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach us: an icon's name, what it is for, when it is answered, and where it leads."""

    icon: str
    title: str
    purpose: str
    hours: str
    address: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A department with its address and what it answers (the source's table)."""

    title: str
    address: str
    url: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """The contact page. ``mail_url`` is a mailto with the search or the article filled in.

    ``query`` and ``article_title`` say what the person brought along; either may be "". It goes
    along to ``ticket_url`` too.
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    query: str
    article_title: str
    article_url: str | None
    ticket_url: str
    mail_url: str
    mail_subject: str
    hours: str
    channels: tuple[Channel, ...]
    desks: tuple[Desk, ...]


contact = Blueprint("contact", __name__)
SUPPORT = "soporte@tuqr.com"
_LONGEST = 200


@contact.page("/<language:language>/contact", access=anyone)
def show(language: Language) -> ResponseReturnValue:
    """Show how to reach people, with the search (``q``) or the article the person comes from."""
    _generation, shelf = open_shelf()
    query = one_line(request.args.get("q"))[:_LONGEST]
    article = _article_brought(shelf, language, request.args.get("article", ""))
    page = contact_page(language, query, article)
    answer = make_response(render_template("portal/contact.html", page=page))
    log_step(answer, carried_token(), StepKind.CONTACTED)
    return answer


def contact_page(language: Language, query: str, article: Article | None) -> ContactPage:
    """Return the channels that exist, and a letter begun with what the person looked for."""
    description = _("Write to us: channels, hours and who answers what.")
    subject, body = _letter(language, query, article)
    return ContactPage(
        meta=head_in_both_languages("contact.show", language, _("Contact"), description),
        crumbs=trail(language, Crumb(_("Contact"))),
        query=query,
        article_title=article.title if article else "",
        article_url=address_in(language, article) if article else None,
        ticket_url=url_for(
            "ticket_form.show",
            language=language,
            q=query or None,
            article=article.slug if article else None,
            **{"from": carried_token() or None},  # type: ignore[arg-type]  # a word of Python's
        ),
        mail_url=_mailto(SUPPORT, subject, body),
        mail_subject=subject,
        hours=_("Monday to Friday, 8:00 a.m. to 6:00 p.m. (Venezuela time, GMT-4)"),
        channels=_channels(language, _mailto(SUPPORT, subject, body)),
        desks=_desks(),
    )


def _channels(language: Language, mail_url: str) -> tuple[Channel, ...]:
    """Return the channels of the source that exist already."""
    return (
        Channel(
            icon="mail",
            title=_("E-mail"),
            purpose=_("General questions and documents"),
            hours=_("Answered within 4 to 8 business hours"),
            address=SUPPORT,
            url=mail_url,
        ),
        Channel(
            icon="book-open",
            title=_("Help articles"),
            purpose=_("Answers at once, step by step"),
            hours=_("Any day, at any time"),
            address=_("Frequent questions"),
            url=url_for("articles.faq", language=language),
        ),
    )


def _desks() -> tuple[Desk, ...]:
    table = (
        (_("Technical support"), SUPPORT, _("Technical problems, errors, settings")),
        (_("Billing"), "facturacion@tuqr.com", _("Payments, subscriptions, refunds")),
        (_("Sales"), "ventas@tuqr.com", _("Plans and demonstrations")),
        (_("Management"), "gerencia@tuqr.com", _("Formal complaints, escalations")),
    )
    return tuple(Desk(title, address, f"mailto:{address}", purpose) for title, address, purpose in table)


def _article_brought(shelf: Shelf, language: Language, slug: str) -> Article | None:
    """Return the article the person comes from; a wrong or hidden one is as good as none."""
    try:
        found = find_article(shelf, language, slug)
    except NotFound:
        return None
    return None if isinstance(found, Moved) else found


def _letter(language: Language, query: str, article: Article | None) -> tuple[str, str]:
    if article:
        where = absolute(address_in(language, article))
        words = _("I read this article and still need help: %(address)s", address=where)
        return article.title, f"{words}\n\n"
    if query:
        words = _("I searched for «%(query)s» and did not find the answer.", query=query)
        return query, f"{words}\n\n"
    return _("I need help"), ""


def _mailto(address: str, subject: str, body: str) -> str:
    letter = {"subject": subject, "body": body.replace("\n", "\r\n")} if body else {"subject": subject}
    return f"mailto:{address}?{urlencode(letter, quote_via=quote)}"
