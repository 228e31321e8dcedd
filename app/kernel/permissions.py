"""What a person may do, in the words routes and actions ask for it."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that not everybody may do; roles hold sets of them (``accounts/roles.py``)."""

    READ_STAFF_ARTICLES = "read staff articles"
    SEE_PUBLISHING = "see publishing"
    REVIEW_VOTES = "review votes"
    MANAGE_PEOPLE = "manage people"
    ANSWER_TICKETS = "answer tickets"
    DIRECT_TICKETS = "direct tickets"  # give them to others, whatever their level
    PROPOSE_CHANGES = "propose changes"  # write a commit on a branch of the articles
