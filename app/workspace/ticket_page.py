"""The page of one ticket as the team sees it: the conversation, and everything beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.agents import Agent, agents
from app.deflection.tried import tried_before
from app.kernel.errors import DomainError
from app.kernel.terms import Priority, SupportLevel
from app.satisfaction.ratings import Rating, ratings_of
from app.sla.commitment import next_responses, resolution
from app.sla.policy import Policy
from app.tickets.access import Act, Viewer, can
from app.tickets.beside import OtherTicket, other_tickets
from app.tickets.clocks import history_of
from app.tickets.conversation import AlreadySent
from app.tickets.desk import loads
from app.tickets.due import guaranteed_response
from app.tickets.labels import name_of
from app.tickets.lines import FileCard, Line
from app.tickets.models import Ticket
from app.tickets.promises import current_policy
from app.tickets.queries import ticket_page
from app.tickets.routing import Candidate, Need, fits
from app.tickets.timeline import file_card, timeline_of
from app.tickets.uploads import UploadLimits, current_limits
from app.tickets.views import Changed, Entry, FileView, TicketView
from app.web.identity import Reader
from app.workspace.clock_face import ClockFace, face_of
from app.workspace.composing import ChangedMeanwhile, Composer, composer_of, news_since, seen_in
from app.workspace.ticket_escalation import Escalation, escalation_of
from app.workspace.ticket_verdicts import Judging, judging_of
from app.workspace.tried_facts import TriedFact, tried_facts

_TECHNICAL = ("device", "system", "browser", "screen", "page")


@dataclass(frozen=True, slots=True)
class PromiseClock:
    """One of the ticket's promises with its clock."""

    title: str
    face: ClockFace


@dataclass(frozen=True, slots=True)
class AgentChoice:
    """Somebody the ticket may be given to; ``about`` says level, load and what they are good at."""

    person_id: int
    name: str
    about: str
    fits: bool


@dataclass(frozen=True, slots=True)
class StaffTicketPage:
    """A ticket's page for the team; ``typed`` is what a refused form held, ``refusal`` why it was."""

    view: TicketView
    lines: Sequence[Line]
    news: Sequence[Line]
    clocks: tuple[PromiseClock, ...]
    others: tuple[OtherTicket, ...]
    agents: tuple[AgentChoice, ...]
    technical: tuple[str, ...]
    files: tuple[FileCard, ...]
    composer: Composer
    typed: Mapping[str, str]
    refusal: str
    refused_field: str
    tried: tuple[TriedFact, ...]
    limits: UploadLimits
    is_mine: bool
    can_answer: bool
    above_level: bool
    can_hand_over: bool
    needs: str
    ratings: tuple[Rating, ...]
    escalation: Escalation
    judging: Judging
    priorities: tuple[Priority, ...] = tuple(Priority)

    @property
    def mergeable(self) -> tuple[OtherTicket, ...]:
        """Return the tickets that this one could go on under."""
        return tuple(each for each in self.others if each.is_mergeable)


def staff_ticket_page(
    viewer: Viewer,
    reader: Reader,
    ticket: Ticket,
    now: datetime,
    *,
    typed: Mapping[str, str],
    cite: str,
    refusal: DomainError | None,
) -> StaffTicketPage:
    """Return everything the team is shown about a ticket; ``reader`` is the viewer."""
    view = ticket_page(viewer, ticket, now)
    tried = tried_before(view.form_key)
    news = news_since(seen_in(typed), view, reader.name) if isinstance(refusal, ChangedMeanwhile) else ()
    return StaffTicketPage(
        view=view,
        lines=timeline_of(view),
        news=timeline_of(replace(view, entries=news)),
        clocks=_clocks(ticket, current_policy(), now),
        others=other_tickets(viewer, ticket),
        agents=_choices(viewer, view) if Act.ASSIGN in view.offered else (),
        technical=tuple(told for name in _TECHNICAL if (told := getattr(view.details, name))),
        files=tuple(file_card(each) for entry in view.entries for each in _files(entry)),
        composer=composer_of(viewer, view, _sendable(typed, refusal), cite),
        typed=typed,
        refusal=_(refusal.message, **refusal.values) if refusal else "",
        refused_field=str(refusal.values.get("field", "")) if refusal else "",
        tried=tried_facts(tried, view.details.language, reader.audiences),
        limits=current_limits(),
        is_mine=view.assignee_id == viewer.person_id,
        can_answer=Act.REPLY in view.offered,
        above_level=not can(viewer, Act.REPLY, ticket),
        can_hand_over=viewer.directs or view.assignee_id in {None, viewer.person_id},
        needs=name_of(view.level),
        ratings=ratings_of(viewer, ticket),
        escalation=escalation_of(viewer, ticket, view, typed, now),
        judging=judging_of(ticket, view, tried, typed),
    )


def _sendable(typed: Mapping[str, str], refusal: DomainError | None) -> Mapping[str, str]:
    """Return what was typed; under a key of its own where the form's was used for other words."""
    return {**typed, "form_key": ""} if isinstance(refusal, AlreadySent) else typed


def _files(entry: Entry) -> tuple[FileView, ...]:
    return () if isinstance(entry, Changed) else entry.files


def _clocks(ticket: Ticket, policy: Policy, now: datetime) -> tuple[PromiseClock, ...]:
    """Return the clocks worth looking at: the first answer, a further one that is owed, the solution."""
    history = history_of(ticket)
    first = guaranteed_response(policy, history, ticket.first_response_due_at, now)
    clocks = [PromiseClock(_("First answer"), face_of(first, policy, now))]
    if further := next_responses(policy, history, now):
        clocks.append(PromiseClock(_("Next answer"), face_of(further[-1], policy, now)))
    if solution := resolution(policy, history, now):
        clocks.append(PromiseClock(_("Solution"), face_of(solution, policy, now)))
    return tuple(clocks)


def _choices(viewer: Viewer, view: TicketView) -> tuple[AgentChoice, ...]:
    """Return whom the ticket may be given to, those whom it fits first."""
    in_hand = loads()
    need = Need(view.details.type, view.details.language, view.level)
    choices = [
        _choice(agent, in_hand.get(agent.person_id, 0), need)
        for agent in agents()
        if agent.person_id not in {view.requester_id, view.assignee_id}
        and (viewer.directs or agent.level >= view.level)
    ]
    return tuple(sorted(choices, key=lambda each: not each.fits))


def _choice(agent: Agent, load: int, need: Need) -> AgentChoice:
    candidate = Candidate(agent.person_id, agent.level, agent.specialities, agent.languages, load)
    about = [
        _("level %(level)s", level=SupportLevel(agent.level).value),
        ngettext("%(num)s active ticket", "%(num)s active tickets", load),
        ", ".join(sorted(name_of(each) for each in agent.specialities)) or _("every type"),
    ]
    return AgentChoice(agent.person_id, agent.name, " · ".join(about), fits(candidate, need))
