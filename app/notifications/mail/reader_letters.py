"""The letter to a reader without an account: that an article is corrected, and nothing anybody wrote."""

from datetime import datetime

from flask import render_template, url_for
from flask_babel import gettext as _

from app.kernel.terms import Language
from app.knowledge.article import Article
from app.notifications.channels.port import Letter, Undeliverable
from app.notifications.mail.compose import headers_of
from app.notifications.mail.page import LetterPage, Part, Way
from app.notifications.mail.speaking import portal_address, speaking
from app.notifications.mail.unsubscribing import token_for_mailbox
from app.notifications.models import Delivery, Notice
from app.notifications.readers import article_of
from app.web.i18n import day


def reader_letter(delivery: Delivery, notice: Notice) -> Letter:
    """Word the letter in the language of the vote; the same for every try.

    Raises Undeliverable when the article went away since it was last looked for.
    """
    article = article_of(notice)
    if article is None:
        raise Undeliverable("the article is not there any more")
    with speaking(article.language):
        page = _page(delivery, notice, article)
        return Letter(
            message_id=delivery.message_id,
            to_address=delivery.address,
            to_name="",
            language=article.language,
            title=page.subject,
            text=render_template("mail/letter.txt", page=page),
            html=render_template("mail/letter.html", page=page, language=article.language),
            headers=headers_of(page),
        )


def _page(delivery: Delivery, notice: Notice, article: Article) -> LetterPage:
    title = _("We corrected the article «%(title)s» that you told us about", title=article.title)
    thanks = _("Thanks for telling us: now it helps others too.")
    asked = datetime.fromisoformat(str(notice.facts["asked_at"]))
    return LetterPage(
        title=title,
        subject=title,
        preview=thanks,
        parts=(Part(title=title, paragraphs=(thanks,), way=_way(article)),),
        answering=_("Nobody reads answers to this e-mail."),
        why=_("You get this letter because on %(day)s you asked us to tell you.", day=day(asked)),
        choices=None,
        unsubscribe=_end(delivery, article.language),
        portal=Way(_("TuQR Help"), portal_address(url_for("home.show"))),
    )


def _way(article: Article) -> Way:
    path = url_for("articles.show", language=article.language, slug=article.slug)
    return Way(_("Read the article"), portal_address(path))


def _end(delivery: Delivery, language: Language) -> Way:
    path = url_for("unsubscribe.ask", language=language, token=token_for_mailbox(delivery.subject))
    return Way(_("Never write to this address again"), portal_address(path))
