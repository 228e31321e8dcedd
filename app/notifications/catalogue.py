# ruff: noqa: E501  # a table is read in lines
"""The catalogue: which event tells whom what, by which way and how urgently. One table, read from above.

A person is told once of an event, by the first row that reaches them. The bell shows everything; the
channels here are the ones beside it that are used unless the person chose otherwise. WhatsApp is for
emergencies of VIP tickets only, whatever stands here (``is_emergency``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.escalation import events as escalation
from app.incidents import events as incidents
from app.kernel.events import Event
from app.kernel.terms import Plan, Priority, TicketType
from app.notifications import occasions as on
from app.notifications.audience import Circle
from app.notifications.vocabulary import ChannelKind, Topic, Urgency
from app.notifications.vocabulary import NoticeKind as Kind
from app.satisfaction import events as satisfaction
from app.tickets import events as tickets
from app.tickets.models import Ticket

BELL = frozenset[ChannelKind]()
MAIL = frozenset({ChannelKind.EMAIL})
PHONE = frozenset({ChannelKind.EMAIL, ChannelKind.WHATSAPP})

NORMAL, URGENT = Urgency.NORMAL, Urgency.URGENT


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``when`` narrows the event, ``receipt`` tells even who did it."""

    event: type[Event]
    kind: Kind
    to: Circle
    topic: Topic
    channels: frozenset[ChannelKind]
    urgency: Urgency
    when: Callable[[Any], bool] = on.always
    receipt: bool = False


