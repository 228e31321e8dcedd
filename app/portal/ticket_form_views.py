"""Lays out the pages of a new ticket from what stands in its form."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum

from flask import url_for
from flask_babel import gettext as _

from app.deflection.matcher import Draft
from app.deflection.pages import SuggestionsPanel
from app.deflection.suggesting import empty_panel, suggestions_for
from app.incidents.queries import known_problems
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language, Plan, Priority
from app.knowledge.catalogue import Shelf
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Crumb, Meta
from app.knowledge.rows import address_in
from app.portal.ticket_form_page import (
    AREAS,
    TYPES,
    Answered,
    Asked,
    CameFrom,
    Choice,
    DraftNote,
    Mirrored,
    ReviewPage,
    SentPage,
    TicketFormPage,
    TypeChoice,
)
from app.portal.ticket_form_promise import Guarantee, guarantee
from app.portal.ticket_form_writing import Writing
from app.tickets.details import LONGEST_TITLE, Submission
from app.tickets.forms import NO, QUESTIONS, TECHNICAL, YES, priority_table, stopped
from app.tickets.labels import name_of
from app.tickets.models import Ticket, TicketDraft
from app.tickets.promise_words import closed_words, promise_of
from app.tickets.triage import contradict, proposed_priority
from app.tickets.uploads import current_limits
from app.tickets.vocabulary import Impact


def form_page(
    writing: Writing,
    shelf: Shelf,
    saved_at: datetime | None = None,
    problems: Mapping[str, str] | None = None,
) -> TicketFormPage:
    """Return the form; ``problems`` hold what is wrong by the name of the field."""
    content, language = writing.content, writing.language
    return TicketFormPage(
        meta=_head(writing, _("Tell us what's happening"), is_wrong=bool(problems)),
        crumbs=trail(language, Crumb(_("Create a ticket"))),
        form_key=writing.form_key,
        values={**dict.fromkeys(content, ""), **content},
        problems=_in_order(problems or {}),
        types=tuple(
            TypeChoice(each, each == content.get("type"), each.needs_vip and writing.plan is not Plan.VIP)
            for each in TYPES
        ),
        areas=_choices(AREAS, content.get("area", "")),
        languages=_choices(Language, content.get("language", "")),
        priorities=_choices(Priority, content.get("priority", "")),
        questions=tuple(Asked(each, content.get(each.name, "")) for each in QUESTIONS),
        mirrored=_mirrored(writing.plan, writing.now),
        came_from=_came_from(shelf, content, language),
        files=writing.files,
        limits=current_limits(),
        incidents=known_problems(language, writing.reader.person_id),
        suggestions=empty_panel(writing.form_key),
        saved_at=saved_at,
        is_vip=writing.plan is Plan.VIP,
        back_url=writing.address,
        longest_title=LONGEST_TITLE,
    )


def review_page(
    writing: Writing,
    submission: Submission,
    priority: Priority,
    seal: str,
    panel: SuggestionsPanel | None,
    notice: str,
) -> ReviewPage:
    """Return the review of what will be sent; ``panel`` None for whoever saw suggestions while writing."""
    promised = guarantee(writing.plan, priority, writing.now)
    return ReviewPage(
        meta=_head(writing, _("Check it before sending")),
        crumbs=trail(writing.language, Crumb(_("Create a ticket"), writing.address), Crumb(_("Review"))),
        form_key=writing.form_key,
        answers=tuple(_answers(writing, submission, promised)),
        guarantee=promised,
        reasons=(*promised.reasons, *_plan_words(writing)),
        contradiction=contradiction(submission.impacts, promised.priority),
        seal=seal,
        notice=notice,
        suggestions=panel,
        edit_url=writing.address,
        send_url=review_address(writing.language, writing.form_key, seen=panel is None),
    )


def review_address(language: Language, form_key: str, *, seen: bool) -> str:
    """Return where a form is reviewed, and sent; ``seen`` when suggestions were shown beside it."""
    shown = YES if seen else None
    return url_for("ticket_form.review", language=language, form_key=form_key, seen=shown)


def suggested(writing: Writing, submission: Submission) -> SuggestionsPanel:
    """Return what may help at once, for whoever saw no suggestions while writing."""
    told = submission.details
    draft = Draft(told.title, told.happened, told.type, told.area, writing.language)
    return suggestions_for(writing.form_key, draft, writing.reader, writing.language, writing.now)


def sent_page(ticket: Ticket, language: Language) -> SentPage:
    """Return what is said when a ticket was sent."""
    address = url_for("ticket_form.sent", language=language, reference=ticket.reference)
    return SentPage(
        meta=unlisted_head(_("We got your ticket %(reference)s", reference=ticket.reference), address),
        crumbs=trail(language, Crumb(_("Ticket sent"))),
        reference=ticket.reference,
        title=ticket.title,
        due_at=ticket.first_response_due_at,
        why=" ".join(closed_words(promise_of(ticket).closures)),
        is_answered=ticket.first_response_at is not None,
        ticket_url=url_for("tickets.show", language=language, reference=ticket.reference),
    )


def draft_note(draft: TicketDraft | None) -> DraftNote | None:
    """Return what other pages say of an unfinished form."""
    if draft is None:
        return None
    return DraftNote(draft.form_key, draft.content.get("title", ""), draft.saved_at, draft.expires_at)


def words_of(problems: Mapping[str, RuleBroken]) -> dict[str, str]:
    """Return what was refused, in the page's language."""
    return {name: _(refusal.message, **refusal.values) for name, refusal in problems.items()}


