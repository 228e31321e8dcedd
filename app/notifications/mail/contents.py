"""What a letter says beside its headline, for each kind of notice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.escalation.models import EscalationRequest
from app.incidents.models import Incident
from app.kernel.terms import Language, Priority, SupportLevel
from app.kernel.text import one_line
from app.knowledge.reading import NothingPublished, current_generation
from app.notifications.failing import FailingArticle, failing_articles, monday_before
from app.notifications.mail.page import Part, Quote, Way
from app.notifications.mail.speaking import portal_address
from app.notifications.models import Notice
from app.notifications.vocabulary import NoticeKind
from app.notifications.wording import address, headline, is_for_team
from app.satisfaction.labels import word_for
from app.satisfaction.links import survey_address
from app.satisfaction.models import SurveyAnswer, SurveyInvitation
from app.sla.commitment import Commitment
from app.storage.database import db
from app.tickets.labels import name_of
from app.tickets.lifecycle import REOPENS_WITHIN
from app.tickets.models import Ticket, TicketMessage
from app.tickets.promise_words import closed_words, exact, promise_of, promise_sentence
from app.tickets.promises import current_policy
from app.tickets.vocabulary import MessageKind, Side, TicketStatus
from app.web.i18n import day

_MOST_ARTICLES = 10  # that a letter names
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with what it is about, for whoever words a letter."""

    notice: Notice
    person: Person
    ticket: Ticket | None

    @property
    def is_theirs(self) -> bool:
        """Say whether the person is told as the requester."""
        return not is_for_team(self.notice)

    def number(self, name: str) -> int | None:
        """Return an identifier that the event carried."""
        value = self.notice.facts.get(name)
        return int(value) if value is not None else None

    def word(self, name: str) -> str:
        """Return a word that the event carried, empty for none."""
        return str(self.notice.facts.get(name) or "")


def part_of(notice: Notice, person: Person, language: Language) -> Part:
    """Return what is told about ``notice``, in the language in force, which is ``language``."""
    ticket = db.session.get(Ticket, notice.ticket_id) if notice.ticket_id else None
    told = Told(notice, person, ticket)
    written = _KINDS[notice.kind](told)
    return replace(
        written,
        title=headline(notice, language),
        reference=ticket.reference if ticket else "",
        about=one_line(ticket.title) if ticket else "",
        way=Way(_button(told), portal_address(address(notice, language))),
    )


def _button(told: Told) -> str:
    return {
        NoticeKind.QUESTION: _("Answer"),
        NoticeKind.REMINDER: _("Answer"),
        NoticeKind.RESOLVED: _("Say whether it works"),
        NoticeKind.SURVEY: _("Rate the help"),
        NoticeKind.ESCALATION_REQUESTED: _("Decide"),
        NoticeKind.RATED_LOW: _("See the ratings"),
        NoticeKind.INCIDENT_ENDED: _("See my tickets"),
        NoticeKind.ARTICLE_FIXED: _("Read the article"),
        NoticeKind.ARTICLES_TO_REVIEW: _("See the articles"),
        NoticeKind.ARTICLES_TO_CHECK: _("See the articles"),
    }.get(told.notice.kind, _("See the ticket"))


def _opened(told: Told) -> Part:
    ticket = _ticket(told)
    if not told.is_theirs:
        return Part(facts=_case(told), quote=_report(ticket))
    promised = promise_sentence(promise_of(ticket))
    news = _("We write to you as soon as there is news.")
    return Part(lead=f"{promised} {news}", quote=Quote.of(_("What you wrote:"), ticket.happened))


def _assigned(told: Told) -> Part:
    return Part(facts=() if told.is_theirs else _case(told))


def _said(told: Told) -> Part:
    return Part(quote=_message(told))


def _asked(told: Told) -> Part:
    waits = _("We go on as soon as you answer; until then the time to solve it stands still.")
    return Part(paragraphs=(waits,), quote=_message(told))


def _reminded(told: Told) -> Part:
    question = _last_question(_ticket(told))
    words = _("We go on as soon as you answer. If you no longer need this, you can close the ticket.")
    return Part(paragraphs=(words,), quote=question)


def _resolved(told: Told) -> Part:
    ticket = _ticket(told)
    words = [_("If it still fails, say so and we go on.")]
    if ticket.status is TicketStatus.RESOLVED and ticket.lapses_at:
        lapses = exact(ticket.lapses_at)
        words.insert(0, _("If it works, confirm it; on %(when)s the ticket closes by itself.", when=lapses))
    return Part(paragraphs=(" ".join(words),), quote=_message(told))


def _reopened(told: Told) -> Part:
    if told.is_theirs:
        return Part(lead=_("We take it up again."), quote=_message(told))
    return Part(facts=_case(told), quote=_message(told))


def _closed(told: Told) -> Part:
    ticket = _ticket(told)
    if not told.is_theirs or ticket.closed_at is None:
        return Part()
    until = day(ticket.closed_at + REOPENS_WITHIN)
    words = _("If the problem comes back, you can reopen it until %(day)s by writing on it.", day=until)
    return Part(paragraphs=(words,))