# fmt: off
CATALOGUE: tuple[Row, ...] = (
    Row(tickets.TicketOpened, Kind.TICKET_OPENED, Circle.REQUESTER, Topic.MY_TICKETS, MAIL, NORMAL, receipt=True),
    Row(tickets.TicketOpened, Kind.TICKET_OPENED, Circle.TEAM_IF_NOBODY, Topic.WORK, MAIL, NORMAL),
    Row(tickets.TicketAssigned, Kind.ASSIGNED, Circle.ASSIGNEE, Topic.WORK, MAIL, NORMAL, when=on.no_level_rose),
    Row(tickets.TicketAssigned, Kind.ASSIGNED, Circle.PREVIOUS_ASSIGNEE, Topic.WORK, BELL, NORMAL),
    Row(tickets.TicketAssigned, Kind.ASSIGNED, Circle.REQUESTER, Topic.MY_TICKETS, BELL, NORMAL, when=on.somebody_has_it),
    Row(tickets.MessageSent, Kind.QUESTION, Circle.REQUESTER, Topic.MY_TICKETS, PHONE, NORMAL, when=on.is_question),
    Row(tickets.MessageSent, Kind.REPLY, Circle.REQUESTER, Topic.MY_TICKETS, PHONE, NORMAL, when=on.is_answer),
    Row(tickets.MessageSent, Kind.REQUESTER_WROTE, Circle.WHO_ANSWERS, Topic.WORK, MAIL, NORMAL, when=on.requester_wrote),
    Row(tickets.TicketMoved, Kind.RESOLVED, Circle.REQUESTER, Topic.MY_TICKETS, PHONE, NORMAL, when=on.resolved),
    Row(tickets.TicketMoved, Kind.REOPENED, Circle.WHO_ANSWERS, Topic.WORK, MAIL, NORMAL, when=on.reopened),
    Row(tickets.TicketMoved, Kind.REOPENED, Circle.REQUESTER, Topic.MY_TICKETS, MAIL, NORMAL, when=on.reopened),
    Row(tickets.TicketMoved, Kind.CLOSED, Circle.REQUESTER, Topic.MY_TICKETS, MAIL, NORMAL, when=on.lapsed),
    Row(tickets.TicketMoved, Kind.CLOSED, Circle.ASSIGNEE, Topic.WORK, BELL, NORMAL, when=on.closed),
    Row(tickets.TicketMerged, Kind.MERGED, Circle.REQUESTER, Topic.MY_TICKETS, MAIL, NORMAL),
    Row(tickets.TicketMerged, Kind.MERGED, Circle.ASSIGNEE, Topic.WORK, BELL, NORMAL),
    Row(tickets.PriorityChanged, Kind.PRIORITY_CHANGED, Circle.REQUESTER, Topic.MY_TICKETS, MAIL, NORMAL),
    Row(tickets.PriorityChanged, Kind.PRIORITY_CHANGED, Circle.ASSIGNEE, Topic.WORK, MAIL, NORMAL),
    Row(tickets.PriorityRequested, Kind.PRIORITY_REQUESTED, Circle.WHO_ANSWERS, Topic.WORK, MAIL, NORMAL),
    Row(escalation.PriorityRaised, Kind.PRIORITY_RAISED, Circle.WHO_ANSWERS, Topic.PROMISES, MAIL, NORMAL),
    Row(escalation.PriorityRaised, Kind.PRIORITY_RAISED, Circle.REQUESTER, Topic.MY_TICKETS, BELL, NORMAL),
    Row(escalation.LevelRaised, Kind.LEVEL_RAISED, Circle.WHO_ANSWERS, Topic.PROMISES, MAIL, NORMAL),
    Row(escalation.EscalationRequested, Kind.ESCALATION_REQUESTED, Circle.SUPERVISORS, Topic.SUPERVISION, MAIL, NORMAL),
    Row(escalation.EscalationDecided, Kind.ESCALATION_DECIDED, Circle.REQUESTER, Topic.MY_TICKETS, MAIL, NORMAL),
    Row(escalation.BreachNear, Kind.BREACH_NEAR, Circle.WHO_ANSWERS, Topic.PROMISES, MAIL, NORMAL),
    Row(escalation.PromiseBroken, Kind.PROMISE_BROKEN, Circle.WHO_ANSWERS, Topic.PROMISES, MAIL, NORMAL),
    Row(escalation.PromiseBroken, Kind.PROMISE_BROKEN, Circle.SUPERVISORS, Topic.SUPERVISION, BELL, NORMAL),
    Row(escalation.SupervisorsAlerted, Kind.SUPERVISORS_ALERTED, Circle.SUPERVISORS, Topic.SUPERVISION, PHONE, URGENT, when=on.is_critical),
    Row(satisfaction.SurveyInvited, Kind.SURVEY, Circle.REQUESTER, Topic.SURVEYS, MAIL, NORMAL),
    Row(satisfaction.TicketRated, Kind.RATED_LOW, Circle.SUPERVISORS, Topic.SUPERVISION, MAIL, NORMAL, when=on.rated_low),
    Row(incidents.IncidentEnded, Kind.INCIDENT_ENDED, Circle.AFFECTED, Topic.MY_TICKETS, MAIL, NORMAL),
    # Told by a job, at its hour:
    Row(on.WaitedLong, Kind.REMINDER, Circle.REQUESTER, Topic.MY_TICKETS, PHONE, NORMAL),
    Row(on.ArticleFixed, Kind.ARTICLE_FIXED, Circle.REPORTER, Topic.ARTICLES, MAIL, NORMAL),
    Row(on.ArticlesFailed, Kind.ARTICLES_TO_REVIEW, Circle.REVIEWERS, Topic.ARTICLES, MAIL, NORMAL),
    Row(on.ArticlesAged, Kind.ARTICLES_TO_CHECK, Circle.OWNER, Topic.ARTICLES, MAIL, NORMAL),
)
# fmt: on

# Events that tell nobody, and why. An event stands in the table above or here.
SILENT: Mapping[type[Event], str] = {
    incidents.IncidentStarted: "the ticket form shows the problem to everybody who comes to report it",
}

# What nobody can turn off: whoever directs the team is written to.
MANDATORY = frozenset({(Topic.SUPERVISION, ChannelKind.EMAIL)})


def rows_for(event: Event) -> tuple[Row, ...]:
    """Return the lines that hold for an event, from above."""
    return tuple(row for row in CATALOGUE if isinstance(event, row.event) and row.when(event))


def default_of(topic: Topic, channel: ChannelKind) -> bool:
    """Say whether a way is used for any kind of a topic unless somebody chose otherwise."""
    return any(row.topic is topic and channel in row.channels for row in CATALOGUE)


def is_emergency(ticket: Ticket | None) -> bool:
    """Say whether a ticket is an emergency of a VIP: then nothing waits, and the phone may ring."""
    if ticket is None or ticket.plan is not Plan.VIP:
        return False
    return ticket.priority is Priority.CRITICAL or ticket.type is TicketType.EMERGENCY


def urgency_of(row: Row, ticket: Ticket | None) -> Urgency:
    """Return how urgent a line is for a ticket."""
    return URGENT if is_emergency(ticket) else row.urgency