def contradiction(impacts: AbstractSet[Impact], priority: Priority) -> str:
    """Return the note for answers that disagree, without blocking (ux 8.1); else ""."""
    if not contradict(impacts):
        return ""
    used = {"priority": name_of(priority)}
    match stopped(impacts):
        case Impact.CANNOT_SELL:
            return _(
                "You said it is a question and that you cannot sell. We use %(priority)s; change it if not.",
                **used,
            )
        case Impact.CANNOT_WORK:
            return _(
                "You said it is a question and that you cannot work. We use %(priority)s; change it if not.",
                **used,
            )
        case _:
            return _(
                "You said it is a question and that it affects your customers. "
                "We use %(priority)s; change it if not.",
                **used,
            )


def _head(writing: Writing, title: str, *, is_wrong: bool = False) -> Meta:
    address = url_for("ticket_form.show", language=writing.language)
    return unlisted_head(_("Error: %(title)s", title=title) if is_wrong else title, address)


def _mirrored(plan: Plan, now: datetime) -> Mirrored:
    promised = {each: guarantee(plan, each, now) for each in Priority}
    return Mirrored(
        table={
            answers: (priority, contradiction(impacts, priority))
            for answers, (impacts, priority) in priority_table().items()
        },
        names={each: name_of(each) for each in Priority},
        promises={each: promised[each].words for each in Priority},
        reasons={each: " · ".join(promised[each].reasons) for each in Priority},
    )


def _came_from(shelf: Shelf, content: Mapping[str, str], language: Language) -> CameFrom | None:
    article = shelf.by_id(content.get("article", ""), language)
    if article is None:
        return None
    return CameFrom(article.title, address_in(language, article, _anchor=content.get("step") or None))


def _choices(words: Iterable[StrEnum], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(each, each == chosen) for each in words)


_PLACES = (
    "title",
    "type",
    "area",
    *(each.name for each in QUESTIONS),
    "priority",
    "priority_reason",
    "happened",
    "expected",
    "obtained",
    "steps",
    "attachments",
    *TECHNICAL,
    "language",
)


def _in_order(problems: Mapping[str, str]) -> dict[str, str]:
    """Return the problems as their fields follow each other on the page."""
    return {name: problems[name] for name in sorted(problems, key=_PLACES.index)}


def _plan_words(writing: Writing) -> tuple[str, ...]:
    """Say by which plan, where the reader may not expect it."""
    if not writing.reader.is_known:
        return (_("By the regular plan; with VIP it is sooner"),)
    return (_("By your VIP plan"),) if writing.plan is Plan.VIP else ()


def _answers(writing: Writing, submission: Submission, promised: Guarantee) -> Iterable[Answered]:
    told = submission.details
    lines: list[tuple[str, str, str]] = [
        ("title", _("Problem"), told.title),
        ("type", _("Kind of help"), name_of(told.type)),
        ("area", _("Module"), name_of(told.area) or _("Not chosen")),
        (QUESTIONS[0].name, _("How urgent"), "\n".join(_urgency(writing.content, submission, promised))),
        ("happened", _("What happened"), told.happened),
        ("expected", _("What you expected"), told.expected),
        ("obtained", _("What you got"), told.obtained),
        ("steps", _("Steps to reproduce it"), told.steps),
        ("attachments", _("Attached files"), "\n".join(each.file_name for each in writing.files)),
        ("technical", _("Technical data"), _technical(writing.content)),
        ("language", _("Language of the reply"), name_of(told.language)),
    ]
    always = {"attachments": _("None"), "technical": _("Not sent")}
    for field, title, text in lines:
        if text or field in always:
            yield Answered(title, text or always[field], f"{writing.address}#{field}")


def _urgency(content: Mapping[str, str], submission: Submission, promised: Guarantee) -> Iterable[str]:
    said = {YES: _("Yes"), NO: _("No")}
    for each in QUESTIONS:
        if answer := content.get(each.name):
            yield f"{_(each.text)} {said[answer]}"
    if promised.priority is proposed_priority(submission.details.type, submission.impacts):
        yield _("Priority: %(name)s", name=name_of(promised.priority))
    else:
        yield _(
            "Priority: %(name)s, because: %(reason)s",
            name=name_of(promised.priority),
            reason=submission.priority_reason,
        )


def _technical(content: Mapping[str, str]) -> str:
    if content.get("technical") == NO:
        return ""
    return "\n".join(filter(None, (content.get(name, "") for name in TECHNICAL)))
