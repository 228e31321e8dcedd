"""How a form comes to its end, and back: one table, told what happened."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from app.deflection.vocabulary import Outcome

PROVISIONAL_FOR = timedelta(days=7)  # product 4
LEFT_AFTER = timedelta(days=1)  # without activity


class Deed(StrEnum):
    """What brings a form to another outcome."""

    CONFIRM = "confirm"
    TAKE_BACK = "take_back"
    SUBMIT = "submit"
    REVERT = "revert"  # another ticket of the same person about it
    LEAVE = "leave"
    RETURN = "return"


AFTER: Mapping[Outcome, Mapping[Deed, Outcome]] = {
    Outcome.STARTED: {
        Deed.CONFIRM: Outcome.CONFIRMED,
        Deed.SUBMIT: Outcome.SUBMITTED,
        Deed.LEAVE: Outcome.LEFT,
    },
    Outcome.LEFT: {
        Deed.RETURN: Outcome.STARTED,
        Deed.CONFIRM: Outcome.CONFIRMED,
        Deed.SUBMIT: Outcome.SUBMITTED,
    },
    Outcome.CONFIRMED: {
        Deed.TAKE_BACK: Outcome.STARTED,
        Deed.REVERT: Outcome.REVERTED,
        Deed.SUBMIT: Outcome.SUBMITTED,
    },
    Outcome.REVERTED: {Deed.SUBMIT: Outcome.SUBMITTED},
    Outcome.SUBMITTED: {},
}


def is_provisional(outcome: Outcome, outcome_at: datetime | None, now: datetime) -> bool:
    """Say whether a confirmation may still be reverted or taken back."""
    return outcome is Outcome.CONFIRMED and outcome_at is not None and now < outcome_at + PROVISIONAL_FOR
