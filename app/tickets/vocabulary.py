"""The words of tickets."""

from enum import StrEnum


class TicketStatus(StrEnum):
    """Where a ticket stands, as everybody is told (product 5)."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Impact(StrEnum):
    """What the four questions of the form found out (ux 8.1)."""

    CANNOT_WORK = "cannot_work"
    CUSTOMERS_AFFECTED = "customers_affected"
    CANNOT_SELL = "cannot_sell"
    ONLY_A_QUESTION = "only_a_question"


class MessageKind(StrEnum):
    """Who a message is for: everybody on the ticket, or the team."""

    REPLY = "reply"
    NOTE = "note"


class Side(StrEnum):
    """On which side of the ticket somebody speaks or acts."""

    REQUESTER = "requester"
    STAFF = "staff"
    SYSTEM = "system"


class Origin(StrEnum):
    """How a ticket or a message came in (product 9)."""

    PORTAL = "portal"
    EMAIL = "email"
    CHAT = "chat"
    WHATSAPP = "whatsapp"


class ChangeKind(StrEnum):
    """What changed; a move of the lifecycle, or something else about the ticket."""

    OPENED = "opened"
    MOVED = "moved"  # from and to are stages; the reason may be empty
    ASSIGNED = "assigned"  # from and to are people's ids, empty for nobody
    PRIORITY = "priority"
    PRIORITY_REQUESTED = "priority_requested"
    LEVEL = "level"  # ``field`` is the word of why: unanswered, reopened, …
    ESCALATION_REQUESTED = "escalation_requested"  # the requester asks for a higher level
    ESCALATION_DECIDED = "escalation_decided"  # to is accepted, declined or lapsed
    EDITED = "edited"  # ``field`` says what
    MERGED = "merged"  # from is the merged reference, to the one that stays
    FOLLOWED_UP = "followed_up"  # to is the reference of the follow-up
