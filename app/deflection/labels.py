"""What the figures of the ledger are called, and what each of them counts."""

from collections.abc import Mapping

from flask_babel import gettext

from app.deflection.vocabulary import Figure, StepKind
from app.kernel.wording import N_

_NAMES: Mapping[Figure, str] = {
    Figure.STARTED: N_("Forms opened"),
    Figure.SHOWN: N_("Shown suggestions"),
    Figure.NOTHING_SHOWN: N_("Nothing to suggest"),
    Figure.OPENED: N_("Opened a suggestion"),
    Figure.DISMISSED: N_("Said it was not their case"),
    Figure.FAILED: N_("A step did not work"),
    Figure.GOING_ON: N_("Not finished yet"),
    Figure.PROVISIONAL: N_("Solved, provisional"),
    Figure.CONFIRMED: N_("Solved without a ticket"),
    Figure.REVERTED: N_("Solved, then reverted"),
    Figure.SUBMITTED: N_("Sent as a ticket"),
    Figure.LEFT: N_("Left without a word"),
    Figure.SHOWN_FINISHED: N_("Finished, with suggestions"),
    Figure.SHOWN_TICKET: N_("Ended in a ticket, with suggestions"),
    Figure.HELD_OUT: N_("Hold-out group"),
    Figure.HELD_OUT_FINISHED: N_("Finished, without suggestions"),
    Figure.HELD_OUT_TICKET: N_("Ended in a ticket, without suggestions"),
}
_COUNTS: Mapping[Figure, str] = {
    Figure.STARTED: N_("Every ticket form that somebody opened."),
    Figure.SHOWN: N_("At least one article was suggested."),
    Figure.NOTHING_SHOWN: N_("No article was certain enough, or nothing was written."),
    Figure.OPENED: N_("They were shown suggestions and looked into one."),
    Figure.DISMISSED: N_("They were shown suggestions and put one aside."),
    Figure.FAILED: N_("They marked a step of an article that did not work."),
    Figure.GOING_ON: N_("Active within the last day, or kept as a draft."),
    Figure.PROVISIONAL: N_("They said so less than 7 days ago. Not counted yet."),
    Figure.CONFIRMED: N_("They said so, and no ticket on it came for 7 days."),
    Figure.REVERTED: N_("They said so, but sent a ticket on the same type or area within 7 days."),
    Figure.SUBMITTED: N_("The form became a ticket all the same."),
    Figure.LEFT: N_("Nobody knows why. Never counted as solved."),
    Figure.SHOWN_FINISHED: N_("Sent, solved for good, reverted or left."),
    Figure.SHOWN_TICKET: N_("Sent, or reverted by a later ticket."),
    Figure.HELD_OUT: N_("Chosen by chance to see no suggestions, to measure what they change."),
    Figure.HELD_OUT_FINISHED: N_("Something was found, but not shown; sent or left."),
    Figure.HELD_OUT_TICKET: N_("Something was found, but not shown; sent."),
}
_COLUMNS: Mapping[Figure, str] = {
    Figure.SHOWN: N_("Shown"),
    Figure.OPENED: N_("Opened"),
    Figure.CONFIRMED: N_("Solved"),
    Figure.PROVISIONAL: N_("Solved, for now"),
    Figure.DISMISSED: N_("Not their case"),
    Figure.FAILED: N_("A step did not work"),
}
_ENDS: Mapping[Figure, str] = {
    Figure.GOING_ON: N_("Not finished"),
    Figure.PROVISIONAL: N_("Solved, for now"),
    Figure.CONFIRMED: N_("Solved"),
    Figure.REVERTED: N_("Reverted"),
    Figure.SUBMITTED: N_("Ticket sent"),
    Figure.LEFT: N_("Left"),
}
_STEPS: Mapping[StepKind, str] = {
    StepKind.SHOWN: N_("shown"),
    StepKind.WITHHELD: N_("found, not shown"),
    StepKind.OPENED: N_("opened"),
    StepKind.DISMISSED: N_("not their case"),
    StepKind.HELPED: N_("solved it"),
}


def name_of_figure(figure: Figure) -> str:
    """Return what a figure is called."""
    return gettext(_NAMES[figure])


def counted_in(figure: Figure) -> str:
    """Return in a sentence what a figure counts."""
    return gettext(_COUNTS[figure])


def name_in_table(figure: Figure) -> str:
    """Return what a figure of one article is called."""
    return gettext(_COLUMNS[figure])


def name_of_end(figure: Figure) -> str:
    """Return how one form ended, in a word or two."""
    return gettext(_ENDS[figure])


def name_of_step(kind: StepKind) -> str:
    """Return what happened to an article, as part of a sentence."""
    return gettext(_STEPS[kind])
