"""The words of content gaps: where one stands, what happened to it, and where it was noticed."""

from datetime import timedelta
from enum import StrEnum

NUMBER_PREFIX = "G-"  # a gap is named G-7, in pages and in commit trailers
FEWEST = 5  # visitors behind any search that is shown; what fewer typed may tell who they are
FEWEST_REQUESTERS = 3  # people behind any subject that is shown; unlike visitors, they are counted once
SPAN = timedelta(days=90)
MONTH = timedelta(days=30)
CLOSED_AFTER = timedelta(days=14)  # of success (product 12)


class GapState(StrEnum):
    """Where a gap stands."""

    NEW = "new"
    ASSIGNED = "assigned"  # somebody writes
    WATCHED = "watched"  # what people look for is found, for less than 14 days
    CLOSED = "closed"
    DISMISSED = "dismissed"

    @property
    def is_open(self) -> bool:
        """Say whether something is still expected of it."""
        return self not in {GapState.CLOSED, GapState.DISMISSED}


class Deed(StrEnum):
    """Something that happened to a gap, as its history says it."""

    FOUND = "found"
    ASSIGNED = "assigned"
    RELEASED = "released"
    DISMISSED = "dismissed"
    REOPENED = "reopened"
    LINKED = "linked"  # a live commit names it
    ANSWERED = "answered"  # what people look for is found since now
    FAILED_AGAIN = "failed_again"
    CLOSED = "closed"
    GREW = "grew"  # dismissed, and now twice as large
    JOINED = "joined"  # it is another gap in other words


class Source(StrEnum):
    """Where a gap was noticed."""

    SEARCH = "search"
    FORM = "form"  # a form that became a ticket though nothing helped
    TICKET = "ticket"  # a ticket that no article answered
    VERDICT = "verdict"  # a ticket of which an agent said that no article exists
