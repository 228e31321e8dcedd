"""The words of the ledger: how a form ends, and what happens in it."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a form ended, as its row says (product 4). *Left* is unknown, never success."""

    STARTED = "started"  # not ended yet
    CONFIRMED = "confirmed"  # provisional for seven days
    REVERTED = "reverted"  # the same person sent a ticket about it all the same
    SUBMITTED = "submitted"
    LEFT = "left"


class StepKind(StrEnum):
    """What happened in a form to an article that was suggested."""

    SHOWN = "shown"
    WITHHELD = "withheld"  # found for a form of the hold-out group, which is shown nothing
    OPENED = "opened"
    DISMISSED = "dismissed"
    HELPED = "helped"


class Figure(StrEnum):
    """A figure of the ledger; each is the number of forms in a list that can be opened."""

    STARTED = "started"
    SHOWN = "shown"
    NOTHING_SHOWN = "nothing_shown"
    OPENED = "opened"
    DISMISSED = "dismissed"
    FAILED = "failed"
    GOING_ON = "going_on"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    REVERTED = "reverted"
    SUBMITTED = "submitted"
    LEFT = "left"
    SHOWN_FINISHED = "shown_finished"
    SHOWN_TICKET = "shown_ticket"
    HELD_OUT = "held_out"
    HELD_OUT_FINISHED = "held_out_finished"
    HELD_OUT_TICKET = "held_out_ticket"