def _merged(told: Told) -> Part:
    words = _("Both are about the same. What you wrote is there, and answers to this number arrive there.")
    return Part(paragraphs=(words,) if told.is_theirs else ())


def _priority_changed(told: Told) -> Part:
    ticket, change = _ticket(told), _from_to(told)
    if not told.is_theirs:
        return Part(facts=(*change, *_due(ticket)))
    owed = ticket.first_response_at is None and ticket.status is not TicketStatus.CLOSED
    return Part(paragraphs=(promise_sentence(promise_of(ticket)),) if owed else (), facts=change)


def _priority_requested(told: Told) -> Part:
    wanted = ((_("Wanted priority"), name_of(Priority(told.word("wanted")))),)
    return Part(facts=(*wanted, *_case(told)))


def _priority_raised(told: Told) -> Part:
    words = _("The time to solve it passed, so its priority rose by itself.")
    return Part(paragraphs=(words,), facts=(*_from_to(told), *(() if told.is_theirs else _case(told))))


def _level_raised(told: Told) -> Part:
    return Part(facts=(*_levels(told), *_case(told)))


def _escalation_requested(told: Told) -> Part:
    request = _request(told)
    if request is None:
        return Part(facts=_case(told))
    quote = Quote.of(_("Why:"), request.reason) if request.reason else None
    due = ((_("Decide before"), exact(request.decide_by)),)
    return Part(facts=(*due, *_case(told)), quote=quote)


def _escalation_decided(told: Told) -> Part:
    request = _request(told)
    accepted = told.notice.facts.get("accepted")
    words = (_("Somebody with more experience takes care of it."),) if accepted else ()
    answer = request.answer if request else ""
    quote = Quote.of(_("What the supervisor says:"), answer) if answer else None
    return Part(paragraphs=words, quote=quote)


def _promise(told: Told) -> Part:
    due = exact(datetime.fromisoformat(told.word("due_at")))
    promised = ((_("Promise"), name_of(Commitment(told.word("commitment")))), (_("Promised for"), due))
    return Part(facts=(*promised, *_case(told, with_due=False)))


def _alerted(told: Told) -> Part:
    return Part(facts=_case(told), quote=_report(_ticket(told)))


def _surveyed(told: Told) -> Part:
    invitation = db.session.get(SurveyInvitation, told.number("invitation_id"))
    if invitation is None:
        return Part()
    page = portal_address(survey_address(invitation))
    stars = tuple(Way(word_for(number), f"{page}?stars={number}") for number in range(1, 6))
    words = _("Choose from 1 to 5 stars; nothing is sent until you confirm it on the page.")
    return Part(paragraphs=(words,), stars=stars)


def _rated_low(told: Told) -> Part:
    invitation_id = told.number("invitation_id")
    answer = db.session.get(SurveyAnswer, invitation_id) if invitation_id else None
    comment = answer.comment if answer else ""
    rated = ((_("Rating"), word_for(told.number("stars") or 1)),)
    quote = Quote.of(_("%(who)s wrote:", who=_requester(_ticket(told))), comment) if comment else None
    return Part(facts=(*rated, *_case(told, with_due=False)), quote=quote)


def _incident_ended(told: Told) -> Part:
    incident = db.session.get(Incident, told.number("incident_id"))
    solution = incident.solution if incident else ""
    words = _("You told us that this problem affected you. If you still see it, write to us.")
    return Part(paragraphs=(words,), quote=Quote.of(_("What we did:"), solution) if solution else None)


def _article_fixed(_told: Told) -> Part:
    return Part(paragraphs=(_("Thanks for telling us: now it helps others too."),))


def _articles_to_review(told: Told) -> Part:
    words = _("Readers said that they do not help, or that something in them is wrong. Read their reasons.")
    failing = failing_articles(monday_before(told.notice.occurred_at, current_policy().business))
    rows = tuple((_article_title(told, each.article_id), _votes(each)) for each in failing[:_MOST_ARTICLES])
    left = len(failing) - len(rows)
    more = (ngettext("And %(num)s more.", "And %(num)s more.", left),) if left else ()
    return Part(lead=words, facts=rows, paragraphs=more)


def _articles_to_check(told: Told) -> Part:
    words = _("Read them again: correct what is no longer so, or say that they are still right.")
    named = [entry.split(" ") for entry in told.word("due").split(",") if entry]
    rows = tuple(
        (_article_title(told, article_id, Language(language)), day(date.fromisoformat(due)))
        for article_id, language, due in named
    )
    left = (told.number("articles") or 0) - len(rows)
    more = (ngettext("And %(num)s more.", "And %(num)s more.", left),) if left > 0 else ()
    return Part(lead=words, facts=rows, paragraphs=more)


