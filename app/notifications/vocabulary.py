"""The words of notifications."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a person is told."""

    TICKET_OPENED = "ticket opened"
    ASSIGNED = "assigned"
    REPLY = "reply"
    QUESTION = "question"
    REQUESTER_WROTE = "requester wrote"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    MERGED = "merged"
    PRIORITY_CHANGED = "priority changed"
    PRIORITY_REQUESTED = "priority requested"
    PRIORITY_RAISED = "priority raised"
    LEVEL_RAISED = "level raised"
    ESCALATION_REQUESTED = "escalation requested"
    ESCALATION_DECIDED = "escalation decided"
    BREACH_NEAR = "breach near"
    PROMISE_BROKEN = "promise broken"
    SUPERVISORS_ALERTED = "supervisors alerted"
    REMINDER = "reminder"
    SURVEY = "survey"
    RATED_LOW = "rated low"
    INCIDENT_ENDED = "incident ended"
    ARTICLE_FIXED = "article fixed"
    ARTICLES_TO_REVIEW = "articles to review"
    ARTICLES_TO_CHECK = "articles to check"


class Topic(StrEnum):
    """What a person can choose about: kinds are gathered under these in the preferences."""

    MY_TICKETS = "my tickets"
    SURVEYS = "surveys"
    WORK = "work"
    PROMISES = "promises"
    SUPERVISION = "supervision"
    ARTICLES = "articles"


class ChannelKind(StrEnum):
    """By which way; the bell always shows everything."""

    BELL = "bell"
    EMAIL = "email"
    WHATSAPP = "whatsapp"


class Urgency(StrEnum):
    """When: at once whatever the hour, or in working hours for the team."""

    URGENT = "urgent"
    NORMAL = "normal"


class Rhythm(StrEnum):
    """How a person wants their e-mail: each thing as it happens, or gathered once a day."""

    AT_ONCE = "at once"
    DAILY = "daily"
