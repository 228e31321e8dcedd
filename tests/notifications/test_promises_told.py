"""What rises, breaks and is decided is told to those who can do something about it."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person
from app.escalation import actions as escalation
from app.escalation.events import BreachNear, PromiseBroken, SupervisorsAlerted
from app.escalation.vocabulary import AlertCause, RaiseReason, RequestOrigin
from app.kernel.events import Event
from app.kernel.terms import Language, Role, TicketType
from app.notifications.vocabulary import NoticeKind, Urgency
from app.notifications.wording import headline
from app.satisfaction.access import survey_of
from app.satisfaction.answers import rate
from app.satisfaction.vocabulary import Opinion
from app.storage.database import db, transaction
from app.storage.outbox import publish
from app.tickets.models import Ticket
from app.tickets.recording import hold
from tests.notifications.conftest import Cast
from tests.notifications.world import (
    Post,
    forget_what_was_told,
    juans_ticket,
    notices,
    told,
    worker_runs,
)
from tests.tickets.cast import MONDAY, enrol, resolved

SOON = MONDAY + timedelta(minutes=1)
NIGHT = MONDAY + timedelta(hours=12)  # 22:00 in Caracas


def publish_now(event: Event) -> None:
    """Let something have happened."""
    with transaction():
        publish(event)


def facts_of(ticket: Ticket, key: str) -> dict[str, object]:
    """Return what every event of a ticket carries."""
    return {
        "subject": ticket.reference,
        "key": f"{ticket.reference} {key}",
        "occurred_at": SOON,
        "ticket_id": ticket.id,
    }


def test_a_critical_ticket_alerts_supervisors_at_once_also_at_night(
    app: Flask, cast: Cast, post: Post
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    about = facts_of(ticket, "critical") | {"occurred_at": NIGHT}
    publish_now(SupervisorsAlerted(**about, cause=AlertCause.CRITICAL))
    worker_runs(app, NIGHT)
    [notice] = notices(cast.sofia)
    assert (notice.kind, notice.urgency) == (NoticeKind.SUPERVISORS_ALERTED, Urgency.URGENT)
    assert len(post.to(cast.sofia)) == 1
    assert headline(notice, Language.ES) == f"{ticket.reference} es crítico: míralo ahora"
    assert told(cast.ana) == told(cast.juan) == []


def test_a_promise_that_is_near_or_broken_is_told_to_whoever_has_the_ticket(
    app: Flask, cast: Cast, post: Post
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    due = {"commitment": "first_response", "due_at": SOON.isoformat()}
    publish_now(BreachNear(**facts_of(ticket, "near"), **due))  # type: ignore[arg-type]
    publish_now(PromiseBroken(**facts_of(ticket, "broken"), **due))  # type: ignore[arg-type]
    worker_runs(app, SOON)
    assert told(cast.juan) == [NoticeKind.BREACH_NEAR, NoticeKind.PROMISE_BROKEN]
    assert told(cast.sofia) == [NoticeKind.PROMISE_BROKEN]
    assert told(cast.ana) == []


def test_a_level_that_rises_is_one_notice_for_whoever_gets_the_ticket(
    app: Flask, cast: Cast, post: Post
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan, type=TicketType.TECHNICAL)
    forget_what_was_told(app, SOON, post)
    with transaction():
        hold(ticket)
        escalation.raise_level(ticket, RaiseReason.UNANSWERED, SOON)
    assert ticket.assignee_id == cast.luisa.person_id
    worker_runs(app, SOON)
    assert told(cast.luisa) == [NoticeKind.LEVEL_RAISED]
    assert told(cast.juan) == [NoticeKind.ASSIGNED]
    assert NoticeKind.LEVEL_RAISED not in told(cast.ana)
    said = headline(notices(cast.luisa)[0], Language.EN)
    assert said == f"{ticket.reference} rose to level 2 (Senior specialist)"


def test_a_request_is_told_to_supervisors_and_the_decision_to_the_requester(
    app: Flask, cast: Cast, post: Post
) -> None:
    with transaction():
        other = enrol("Iván Roa", Role.SUPERVISOR)
        db.session.flush()
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    with transaction():
        request = escalation.request_escalation(ticket, cast.ana, "Urge", RequestOrigin.BUTTON, SOON)
    worker_runs(app, SOON)
    assert told(cast.sofia) == [NoticeKind.ESCALATION_REQUESTED]
    assert other.id in {letter_to(letter.to_address) for letter in post.mail.arrived}
    said = headline(notices(cast.sofia)[0], Language.ES)
    assert said == f"Ana Rojas pide escalar {ticket.reference}"
    with transaction():
        escalation.decline(request, cast.sofia, "Ya lo resolvemos hoy.", SOON)
    worker_runs(app, SOON)
    assert told(cast.ana) == [NoticeKind.ESCALATION_DECIDED]
    assert told(cast.sofia) == [NoticeKind.ESCALATION_REQUESTED]
    said = headline(notices(cast.ana)[0], Language.ES)
    assert said == f"{ticket.reference} se queda donde está: lee por qué"


def letter_to(address: str) -> int:
    """Return whose address it is."""
    return db.session.scalars(select(Person.id).where(Person.email == address)).one()


def test_a_low_rating_is_told_to_supervisors_once(app: Flask, cast: Cast, post: Post) -> None:
    ticket = resolved(juans_ticket(cast.ana, cast.juan), cast.juan, SOON)
    forget_what_was_told(app, SOON, post)
    for stars in (1, 2, 5, 2):
        survey = survey_of(cast.ana, ticket)
        assert survey is not None
        with transaction():
            rate(survey, Opinion(stars), SOON)
    worker_runs(app, SOON)
    low = [
        kind for kind in told(cast.sofia) if kind in {NoticeKind.RATED_LOW, NoticeKind.SUPERVISORS_ALERTED}
    ]
    assert low == [NoticeKind.RATED_LOW] * 2, "from nothing to one star, and from five to two"
    assert NoticeKind.RATED_LOW not in told(cast.juan) + told(cast.ana)
