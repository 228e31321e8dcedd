"""The words of escalation."""

from enum import StrEnum


class RaiseReason(StrEnum):
    """Why a ticket went up a level."""

    UNANSWERED = "unanswered"
    REOPENED = "reopened"
    RATED_LOW = "rated low"
    REQUESTED = "requested"
    BY_HAND = "by hand"


class AlertCause(StrEnum):
    """Why supervisors are told at once."""

    CRITICAL = "critical"
    RATED_LOW = "rated low"


class RequestState(StrEnum):
    """Where a request to escalate stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class RequestOrigin(StrEnum):
    """How the requester asked: the button, or the words in the new part of a reply."""

    BUTTON = "button"
    PHRASE = "phrase"


class Rule(StrEnum):
    """What can be due on a ticket, in the order in which it happens at one instant."""

    ALERT = "alert"  # supervisors, of a critical ticket
    REOPENED = "reopened"  # once too often: the level rises
    WARNING = "warning"  # a promise is near
    BREACH = "breach"  # a promise is broken
    PRIORITY = "priority"  # the resolution target passed: the priority rises
    LEVEL = "level"  # without answer for too long: the level rises
    RATED_LOW = "rated low"  # at the instant of the survey's invitation, once for each