def _article_title(told: Told, article_id: str, language: Language | None = None) -> str:
    """Return what the person may read it under, else its id: it may have been taken away since."""
    try:
        shelf = current_generation().shelf(reader_of(told.person).audiences)
    except NothingPublished:
        return article_id
    article = shelf.by_id(article_id, language or told.person.language)
    return article.title if article else article_id


def _votes(failing: FailingArticle) -> str:
    said = _("%(failed)s of %(votes)s say that it does not help", failed=failing.failed, votes=failing.votes)
    wrong = ngettext("%(num)s says that it is wrong", "%(num)s say that it is wrong", failing.incorrect)
    return f"{said} · {wrong}" if failing.incorrect else said


_KINDS: Mapping[NoticeKind, Callable[[Told], Part]] = {
    NoticeKind.TICKET_OPENED: _opened,
    NoticeKind.ASSIGNED: _assigned,
    NoticeKind.REPLY: _said,
    NoticeKind.QUESTION: _asked,
    NoticeKind.REQUESTER_WROTE: _said,
    NoticeKind.RESOLVED: _resolved,
    NoticeKind.REOPENED: _reopened,
    NoticeKind.CLOSED: _closed,
    NoticeKind.MERGED: _merged,
    NoticeKind.PRIORITY_CHANGED: _priority_changed,
    NoticeKind.PRIORITY_REQUESTED: _priority_requested,
    NoticeKind.PRIORITY_RAISED: _priority_raised,
    NoticeKind.LEVEL_RAISED: _level_raised,
    NoticeKind.ESCALATION_REQUESTED: _escalation_requested,
    NoticeKind.ESCALATION_DECIDED: _escalation_decided,
    NoticeKind.BREACH_NEAR: _promise,
    NoticeKind.PROMISE_BROKEN: _promise,
    NoticeKind.SUPERVISORS_ALERTED: _alerted,
    NoticeKind.REMINDER: _reminded,
    NoticeKind.SURVEY: _surveyed,
    NoticeKind.RATED_LOW: _rated_low,
    NoticeKind.INCIDENT_ENDED: _incident_ended,
    NoticeKind.ARTICLE_FIXED: _article_fixed,
    NoticeKind.ARTICLES_TO_REVIEW: _articles_to_review,
    NoticeKind.ARTICLES_TO_CHECK: _articles_to_check,
}


def _ticket(told: Told) -> Ticket:
    if told.ticket is None:
        raise LookupError(f"a notice of the kind {told.notice.kind!r} is about a ticket")
    return told.ticket


def _case(told: Told, *, with_due: bool = True) -> Facts:
    """Return what the team needs to know before opening a ticket."""
    ticket = _ticket(told)
    known = (
        (_("Customer"), f"{_requester(ticket)} · {name_of(ticket.plan)}"),
        (_("Priority"), name_of(ticket.priority)),
        (_("Type"), name_of(ticket.type)),
    )
    return (*known, *_due(ticket)) if with_due else known


def _due(ticket: Ticket) -> Facts:
    """Return by when the first answer is due and why no sooner, while it is owed."""
    if ticket.first_response_at is not None or ticket.status is TicketStatus.CLOSED:
        return ()
    closed = " ".join(closed_words(promise_of(ticket).closures))
    return ((_("Answer before"), " · ".join(filter(None, [exact(ticket.first_response_due_at), closed]))),)


def _from_to(told: Told) -> Facts:
    before, after = (name_of(Priority(told.word(name))) for name in ("before", "after"))
    return ((_("Priority"), f"{before} → {after}"),)


def _levels(told: Told) -> Facts:
    before, after = (told.number(name) or SupportLevel.ASSIGNED_AGENT for name in ("before", "after"))
    return ((_("Level"), f"{name_of(SupportLevel(before))} → {name_of(SupportLevel(after))}"),)


def _report(ticket: Ticket) -> Quote:
    return Quote.of(_("%(who)s wrote:", who=_requester(ticket)), ticket.happened)


def _message(told: Told) -> Quote | None:
    """Quote the message that the notice is about; never a note, never one of another ticket."""
    message_id = told.number("message_id")
    return _quoted(db.session.get(TicketMessage, message_id), told.ticket) if message_id else None


def _last_question(ticket: Ticket) -> Quote | None:
    questions = select(TicketMessage).filter_by(ticket_id=ticket.id, side=Side.STAFF, asks=True)
    return _quoted(db.session.scalar(questions.order_by(TicketMessage.id.desc()).limit(1)), ticket)


def _quoted(message: TicketMessage | None, ticket: Ticket | None) -> Quote | None:
    if message is None or ticket is None or message.ticket_id != ticket.id:
        return None
    if message.kind is not MessageKind.REPLY:
        return None
    author = db.session.get_one(Person, message.author_id).name
    return Quote.of(_("%(who)s wrote:", who=one_line(author)), message.body)


def _request(told: Told) -> EscalationRequest | None:
    request_id = told.number("request_id")
    return db.session.get(EscalationRequest, request_id) if request_id else None


def _requester(ticket: Ticket) -> str:
    return one_line(db.session.get_one(Person, ticket.requester_id).name)
