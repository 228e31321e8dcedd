"""What a notice says in one sentence, where it leads, and whether it is still its person's to read."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from flask_babel import force_locale, gettext, ngettext
from sqlalchemy import select

from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.incidents.models import Incident
from app.kernel.permissions import Permission
from app.kernel.terms import Language, Priority, SupportLevel
from app.kernel.wording import N_
from app.knowledge.article import Article
from app.knowledge.reading import NothingPublished, current_generation
from app.notifications.models import Notice
from app.notifications.vocabulary import NoticeKind
from app.satisfaction.links import token_of
from app.satisfaction.models import SurveyInvitation
from app.storage.database import db
from app.tickets.access import Viewer, viewer_of, visible_messages, visible_tickets
from app.tickets.labels import name_of
from app.tickets.models import Ticket, TicketMessage
from app.web.identity import STRANGER


@dataclass(frozen=True, slots=True)
class Sayings:
    """The sentences of a kind: to the requester of the ticket, and to the team."""

    mine: str
    team: str


_SAYINGS: Mapping[NoticeKind, Sayings] = {
    NoticeKind.TICKET_OPENED: Sayings(
        N_("We received your ticket %(reference)s"), N_("%(actor)s opened %(reference)s")
    ),
    NoticeKind.ASSIGNED: Sayings(
        N_("%(assignee)s takes care of %(reference)s"), N_("%(reference)s is with %(assignee)s now")
    ),
    NoticeKind.REPLY: Sayings(*[N_("%(actor)s answered on %(reference)s")] * 2),
    NoticeKind.QUESTION: Sayings(*[N_("%(actor)s needs your answer on %(reference)s")] * 2),
    NoticeKind.REQUESTER_WROTE: Sayings(*[N_("%(actor)s wrote on %(reference)s")] * 2),
    NoticeKind.RESOLVED: Sayings(*[N_("%(actor)s solved %(reference)s: tell us whether it works")] * 2),
    NoticeKind.REOPENED: Sayings(*[N_("%(actor)s reopened %(reference)s")] * 2),
    NoticeKind.CLOSED: Sayings(*[N_("%(reference)s is closed")] * 2),
    NoticeKind.MERGED: Sayings(*[N_("%(reference)s goes on under %(into)s")] * 2),
    NoticeKind.PRIORITY_CHANGED: Sayings(
        *[N_("%(actor)s set the priority of %(reference)s to %(after)s")] * 2
    ),
    NoticeKind.PRIORITY_REQUESTED: Sayings(
        *[N_("%(actor)s asks for priority %(after)s on %(reference)s")] * 2
    ),
    NoticeKind.PRIORITY_RAISED: Sayings(*[N_("The priority of %(reference)s rose to %(after)s")] * 2),
    NoticeKind.LEVEL_RAISED: Sayings(*[N_("%(reference)s rose to level %(level)s")] * 2),
    NoticeKind.ESCALATION_REQUESTED: Sayings(*[N_("%(actor)s asks to escalate %(reference)s")] * 2),
    NoticeKind.ESCALATION_DECIDED: Sayings(
        N_("%(reference)s was escalated, as you asked"), N_("%(actor)s escalated %(reference)s")
    ),
    NoticeKind.BREACH_NEAR: Sayings(*[N_("A promise on %(reference)s is about to break")] * 2),
    NoticeKind.PROMISE_BROKEN: Sayings(*[N_("A promise on %(reference)s was broken")] * 2),
    NoticeKind.SUPERVISORS_ALERTED: Sayings(*[N_("%(reference)s is critical: look at it now")] * 2),
    NoticeKind.REMINDER: Sayings(*[N_("We are waiting for your answer on %(reference)s")] * 2),
    NoticeKind.SURVEY: Sayings(*[N_("How was the help on %(reference)s?")] * 2),
    NoticeKind.INCIDENT_ENDED: Sayings(*[N_("It is solved: %(title)s")] * 2),
    NoticeKind.ARTICLE_FIXED: Sayings(
        *[N_("We corrected the article «%(title)s» that you told us about")] * 2
    ),
}
_TO_NEW_ASSIGNEE = N_("%(reference)s is yours now")
_TO_QUEUE = N_("%(reference)s went back to the queue")
_DECLINED = Sayings(
    N_("%(reference)s stays where it is: read why"), N_("%(actor)s declined to escalate %(reference)s")
)
# What a person must hold to be told a kind.
NEEDS: Mapping[NoticeKind, Permission] = {
    NoticeKind.ESCALATION_REQUESTED: Permission.DIRECT_TICKETS,
    NoticeKind.SUPERVISORS_ALERTED: Permission.DIRECT_TICKETS,
    NoticeKind.RATED_LOW: Permission.DIRECT_TICKETS,
    NoticeKind.ARTICLES_TO_REVIEW: Permission.REVIEW_VOTES,
    NoticeKind.ARTICLES_TO_CHECK: Permission.REVIEW_VOTES,
}
# Kinds that the team is told; the requester of the ticket never is.
FOR_TEAM = frozenset(
    {
        NoticeKind.REQUESTER_WROTE,
        NoticeKind.PRIORITY_REQUESTED,
        NoticeKind.LEVEL_RAISED,
        NoticeKind.ESCALATION_REQUESTED,
        NoticeKind.BREACH_NEAR,
        NoticeKind.PROMISE_BROKEN,
        NoticeKind.SUPERVISORS_ALERTED,
        NoticeKind.RATED_LOW,
        NoticeKind.ARTICLES_TO_REVIEW,
        NoticeKind.ARTICLES_TO_CHECK,
    }
)


def headline(notice: Notice, language: Language) -> str:
    """Say a notice in one sentence: Juan Pérez respondió en TQ-7F3K9."""
    with force_locale(language.value):
        if notice.kind is NoticeKind.RATED_LOW:
            stars = int(notice.facts.get("stars", 1))
            values = {"reference": _reference(_ticket_of(notice))}
            return ngettext(
                "%(num)s star for the help on %(reference)s",
                "%(num)s stars for the help on %(reference)s",
                stars,
                **values,
            )
        if notice.kind is NoticeKind.ARTICLES_TO_REVIEW:
            return ngettext(
                "%(num)s article did not help this week: review it",
                "%(num)s articles did not help this week: review them",
                int(notice.facts.get("articles", 1)),
            )
        if notice.kind is NoticeKind.ARTICLES_TO_CHECK:
            return ngettext(
                "%(num)s article is due to be read again",
                "%(num)s articles are due to be read again",
                int(notice.facts.get("articles", 1)),
            )
        return gettext(_saying(notice), **_values(notice, language))


def address(notice: Notice, language: Language) -> str:
    """Return the path where a notice leads, beginning with ``/``; to be joined to the base URL in letters."""
    endpoint, values = _place(notice, language)
    urls = current_app.url_map.bind("localhost")
    return str(urls.build(endpoint, {"language": language, **values}))


def is_still_theirs(notice: Notice) -> bool:
    """Say whether the person may still see what the notice is about; else it is neither shown nor sent."""
    person = db.session.get(Person, notice.person_id) if notice.person_id else None
    if person is None or not person.active:
        return False
    reader = reader_of(person)
    if notice.kind in NEEDS and not reader.may(NEEDS[notice.kind]):
        return False
    if notice.kind is NoticeKind.ARTICLE_FIXED:
        return _article_of(notice, person.language) is not None
    if notice.ticket_id is None:
        return True
    return _sees_ticket(notice, viewer_of(reader))


def is_for_team(notice: Notice) -> bool:
    """Say whether the person is told as one of the team, whose hours count."""
    if notice.kind in FOR_TEAM:
        return True
    ticket = _ticket_of(notice)
    return ticket is not None and ticket.requester_id != notice.person_id


def _sees_ticket(notice: Notice, viewer: Viewer) -> bool:
    ticket = db.session.scalar(select(Ticket).where(Ticket.id == notice.ticket_id, visible_tickets(viewer)))
    if ticket is None or (notice.kind in FOR_TEAM and ticket.requester_id == viewer.person_id):
        return False
    message_id = notice.facts.get("message_id")
    if message_id is None:
        return True
    message = select(TicketMessage.id).join(Ticket, Ticket.id == TicketMessage.ticket_id)
    return (
        db.session.scalar(message.where(TicketMessage.id == message_id, visible_messages(viewer))) is not None
    )


def _saying(notice: Notice) -> str:
    facts, mine = notice.facts, not is_for_team(notice)
    sayings = _SAYINGS[notice.kind]
    if notice.kind is NoticeKind.ESCALATION_DECIDED and not facts.get("accepted"):
        sayings = _DECLINED
    if notice.kind is NoticeKind.ASSIGNED and not mine:
        if facts.get("assignee_id") == notice.person_id:
            return _TO_NEW_ASSIGNEE
        if facts.get("assignee_id") is None:
            return _TO_QUEUE
    return sayings.mine if mine else sayings.team


def _values(notice: Notice, language: Language) -> dict[str, str]:
    facts, ticket = notice.facts, _ticket_of(notice)
    values = {"reference": _reference(ticket), "into": str(facts.get("into", ""))}
    values["actor"] = _name(facts.get("actor_id") or facts.get("author_id") or _doer(notice, ticket))
    values["assignee"] = _name(facts.get("assignee_id"))
    if priority := str(facts.get("wanted") or facts.get("after") or ""):
        values["after"] = name_of(Priority(priority)).lower() if priority in set(Priority) else priority
    if notice.kind is NoticeKind.LEVEL_RAISED:
        level = SupportLevel(int(facts.get("after", 1)))
        values["level"] = f"{level.value} ({name_of(level)})"
    if notice.kind in {NoticeKind.INCIDENT_ENDED, NoticeKind.ARTICLE_FIXED}:
        values["title"] = _title(notice, language)
    return values


def _doer(notice: Notice, ticket: Ticket | None) -> int | None:
    """Return who acted where the event names nobody: what requesters do, they do on their own ticket."""
    by_requester = {
        NoticeKind.TICKET_OPENED,
        NoticeKind.PRIORITY_REQUESTED,
        NoticeKind.ESCALATION_REQUESTED,
    }
    return ticket.requester_id if ticket and notice.kind in by_requester else None


def _title(notice: Notice, language: Language) -> str:
    if notice.kind is NoticeKind.INCIDENT_ENDED:
        incident = db.session.get(Incident, int(notice.facts.get("incident_id", 0)))
        return incident.title(language) if incident else ""
    article = _article_of(notice, language)
    return article.title if article else ""


def _place(notice: Notice, language: Language) -> tuple[str, Mapping[str, object]]:
    """Return the page a notice leads to."""
    if notice.kind is NoticeKind.ARTICLES_TO_REVIEW:
        return "workspace_deflection.show", {}
    if notice.kind is NoticeKind.ARTICLES_TO_CHECK:
        return "workspace_freshness.show", {}
    if notice.kind is NoticeKind.ARTICLE_FIXED and (article := _article_of(notice, language)):
        return "articles.show", {"language": article.language, "slug": article.slug}
    if notice.kind is NoticeKind.RATED_LOW:
        return "workspace_ratings.show", {}
    invitation_id = notice.facts.get("invitation_id")
    invitation = db.session.get(SurveyInvitation, invitation_id) if invitation_id else None
    if notice.kind is NoticeKind.SURVEY and invitation is not None:
        return "satisfaction.show", {"token": token_of(invitation)}
    ticket = _ticket_of(notice)
    if ticket is None:
        return "tickets.mine", {}
    reference = _reference(db.session.get(Ticket, ticket.merged_into_id) if ticket.merged_into_id else ticket)
    page = "workspace_ticket.show" if is_for_team(notice) else "tickets.show"
    return page, {"reference": reference}


def _article_of(notice: Notice, language: Language) -> Article | None:
    """Return the article as the person may read it; None where it is gone or nothing is published."""
    person = db.session.get(Person, notice.person_id) if notice.person_id else None
    try:
        shelf = current_generation().shelf((reader_of(person) if person else STRANGER).audiences)
    except NothingPublished:
        return None
    return shelf.by_id(str(notice.facts.get("article_id", "")), language)


def _ticket_of(notice: Notice) -> Ticket | None:
    return db.session.get(Ticket, notice.ticket_id) if notice.ticket_id else None


def _reference(ticket: Ticket | None) -> str:
    return ticket.reference if ticket else ""


def _name(person_id: object) -> str:
    person = db.session.get(Person, person_id) if person_id else None
    return person.name if person else "TuQR"  # nobody: the programme itself
