"""What pages of surveys are told: frozen models, ready to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.satisfaction.access import Survey
from app.satisfaction.answers import opinion_of
from app.satisfaction.forms import STARS, SurveyForm
from app.satisfaction.labels import question_about, word_for
from app.satisfaction.vocabulary import COMMENT_LIMIT, LOW_UP_TO, MOST_STARS, Aspect, Opinion

_SPOKEN = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True, slots=True)
class Star:
    """One of the five: how many, what that means, and whether it is the chosen one."""

    number: int
    word: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question to answer with yes, no or nothing; ``answer`` is "yes", "no" or ""."""

    name: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """The survey. ``sent`` is how many stars were sent before, None before the first answer."""

    agent: str
    reference: str
    title: str
    stars: tuple[Star, ...]
    comment: str
    comment_limit: int
    questions: tuple[Question, ...]
    sent: int | None
    open_until: datetime
    is_open: bool
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ThanksPage:
    """What follows an answer; ``is_low`` when somebody of the team will look at it."""

    reference: str
    stars: int
    word: str
    is_low: bool
    open_until: datetime
    is_open: bool
    is_requester: bool


def stars_with(chosen: int = 0) -> tuple[Star, ...]:
    """Return the five stars to choose from."""
    return tuple(Star(number, word_for(number), number == chosen) for number in range(1, MOST_STARS + 1))


def survey_page(survey: Survey, chosen: int | None, now: datetime) -> SurveyPage:
    """Return the survey as it was answered; ``chosen`` stars of the link stand before the sent ones."""
    opinion = opinion_of(survey.answer) if survey.answer else Opinion(0)
    answers = {aspect.value: _SPOKEN[opinion.of(aspect)] for aspect in Aspect}
    stars = (chosen if survey.is_open(now) else None) or opinion.stars
    return _page(survey, stars, opinion.comment, answers, {}, now)


def refused_page(survey: Survey, form: SurveyForm, problems: Mapping[str, str], now: datetime) -> SurveyPage:
    """Return the survey with everything that was typed, and what is wrong with it."""
    typed = form["stars"].data or ""
    answers = {aspect.value: form[aspect.value].data or "" for aspect in Aspect}
    return _page(
        survey, int(typed) if typed in STARS else 0, form["comment"].data or "", answers, problems, now
    )


def _page(
    survey: Survey,
    stars: int,
    comment: str,
    answers: Mapping[str, str],
    problems: Mapping[str, str],
    now: datetime,
) -> SurveyPage:
    return SurveyPage(
        agent=first_name(survey.agent),
        reference=survey.ticket.reference,
        title=survey.ticket.title,
        stars=stars_with(stars),
        comment=comment,
        comment_limit=COMMENT_LIMIT,
        questions=tuple(Question(each, question_about(each), answers[each]) for each in Aspect),
        sent=survey.answer.stars if survey.answer else None,
        open_until=survey.open_until,
        is_open=survey.is_open(now),
        problems=problems,
    )


def thanks_page(survey: Survey, stars: int, now: datetime, *, is_requester: bool) -> ThanksPage:
    """Return what is said after ``stars`` were sent."""
    return ThanksPage(
        reference=survey.ticket.reference,
        stars=stars,
        word=word_for(stars),
        is_low=stars <= LOW_UP_TO,
        open_until=survey.open_until,
        is_open=survey.is_open(now),
        is_requester=is_requester,
    )


def first_name(name: str) -> str:
    """Return what a person is called to their face; empty for nobody."""
    return name.split()[0] if name else ""
