"""Tickets for the demo, sent and answered by its people as they would do it themselves."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.actions import person_with
from app.accounts.agents import describe_agent
from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.cli.demo_stories import JUAN, LUISA, STORIES, Step, Story, Tried
from app.deflection.ledger import Arrival, Asker, note_failed_step, note_opened, note_shown, start
from app.escalation.actions import request_escalation
from app.escalation.vocabulary import RequestOrigin
from app.kernel.terms import Language, SupportLevel, TicketType
from app.knowledge.reading import current_generation
from app.knowledge.steps import steps_of
from app.storage.database import db
from app.tickets import actions, conversation
from app.tickets.access import Viewer, viewer_of
from app.tickets.details import Submission
from app.tickets.models import Ticket
from app.tickets.promises import current_policy
from app.tickets.submitting import submit_ticket
from app.tickets.triage import proposed_priority
from app.web.identity import STRANGER

_SAYINGS: Mapping[str, Callable[[Ticket, Viewer, str, str, datetime], object]] = {
    "reply": conversation.reply,
    "ask": conversation.ask,
    "resolve": conversation.resolve,
    "note": conversation.note,
}
_DEEDS: Mapping[str, Callable[[Ticket, Viewer, datetime], object]] = {
    "start": actions.start,
    "confirm": actions.confirm,
    "take": lambda ticket, viewer, now: actions.take(ticket, viewer, ticket.assignee_id, now),
}
_LONGEST_AGO = timedelta(days=30)


def describe_team() -> None:
    """Say what the demo's agents can answer. Belongs in a transaction."""
    describe_agent(
        person_with(JUAN),
        specialities=[TicketType.HOW_TO, TicketType.TECHNICAL, TicketType.ACCOUNT],
        languages=Language,
    )
    describe_agent(
        person_with(LUISA),
        level=SupportLevel.SENIOR_SPECIALIST,
        specialities=[TicketType.TECHNICAL, TicketType.BILLING, TicketType.EMERGENCY],
        languages=[Language.ES],
    )


def seed_tickets(now: datetime) -> None:
    """Tell each story that was not told yet, up to ``now``. Belongs in a transaction."""
    for story in STORIES:
        author = _viewer(story.who)
        if not _is_told(author, story):
            _tell(story, author, now)


def _tell(story: Story, author: Viewer, now: datetime) -> None:
    sent_at = _sent_at(story, author, now)
    if story.tried:
        _try(story, story.tried, author, sent_at)
    submission = Submission(details=story.details, impacts=story.impacts)
    ticket = submit_ticket(author, _key(story), submission, sent_at)
    for number, step in enumerate(story.steps, start=1):
        _do(step, ticket, _key(story, number), sent_at + step.after)


def _sent_at(story: Story, author: Viewer, now: datetime) -> datetime:
    """Return when a story began; one told by a share of its promise at the instant that leaves the rest."""
    if isinstance(story.ago, timedelta):
        return now - story.ago
    plan = db.session.get_one(Person, author.person_id).plan
    priority = proposed_priority(story.details.type, story.impacts)
    terms = current_policy().terms[plan, priority]
    used = terms.first_response * story.ago
    earliest, latest = now - _LONGEST_AGO, now
    while latest - earliest > timedelta(seconds=1):
        middle = earliest + (latest - earliest) / 2
        if terms.calendar.working_time(middle, now) > used:
            earliest = middle
        else:
            latest = middle
    return earliest


def _try(story: Story, tried: Tried, author: Viewer, sent_at: datetime) -> None:
    """Leave in the ledger what came before the ticket, as the form would."""
    key, shelf = _key(story), current_generation().shelf(STRANGER.audiences)
    start(key, Asker(author.person_id), Arrival(Language.ES, query=tried.query), sent_at)
    found = [article for each in tried.opened if (article := shelf.by_id(each, Language.ES))]
    note_shown(key, [(article.id, article.revision) for article in found], sent_at)
    for article in found:
        note_opened(key, article.id, sent_at)
    failed, number = tried.failed
    for article in found:
        if article.id == failed:
            steps = steps_of(shelf.body(article).html)
            note_failed_step(article.id, article.revision, steps[number - 1].anchor, sent_at, key)


def _do(step: Step, ticket: Ticket, form_key: str, at: datetime) -> None:
    viewer = _viewer(step.who)
    if step.verb == "escalate":
        request_escalation(ticket, viewer, step.text, RequestOrigin.BUTTON, at)
    elif say := _SAYINGS.get(step.verb):
        say(ticket, viewer, step.text, form_key, at)
    else:
        _DEEDS[step.verb](ticket, viewer, at)


def _is_told(author: Viewer, story: Story) -> bool:
    sent = select(Ticket.id).filter_by(requester_id=author.person_id, form_key=_key(story))
    return db.session.scalar(sent) is not None


def _viewer(email: str) -> Viewer:
    return viewer_of(reader_of(person_with(email)))


def _key(story: Story, number: int = 0) -> str:
    return f"demo-tickets-{story.key}-{number}"
