"""Words notices as letters: in the language of whoever gets them, as text and as HTML."""

from collections.abc import Mapping, Sequence

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import Person
from app.kernel.text import one_line
from app.notifications.catalogue import CATALOGUE
from app.notifications.channels.port import Letter
from app.notifications.choices import can_choose
from app.notifications.letters import new_message_id
from app.notifications.mail.addresses import reply_address
from app.notifications.mail.contents import part_of
from app.notifications.mail.message import sender_of
from app.notifications.mail.page import LetterPage, Part, Way
from app.notifications.mail.speaking import portal_address, speaking
from app.notifications.mail.threading import thread_of
from app.notifications.mail.unsubscribing import token_for
from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import ChannelKind, NoticeKind, Topic
from app.notifications.wording import is_for_team
from app.settings import Settings
from app.storage.database import db
from app.tickets.models import Ticket

_PREVIEW = 140  # characters that mail programs show beside the subject
# Letters of a conversation keep the ticket's title as their subject, so that programs gather them.
_CONVERSATION = frozenset(
    {
        NoticeKind.TICKET_OPENED,
        NoticeKind.REPLY,
        NoticeKind.QUESTION,
        NoticeKind.REQUESTER_WROTE,
        NoticeKind.RESOLVED,
        NoticeKind.REOPENED,
        NoticeKind.CLOSED,
        NoticeKind.REMINDER,
    }
)


def letter_for(delivery: Delivery, notice: Notice, person: Person) -> Letter:
    """Word one notice for ``person``; the same for every try."""
    settings, ticket = _settings(), _ticket_of(notice)
    with speaking(person.language):
        part = part_of(notice, person, person.language)
        answers = ticket is not None and not is_for_team(notice)
        reply_to = reply_address(settings, ticket.reference, person.id) if ticket and answers else ""
        page = _page(part.title, _subject(notice, ticket, part), (part,), person, topic_of(notice), reply_to)
        domain = sender_of(settings).domain
        thread = thread_of(delivery, ticket.id, ticket.reference, domain) if ticket else ()
        return _letter(page, delivery.message_id, person, reply_to, thread)


def digest_for(told: Sequence[tuple[Delivery, Notice]], person: Person) -> Letter:
    """Word what waited for the day's letter, oldest first; the same notices make the same Message-ID."""
    with speaking(person.language):
        parts = tuple(part_of(notice, person, person.language) for _delivery, notice in told)
        title = ngettext("%(num)s thing happened", "%(num)s things happened", len(parts))
        subject = _("Your summary: %(title)s", title=title)
        topics = {topic_of(notice) for _delivery, notice in told}
        topic = topics.pop() if len(topics) == 1 else None
        page = _page(title, subject, parts, person, topic, reply_to="")
        keys = " ".join(delivery.message_id for delivery, _notice in told)
        return _letter(page, new_message_id(f"digest {keys}", ChannelKind.EMAIL), person)


def topic_of(notice: Notice) -> Topic:
    """Return under which topic somebody chose about letters of this kind."""
    topics = [row.topic for row in CATALOGUE if row.kind is notice.kind and ChannelKind.EMAIL in row.channels]
    topics = topics or [row.topic for row in CATALOGUE if row.kind is notice.kind]
    as_team = is_for_team(notice)
    return next((each for each in topics if (each is not Topic.MY_TICKETS) == as_team), topics[0])


def _letter(
    page: LetterPage, message_id: str, person: Person, reply_to: str = "", thread: tuple[str, ...] = ()
) -> Letter:
    return Letter(
        message_id=message_id,
        to_address=person.email,
        to_name=person.name,
        language=person.language,
        title=page.subject,
        text=render_template("mail/letter.txt", page=page),
        html=render_template("mail/letter.html", page=page, language=person.language),
        reply_to=reply_to,
        thread=thread,
        headers=headers_of(page),
    )


def headers_of(page: LetterPage) -> dict[str, str]:
    """Return the headers by which mail programs offer to end letters like it (RFC 8058)."""
    if page.unsubscribe is None:
        return {}
    return {
        "List-Unsubscribe": f"<{page.unsubscribe.url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _page(
    title: str, subject: str, parts: tuple[Part, ...], person: Person, topic: Topic | None, reply_to: str
) -> LetterPage:
    return LetterPage(
        title=title,
        subject=subject,
        preview=_preview(title, parts),
        parts=parts,
        answering=_answering(parts, reply_to),
        why=_why(topic),
        choices=Way(_("Choose what we write to you about"), portal_address(_choices_path())),
        unsubscribe=_unsubscribe(person, topic),
        portal=Way(_("TuQR Help"), portal_address(url_for("home.show"))),
    )


def _subject(notice: Notice, ticket: Ticket | None, part: Part) -> str:
    if ticket is None:
        return part.title
    if notice.kind in _CONVERSATION:
        return f"[{part.reference}] {part.about}"
    return part.title if part.reference in part.title else f"[{part.reference}] {part.title}"


def _preview(title: str, parts: Sequence[Part]) -> str:
    first = parts[0]
    rest = (first.lead, first.quote.text if first.quote else "", *first.paragraphs)
    said = [title, *rest] if len(parts) == 1 else [each.title for each in parts]
    return one_line(" · ".join(filter(None, said)))[:_PREVIEW]


def _answering(parts: Sequence[Part], reply_to: str) -> str:
    if reply_to:
        return _("You can simply answer this e-mail: what you write arrives on the ticket.")
    if any(part.reference for part in parts):
        return _("Nobody reads answers to this e-mail; write on the ticket's page.")
    return _("Nobody reads answers to this e-mail.")


def _why(topic: Topic | None) -> str:
    reasons: Mapping[Topic | None, str] = {
        Topic.MY_TICKETS: _("You get this letter because you wrote to TuQR's support."),
        Topic.SURVEYS: _("You get this letter because we solved a ticket of yours."),
        Topic.WORK: _("You get this letter because you answer tickets."),
        Topic.PROMISES: _("You get this letter because you keep the promises on these tickets."),
        Topic.SUPERVISION: _("You get this letter because you supervise the team; it cannot be turned off."),
        Topic.ARTICLES: _("You get this letter because you help us to keep the articles right."),
        None: _("You get this letter because you asked for one summary a day."),
    }
    return reasons[topic]


def _unsubscribe(person: Person, topic: Topic | None) -> Way | None:
    if topic is None or not can_choose(person, topic, ChannelKind.EMAIL):
        return None
    path = url_for("unsubscribe.ask", token=token_for(person.id, topic))
    return Way(_("Stop letters like this one"), portal_address(path))


def _choices_path() -> str:
    return url_for("notice_choices.show")


def _ticket_of(notice: Notice) -> Ticket | None:
    return db.session.get(Ticket, notice.ticket_id) if notice.ticket_id else None


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
