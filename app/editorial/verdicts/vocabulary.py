"""The words of verdicts: why the help was not enough for somebody who then sent a ticket."""

from enum import StrEnum

NO_ARTICLE = ""  # in the place of an article's id: the verdict is that there was none to read


class Verdict(StrEnum):
    """What whoever solved a ticket says of an article (product 12)."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    NOT_FOUND = "not_found"  # of an article: search did not bring it; of none: nobody has written it
    DOES_NOT_APPLY = "does_not_apply"
    WAS_A_BUG = "was_a_bug"


# What can be said where there is no article to judge.
OF_NO_ARTICLE = frozenset({Verdict.NOT_FOUND, Verdict.WAS_A_BUG})
