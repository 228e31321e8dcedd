"""The page of one ticket as its requester sees it: what was said, what happens next, what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from app.kernel.errors import DomainError
from app.kernel.terms import Plan, Priority
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Crumb, Meta
from app.portal.ticket_page_escalation import EscalationSlot, escalation_slot
from app.satisfaction.slot import SurveySlot, survey_slot
from app.tickets.access import Act, Viewer
from app.tickets.drafts import new_form_key
from app.tickets.headline import Headline, headline_of
from app.tickets.lifecycle import Move, Stage
from app.tickets.lines import Event, Line, Post
from app.tickets.models import Ticket
from app.tickets.names import called_by
from app.tickets.queries import files_in_form, ticket_page
from app.tickets.timeline import timeline_of
from app.tickets.uploads import UploadLimits, current_limits
from app.tickets.views import Changed, FileView, Said, TicketView
from app.tickets.vocabulary import Side
from app.web.i18n import page_language


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was refused: what it held, and what is wrong by the id of the field ("" for all of it)."""

    values: Mapping[str, str] = field(default_factory=dict)
    form_key: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answering:
    """The form to write in; ``sends_to`` is where it goes, and the words follow from the stage."""

    title: str
    hint: str
    button: str
    sends_to: str
    form_key: str
    message: str
    files: tuple[FileView, ...]
    limits: UploadLimits


@dataclass(frozen=True, slots=True)
class News:
    """What the page has already, so that only later lines are fetched; ``words`` say what is new."""

    mark: str
    message: int
    change: int
    words: Markup
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TicketPage:
    """The page. Each ``can_…`` is a form that the page offers and the ticket takes."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    reference: str
    title: str
    stage: Stage
    priority: Priority
    plan: Plan
    headline: Headline
    follows: str | None
    lines: tuple[Line, ...]
    news: News
    answering: Answering | None
    correct_url: str
    can_confirm: bool
    can_reopen: bool
    can_resume: bool
    can_withdraw: bool
    can_ask_priority: bool
    priorities: tuple[Priority, ...]
    form_key: str
    typed: Typed
    has_new: bool
    survey: SurveySlot | None
    escalation: EscalationSlot


@dataclass(frozen=True, slots=True)
class Seen:
    """The last lines that an open page has: a message and a change, 0 for none."""

    message: int = 0
    change: int = 0


_NOTHING = Typed()
_NO_LINES = Seen()


def requester_page(
    viewer: Viewer,
    ticket: Ticket,
    now: datetime,
    typed: Typed = _NOTHING,
    seen: Seen = _NO_LINES,
) -> TicketPage:
    """Return the page of the viewer's own ticket; ``seen`` is what an open page has of it."""
    view = ticket_page(viewer, ticket, now)
    can = view.offered.__contains__
    home, here = url_for("tickets.mine"), url_for("tickets.show", reference=view.reference)
    lines = timeline_of(view)
    return TicketPage(
        meta=unlisted_head(f"{view.reference} · {view.details.title}", here),
        crumbs=trail(page_language(), Crumb(_("My tickets"), home), Crumb(view.reference)),
        reference=view.reference,
        title=view.details.title,
        stage=view.stage,
        priority=view.priority,
        plan=view.plan,
        headline=headline_of(view, now),
        follows=view.follows,
        lines=lines,
        news=_news(view, lines, seen),
        answering=_answering(viewer, view, typed),
        correct_url=url_for("ticket_edits.write", reference=view.reference) if can(Act.EDIT) else "",
        can_confirm=can(Move.CONFIRM),
        can_reopen=can(Move.REOPEN),
        can_resume=can(Move.RESUME),
        can_withdraw=can(Move.WITHDRAW),
        can_ask_priority=can(Act.REQUEST_PRIORITY),
        priorities=tuple(each for each in Priority if each is not view.priority),
        form_key=new_form_key(),
        typed=typed,
        has_new=any(isinstance(entry, Said) and entry.is_new for entry in view.entries),
        survey=survey_slot(viewer, ticket, now) if view.resolved_at or view.closed_at else None,
        escalation=escalation_slot(view, ticket, now),
    )


def problems_of(refusal: DomainError, place: str) -> dict[str, str]:
    """Return what is wrong by the field it is about, ``place`` unless the refusal names one."""
    return {str(refusal.values.get("field", place)): _(refusal.message, **refusal.values)}


def _answering(viewer: Viewer, view: TicketView, typed: Typed) -> Answering | None:
    if Act.FOLLOW_UP in view.offered:
        words = (
            _("Write again"),
            _("This ticket closed more than 14 days ago. We open a new one that goes on from it."),
            _("Send as a new ticket"),
        )
        address = url_for("ticket_changes.follow_up_on", reference=view.reference)
    elif Act.REPLY in view.offered:
        words = _reply_words(view)
        address = url_for("ticket_changes.say", reference=view.reference)
    else:
        return None
    title, hint, button = words
    return Answering(
        title=title,
        hint=hint,
        button=button,
        sends_to=address,
        form_key=typed.form_key or new_form_key(),
        message=typed.values.get("message", ""),
        files=files_in_form(viewer, typed.form_key) if typed.form_key else (),
        limits=current_limits(),
    )


def _reply_words(view: TicketView) -> tuple[str, str, str]:
    title, button = _("Your answer"), _("Send answer")
    if view.stage in {Stage.RESOLVED, Stage.CLOSED}:
        return title, _("What you write reopens the ticket, unless you only say thanks."), button
    if view.stage is Stage.WAITING:
        who = view.assignee.split(" ", 1)[0] or _("The team")
        return title, _("%(who)s goes on as soon as you answer.", who=who), button
    return _("Add something"), _("Anything new helps: what you tried, a screenshot, when it happens."), button


def _news(view: TicketView, lines: tuple[Line, ...], seen: Seen) -> News:
    later = tuple(line for line in lines if _is_later(line, seen))
    return News(
        mark=view.mark,
        message=view.last_message_id,
        change=max((entry.id for entry in view.entries if isinstance(entry, Changed)), default=0),
        words=_what_is_new(later),
        lines=later,
    )


def _is_later(line: Line, seen: Seen) -> bool:
    if isinstance(line, Post):
        return int(line.anchor[1:]) > seen.message
    return isinstance(line, Event) and int(line.anchor[1:]) > seen.change


def _what_is_new(lines: tuple[Line, ...]) -> Markup:
    said = [line for line in lines if isinstance(line, Post) and not line.is_mine]
    authors = {line.author for line in said}
    if len(authors) == 1:
        told = ngettext(
            "%(num)s new message from %(who)s.", "%(num)s new messages from %(who)s.", len(said), who="%s"
        )
        return escape(told) % called_by(Side.REQUESTER, said[0].author)
    if said:
        return escape(ngettext("%(num)s new message.", "%(num)s new messages.", len(said)))
    return escape(_("Something changed on this ticket."))
