"""The fields of a ticket form: from what was posted to the draft, and from the draft to what is sent."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TypeVar

from app.kernel.errors import RuleBroken
from app.kernel.terms import Language, Plan, Priority, ProductArea, TicketType
from app.kernel.wording import N_
from app.tickets.details import Details, FieldChecks, Refusals, Submission
from app.tickets.drafts import FIELDS
from app.tickets.submitting import checked_submission
from app.tickets.triage import proposed_priority
from app.tickets.vocabulary import Impact

YES, NO = "yes", "no"
TECHNICAL = ("browser", "system", "device", "screen", "page", "occurred")
_TOLD = ("title", "happened", "expected", "obtained", "steps")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Question:
    """One of the four questions; ``harm`` is the answer that means ``impact`` (ux 8.1)."""

    name: str
    text: str
    harm: str
    impact: Impact


QUESTIONS = (
    Question("keeps_working", N_("Can you keep working normally?"), NO, Impact.CANNOT_WORK),
    Question(
        "customers_affected", N_("Does it affect your customers directly?"), YES, Impact.CUSTOMERS_AFFECTED
    ),
    Question("processes_sales", N_("Can you process sales?"), NO, Impact.CANNOT_SELL),
    Question("only_a_question", N_("Is it only a question?"), YES, Impact.ONLY_A_QUESTION),
)


def typed_fields(posted: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in the form's own fields, as typed; whatever else came along is left out.

    A box that is not ticked sends nothing, so its answer is written out.
    """
    typed = {name: posted.get(name, "") for name in FIELDS}
    return {**typed, "technical": YES if typed["technical"] else NO}


def impacts_in(content: Mapping[str, str]) -> frozenset[Impact]:
    """Return what the answers say; a question that was left out harms nobody."""
    return frozenset(each.impact for each in QUESTIONS if content.get(each.name) == each.harm)


def submission_in(content: Mapping[str, str], plan: Plan) -> Submission:
    """Return what a form says, ready to be sent. Raises Refusals with every field that is wrong."""
    check = FieldChecks()
    told = dict.fromkeys(("type", "area", "language", "priority"))
    with check.field("type"):
        told["type"] = _word(TicketType, content, "type", N_("Choose what kind of help you need."))
    for name, vocabulary in (("area", ProductArea), ("language", Language), ("priority", Priority)):
        with check.field(name):
            told[name] = _word(vocabulary, content, name)
    for question in QUESTIONS:
        with check.field(question.name):
            _require_answer(content.get(question.name, ""))
    submission = _submission(content, told)
    try:
        checked_submission(submission, plan)
    except Refusals as refusals:
        check.add(refusals)
    check.done()
    return submission


def priority_table() -> dict[str, tuple[frozenset[Impact], Priority]]:
    """Return the result of each of the 16 answers, for the browser to mirror.

    Keys are a 1 for each question answered with harm and a 0 for each other, in order.
    """
    rows = {}
    for harms in product((False, True), repeat=len(QUESTIONS)):
        impacts = frozenset(each.impact for each, harm in zip(QUESTIONS, harms, strict=True) if harm)
        rows["".join(str(int(harm)) for harm in harms)] = (
            impacts,
            proposed_priority(TicketType.TECHNICAL, impacts),
        )
    return rows


def stopped(impacts: AbstractSet[Impact]) -> Impact | None:
    """Return the worst of what stands still."""
    order = (Impact.CANNOT_SELL, Impact.CANNOT_WORK, Impact.CUSTOMERS_AFFECTED)
    return next((impact for impact in order if impact in impacts), None)


def _submission(content: Mapping[str, str], told: Mapping[str, StrEnum | None]) -> Submission:
    technical = () if content.get("technical") == NO else TECHNICAL
    return Submission(
        details=Details(
            type=TicketType(told["type"] or TicketType.TECHNICAL),  # nothing is sent without one
            area=ProductArea(told["area"]) if told["area"] else None,
            language=Language(told["language"] or Language.ES),
            **{name: content.get(name, "") for name in (*_TOLD, *technical)},
        ),
        impacts=impacts_in(content),
        priority=Priority(told["priority"]) if told["priority"] else None,
        priority_reason=content.get("priority_reason", ""),
    )


def _word(
    vocabulary: type[_Word], content: Mapping[str, str], name: str, when_empty: str = ""
) -> _Word | None:
    """Return a word of the vocabulary, or None for none. Raises RuleBroken."""
    written = content.get(name, "")
    if not written and not when_empty:
        return None
    try:
        return vocabulary(written)
    except ValueError as error:
        raise RuleBroken(when_empty or N_("Choose one of the list.")) from error


def _require_answer(answer: str) -> None:
    if answer not in {"", YES, NO}:
        raise RuleBroken(N_("Answer yes or no."))
