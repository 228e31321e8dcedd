"""What the words of surveys are called in the page's language."""

from flask_babel import gettext

from app.kernel.wording import N_
from app.satisfaction.vocabulary import Aspect, Opinion

_STARS = (
    N_("Very dissatisfied"),
    N_("Dissatisfied"),
    N_("Neutral"),
    N_("Satisfied"),
    N_("Very satisfied"),
)
_QUESTIONS = {
    Aspect.ON_TIME: N_("Was it solved on time?"),
    Aspect.FIRST_ANSWER_FAST: N_("Was the first answer fast?"),
    Aspect.FULLY_SOLVED: N_("Was it fully solved?"),
    Aspect.CLEAR: N_("Was it explained clearly?"),
    Aspect.FIRST_ATTEMPT: N_("Did it work at the first attempt?"),
}
_FACTS = {
    (Aspect.ON_TIME, True): N_("On time"),
    (Aspect.ON_TIME, False): N_("Not on time"),
    (Aspect.FIRST_ANSWER_FAST, True): N_("Fast first answer"),
    (Aspect.FIRST_ANSWER_FAST, False): N_("Slow first answer"),
    (Aspect.FULLY_SOLVED, True): N_("Fully solved"),
    (Aspect.FULLY_SOLVED, False): N_("Not fully solved"),
    (Aspect.CLEAR, True): N_("Clear"),
    (Aspect.CLEAR, False): N_("Not clear"),
    (Aspect.FIRST_ATTEMPT, True): N_("At the first attempt"),
    (Aspect.FIRST_ATTEMPT, False): N_("Not at the first attempt"),
}


def word_for(stars: int) -> str:
    """Return what a number of stars means."""
    return gettext(_STARS[stars - 1])


def question_about(aspect: Aspect) -> str:
    """Return the question that is asked about an aspect."""
    return gettext(_QUESTIONS[aspect])


def facts_in(opinion: Opinion) -> tuple[tuple[str, bool], ...]:
    """Return what was said about each aspect in a few words, with whether that is good."""
    said = ((aspect, opinion.of(aspect)) for aspect in Aspect)
    return tuple((gettext(_FACTS[aspect, good]), good) for aspect, good in said if good is not None)
