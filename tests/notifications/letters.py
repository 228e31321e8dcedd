"""A ticket with everything that letters tell of, and each letter about it as a program would show it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from app.accounts.identity import reader_of
from app.accounts.models import Person, RoleGrant
from app.escalation.models import EscalationRequest
from app.escalation.vocabulary import RequestOrigin, RequestState
from app.incidents.models import Incident
from app.kernel.terms import Language, Plan, Priority, Role
from app.notifications.channels.port import Letter
from app.notifications.letters import DIGEST
from app.notifications.mail.compose import digest_for, letter_for
from app.notifications.mail.reader_letters import reader_letter
from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import ChannelKind, NoticeKind, Urgency
from app.satisfaction.models import SurveyAnswer, SurveyInvitation
from app.storage.database import db, transaction
from app.tickets import conversation
from app.tickets.access import Viewer, viewer_of
from app.tickets.drafts import new_form_key
from app.tickets.models import Ticket, TicketChange, TicketMessage
from tests.tickets.cast import open_ticket

BEFORE_CHRISTMAS = datetime(2026, 12, 23, 20, 0, tzinfo=UTC)  # Wednesday, four in the afternoon in Caracas
HOUR = timedelta(hours=1)
ASKED_AT = "2026-12-20T15:00:00+00:00"
REFERENCE = "TQ-7F3K9"
_SIGNED = re.compile(r"(/(?:unsubscribe|survey)/)[A-Za-z0-9_.-]+")
_numbers = count(1)


@dataclass
class LetterWorld:
    """People who all speak ``language``, a ticket about which everything happened, and its rows."""

    language: Language
    ana: Person
    juan: Person
    sofia: Person
    marta: Person
    ticket: Ticket
    rows: Mapping[str, int]

    def notice(self, kind: NoticeKind, person: Person, **facts: Any) -> tuple[Delivery, Notice]:
        """Return a notice and its letter on the way, as an event leaves them."""
        number = next(_numbers)
        about_nothing = kind in {
            NoticeKind.INCIDENT_ENDED,
            NoticeKind.ARTICLE_FIXED,
            NoticeKind.ARTICLES_TO_REVIEW,
            NoticeKind.ARTICLES_TO_CHECK,
        }
        with transaction():
            notice = Notice(
                key=f"{kind} {number}",
                person_id=person.id,
                kind=kind,
                urgency=Urgency.NORMAL,
                ticket_id=None if about_nothing else self.ticket.id,
                facts=facts,
                occurred_at=BEFORE_CHRISTMAS + 3 * HOUR,
            )
            db.session.add(notice)
            db.session.flush()
            delivery = Delivery(
                notice_id=notice.id,
                person_id=person.id,
                channel=ChannelKind.EMAIL,
                subject=REFERENCE,
                message_id=f"<{number}@tuqr.com>",
                due_at=notice.occurred_at,
            )
            db.session.add(delivery)
        return delivery, notice

    def letter(self, kind: NoticeKind, person: Person, **facts: Any) -> Letter:
        """Return the letter about it."""
        delivery, notice = self.notice(kind, person, **facts)
        return letter_for(delivery, notice, person)

    def reader_letter(self) -> Letter:
        """Return what a reader without an account gets, who said that an article is wrong."""
        facts = {"article_id": "exportar-datos", "language": self.language.value, "vote_id": 1}
        notice = Notice(kind=NoticeKind.ARTICLE_FIXED, facts={**facts, "asked_at": ASKED_AT})
        letter = Delivery(message_id="<1@tuqr.com>", address="lector@example.com", subject="mailbox")
        return reader_letter(letter, notice)

    def digest(self) -> Letter:
        """Return what Ana gets who asked for one letter a day."""
        told = [
            self.notice(NoticeKind.REPLY, self.ana, message_id=self.rows["answer"], author_id=self.juan.id),
            self.notice(
                NoticeKind.RESOLVED, self.ana, message_id=self.rows["solution"], actor_id=self.juan.id
            ),
            self.notice(NoticeKind.SURVEY, self.ana, invitation_id=self.rows["invitation"]),
        ]
        for delivery, _notice in told:
            delivery.subject, delivery.gathered = DIGEST, True
        return digest_for(told, self.ana)


def letter_world(language: Language) -> LetterWorld:
    """Let Ana report a problem before Christmas, Juan ask and solve it, and Sofía look at it."""
    with transaction():
        ana = _person("ana", "Ana Ñáñez", language)
        juan = _person("juan", "Juan Pérez", language, Role.AGENT)
        sofia = _person("sofia", "Sofía Méndez", language, Role.SUPERVISOR)
        marta = _person("marta", "Marta León", language, Role.EDITOR)
        db.session.flush()
    ticket = open_ticket(
        _viewer(ana), BEFORE_CHRISTMAS, priority=Priority.LOW, priority_reason="Puede esperar"
    )
    with transaction():
        ticket.reference, ticket.assignee_id = REFERENCE, juan.id
    rows = {}
    told = (
        (
            "answer",
            "Hola, Ana.\n\nPrueba esto: https://ayuda.tuqr.com/es/articles/x y dime <qué> pasa & cuándo.",
        ),
        ("question", "¿Qué versión de la aplicación usas?\nEstá en «Ajustes › Acerca de»."),
        ("reply", "La 5.2, en Chrome."),
        ("note", "Nota interna: el cliente está molesto."),
        ("solution", "Corregido: recarga la página."),
    )
    speakers = {
        "answer": (juan, conversation.reply),
        "question": (juan, conversation.ask),
        "reply": (ana, conversation.reply),
        "note": (juan, conversation.note),
        "solution": (juan, conversation.resolve),
    }
    for place, (name, text) in enumerate(told, start=1):
        who, how = speakers[name]
        with transaction():
            how(ticket, _viewer(who), text, new_form_key(), BEFORE_CHRISTMAS + place * HOUR / 4)
        rows[name] = db.session.query(TicketMessage.id).order_by(TicketMessage.id.desc()).limit(1).scalar()
    with transaction():
        rows |= _rows(ticket, juan, sofia)
    return LetterWorld(language, ana, juan, sofia, marta, ticket, rows)


def _rows(ticket: Ticket, juan: Person, sofia: Person) -> dict[str, int]:
    request = EscalationRequest(
        ticket_id=ticket.id,
        requester_id=ticket.requester_id,
        origin=RequestOrigin.BUTTON,
        reason="Llevo dos días sin poder vender.",
        asked_at=BEFORE_CHRISTMAS,
        decide_by=BEFORE_CHRISTMAS + HOUR,
        state=RequestState.DECLINED,
        decided_at=BEFORE_CHRISTMAS + HOUR,
        decided_by_id=sofia.id,
        answer="Juan ya tiene la corrección; la publica hoy.",
    )
    incident = Incident(
        name="caja-lenta",
        title_es="La caja tarda en abrir",
        title_en="The till is slow to open",
        opened_by_id=juan.id,
        started_at=BEFORE_CHRISTMAS,
        updated_at=BEFORE_CHRISTMAS,
        ended_at=BEFORE_CHRISTMAS + HOUR,
        solution="Ampliamos los servidores de la caja.",
    )
    change = db.session.query(TicketChange).filter_by(ticket_id=ticket.id).order_by(TicketChange.id.desc())
    invitation = SurveyInvitation(
        ticket_id=ticket.id,
        resolution_id=change.limit(1).one().id,
        agent_id=juan.id,
        nonce="0" * 32,
        invited_at=BEFORE_CHRISTMAS + HOUR,
    )
    db.session.add_all([request, incident, invitation])
    db.session.flush()
    rated = BEFORE_CHRISTMAS + 2 * HOUR
    comment = "Tardaron mucho."
    db.session.add(
        SurveyAnswer(
            invitation_id=invitation.id, stars=2, comment=comment, answered_at=rated, changed_at=rated
        )
    )
    return {"request": request.id, "incident": incident.id, "invitation": invitation.id}


def as_shown(letter: Letter) -> str:
    """Return the headers and the text of a letter, without what differs from run to run."""
    unsubscribe = letter.headers.get("List-Unsubscribe", "-")
    head = [
        f"To: {letter.to_name} <{letter.to_address}>",
        f"Subject: {letter.title}",
        f"Reply-To: {re.sub('[0-9a-f]{32}', 'SIGNATURE', letter.reply_to) or '-'}",
        f"References: {' '.join(letter.thread) or '-'}",
        f"List-Unsubscribe: {unsubscribe}",
    ]
    return without_signatures("\n".join([*head, "", letter.text.strip(), ""]))


def without_signatures(text: str) -> str:
    """Return text with a word in place of each signed token, for they carry identifiers of rows."""
    return _SIGNED.sub(r"\1TOKEN", text)


def _person(mailbox: str, name: str, language: Language, *roles: Role) -> Person:
    person = Person(
        email=f"{mailbox}@demo.tuqr.com",
        name=name,
        password="-",
        plan=Plan.REGULAR,
        language=language,
        roles=[RoleGrant(role=role) for role in roles],
    )
    db.session.add(person)
    return person


def _viewer(person: Person) -> Viewer:
    return viewer_of(reader_of(person))
