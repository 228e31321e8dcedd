"""Everybody concerned is told, once, and nobody else."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.identity import reader_of
from app.accounts.models import Person
from app.incidents import actions as incidents
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language, Priority, TicketType
from app.notifications import actions as choosing
from app.notifications.bell import notices_in_bell, unread_in_bell
from app.notifications.choices import choices_of
from app.notifications.listeners import on_event
from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import ChannelKind, NoticeKind, Topic
from app.notifications.wording import address, headline, is_still_theirs
from app.storage.database import db, transaction
from app.tickets import actions, conversation, merging
from app.tickets.access import Viewer
from app.tickets.events import MessageSent
from app.tickets.models import TicketMessage
from tests.notifications.conftest import Cast
from tests.notifications.world import (
    Post,
    deliveries,
    forget_what_was_told,
    juans_ticket,
    notices,
    told,
    worker_runs,
)
from tests.tickets.cast import MONDAY, open_ticket, resolved, say

SOON = MONDAY + timedelta(minutes=1)


def test_ana_gets_a_receipt_and_juan_the_ticket(app: Flask, cast: Cast, post: Post) -> None:
    ticket = open_ticket(cast.ana)
    worker_runs(app, SOON)
    assert told(cast.ana)[0] is NoticeKind.TICKET_OPENED
    assert told(cast.juan) + told(cast.luisa) == [NoticeKind.ASSIGNED]
    assert len(post.to(cast.ana)) == 1
    assert told(cast.marta) == told(cast.pedro) == []
    assert headline(notices(cast.ana)[0], Language.ES) == f"Recibimos tu ticket {ticket.reference}"


def test_an_answer_is_told_to_the_requester_in_words_and_leads_to_the_ticket(
    app: Flask, cast: Cast, post: Post
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    say(ticket, cast.juan, "Prueba recargar.", SOON)
    worker_runs(app, SOON)
    [notice] = notices(cast.ana)
    assert headline(notice, Language.ES) == f"Juan Pérez respondió en {ticket.reference}"
    assert headline(notice, Language.EN) == f"Juan Pérez answered on {ticket.reference}"
    assert address(notice, Language.EN) == f"/en/tickets/{ticket.reference}"
    assert [kind for kind in told(cast.juan) if kind is NoticeKind.REPLY] == []
    assert len(post.to(cast.ana)) == 1


def test_an_internal_note_reaches_no_requester(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    say(ticket, cast.juan, "Ojo: tarjeta rechazada.", SOON, conversation.note)
    worker_runs(app, SOON)
    assert told(cast.ana) == []
    assert post.mail.arrived == []


def test_a_notice_about_a_note_would_be_neither_shown_nor_sent_to_the_requester(
    app: Flask, cast: Cast
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    say(ticket, cast.juan, "Ojo: tarjeta rechazada.", SOON, conversation.note)
    note_id = db.session.scalars(select(TicketMessage.id).filter_by(kind="note")).one()
    notice = Notice(
        key="x",
        person_id=cast.ana.person_id,
        kind=NoticeKind.REPLY,
        ticket_id=ticket.id,
        facts={"message_id": note_id},
    )
    assert not is_still_theirs(notice)


def test_a_solution_is_told_as_one_and_not_as_an_answer_too(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    resolved(ticket, cast.juan, SOON)
    worker_runs(app, SOON)
    assert told(cast.ana) == [NoticeKind.RESOLVED, NoticeKind.SURVEY]
    message_id = notices(cast.ana)[0].facts["message_id"]
    assert db.session.get_one(TicketMessage, message_id).body == "Corregido: recarga la página."


def test_a_question_and_what_the_requester_answers(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    say(ticket, cast.juan, "¿Qué navegador usas?", SOON, conversation.ask)
    say(ticket, cast.ana, "Firefox.", SOON + timedelta(minutes=1))
    worker_runs(app, SOON + timedelta(minutes=2))
    assert told(cast.ana) == [NoticeKind.QUESTION]
    assert told(cast.juan) == [NoticeKind.REQUESTER_WROTE]


def test_reopening_with_words_is_told_once(app: Flask, cast: Cast, post: Post) -> None:
    ticket = resolved(juans_ticket(cast.ana, cast.juan), cast.juan, SOON)
    forget_what_was_told(app, SOON, post)
    say(ticket, cast.ana, "Sigue fallando.", SOON + timedelta(minutes=5))
    worker_runs(app, SOON + timedelta(minutes=6))
    assert told(cast.juan) == [NoticeKind.REOPENED]
    assert told(cast.ana) == []


def test_whoever_had_a_ticket_and_whoever_has_it_now_are_told(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    with transaction():
        actions.assign(ticket, cast.sofia, cast.luisa.person_id, SOON, "Sabe de inventario")
    worker_runs(app, SOON)
    assert told(cast.luisa) == told(cast.juan) == [NoticeKind.ASSIGNED]
    assert told(cast.sofia) == []
    assert headline(notices(cast.luisa)[0], Language.ES) == f"{ticket.reference} ahora es tuyo"
    assert headline(notices(cast.juan)[0], Language.ES) == f"{ticket.reference} está ahora con Luisa Mora"
    assert address(notices(cast.juan)[0], Language.ES) == f"/es/staff/tickets/{ticket.reference}"


def test_of_a_ticket_nobody_has_the_team_at_its_level_is_told(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    with transaction():
        actions.assign(ticket, cast.juan, None, SOON)
        ticket.level = 2
    forget_what_was_told(app, SOON, post)
    say(ticket, cast.ana, "¿Hay novedades?", SOON)
    worker_runs(app, SOON)
    assert told(cast.luisa) == [NoticeKind.REQUESTER_WROTE]
    assert told(cast.juan) == []


def test_somebody_of_the_team_is_a_requester_on_their_own_ticket(app: Flask, cast: Cast, post: Post) -> None:
    ticket = open_ticket(cast.luisa)
    with transaction():
        actions.assign(ticket, cast.sofia, None, SOON)
    forget_what_was_told(app, SOON, post)
    with transaction():
        actions.request_priority(ticket, cast.luisa, Priority.HIGH, "Urge", SOON)
    worker_runs(app, SOON)
    assert told(cast.juan) == [NoticeKind.PRIORITY_REQUESTED]
    assert told(cast.luisa) == []


def test_an_event_heard_twice_tells_once(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    say(ticket, cast.juan, "Prueba recargar.", SOON)
    message = db.session.scalars(select(TicketMessage)).one()
    event = MessageSent(
        subject=ticket.reference,
        key=f"{ticket.reference} {message.id}",
        occurred_at=SOON,
        ticket_id=ticket.id,
        message_id=message.id,
        author_id=cast.juan.person_id,
        side="staff",
        kind="reply",
        asks=False,
    )
    worker_runs(app, SOON)
    before = _counted()
    for _ in range(2):
        with transaction():
            assert on_event(event) == 0
    assert _counted() == before
    worker_runs(app, SOON)
    assert [letter.message_id for letter in post.to(cast.ana)] == [
        delivery.message_id for delivery in deliveries(cast.ana)
    ]


def _counted() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Notice, Delivery)]


def test_a_disabled_person_is_not_told(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    say(ticket, cast.juan, "Prueba recargar.", SOON)
    with transaction():
        db.session.get_one(Person, cast.ana.person_id).disabled_at = SOON
    worker_runs(app, SOON)
    assert told(cast.ana) == []


def test_a_notice_of_a_merged_ticket_leads_to_the_one_that_stays(app: Flask, cast: Cast, post: Post) -> None:
    first, second = juans_ticket(cast.ana, cast.juan), juans_ticket(cast.ana, cast.juan, SOON)
    forget_what_was_told(app, SOON, post)
    with transaction():
        merging.merge(first, second, cast.juan, SOON)
    worker_runs(app, SOON)
    assert told(cast.ana) == [NoticeKind.MERGED]
    [notice] = notices(cast.ana)
    assert address(notice, Language.ES) == f"/es/tickets/{second.reference}"
    said = f"{first.reference} sigue con el número {second.reference}"
    assert headline(notice, Language.ES) == said
    assert len(post.to(cast.ana)) == 1


def test_those_affected_by_a_problem_are_told_its_end_but_not_twice(
    app: Flask, cast: Cast, post: Post
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    with transaction():
        problem = incidents.start_incident(
            cast.juan, incidents.Announcement(title_es="Pagos caídos", title_en="Payments down"), SOON
        )
        incidents.link(problem, ticket, cast.juan, SOON)
        for who in (cast.ana, cast.pedro):
            incidents.join(problem, who.person_id, SOON)
    forget_what_was_told(app, SOON, post)
    with transaction():
        incidents.end_incident(problem, cast.juan, "Ya cobramos de nuevo.", SOON)
    worker_runs(app, SOON)
    assert told(cast.pedro) == [NoticeKind.INCIDENT_ENDED]
    assert NoticeKind.INCIDENT_ENDED not in told(cast.ana)
    assert headline(notices(cast.pedro)[0], Language.EN) == "It is solved: Payments down"


def test_what_somebody_turned_off_stays_in_the_bell_only(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    with transaction():
        choosing.choose(cast.ana.person_id, Topic.MY_TICKETS, ChannelKind.EMAIL, wanted=False)
    say(ticket, cast.juan, "Prueba recargar.", SOON)
    worker_runs(app, SOON)
    assert told(cast.ana) == [NoticeKind.REPLY]
    assert post.mail.arrived == []
    assert deliveries(cast.ana) == []


def test_choices_are_offered_by_what_people_do_and_the_mandatory_ones_stay(cast: Cast) -> None:
    def offered(who: Viewer) -> set[Topic]:
        person = db.session.get_one(Person, who.person_id)
        return {line.topic for line in choices_of(person).lines}

    assert offered(cast.ana) == {Topic.MY_TICKETS, Topic.SURVEYS, Topic.ARTICLES}
    assert offered(cast.juan) == offered(cast.ana) | {Topic.WORK, Topic.PROMISES}
    assert offered(cast.sofia) == set(Topic)
    for topic, channel in ((Topic.SUPERVISION, ChannelKind.EMAIL), (Topic.WORK, ChannelKind.BELL)):
        with pytest.raises(RuleBroken), transaction():
            choosing.choose(cast.sofia.person_id, topic, channel, wanted=False)
    lines = choices_of(db.session.get_one(Person, cast.victor.person_id)).lines
    assert (Topic.MY_TICKETS, ChannelKind.WHATSAPP) in {(line.topic, line.channel) for line in lines}
    lines = choices_of(db.session.get_one(Person, cast.ana.person_id)).lines
    assert ChannelKind.WHATSAPP not in {line.channel for line in lines}


def test_the_phone_rings_for_emergencies_of_vip_people_only(app: Flask, cast: Cast, post: Post) -> None:
    with transaction():
        for who in (cast.ana, cast.victor):
            choosing.choose_phone(who.person_id, "+58 412 123-4567")
    urgent = {"type": TicketType.EMERGENCY, "area": None}
    tickets = [
        juans_ticket(cast.victor, cast.juan, **urgent),
        juans_ticket(cast.ana, cast.juan, **urgent),
        juans_ticket(cast.victor, cast.juan),
    ]
    forget_what_was_told(app, SOON, post)
    for ticket in tickets:
        say(ticket, cast.juan, "Lo estamos viendo.", SOON)
    worker_runs(app, SOON)
    assert [letter.to_address for letter in post.phone.arrived] == ["+584121234567"]
    assert tickets[0].reference in post.phone.arrived[0].title + post.phone.arrived[0].text


@pytest.mark.parametrize("number", ["abc", "0412 1234567", "+58", "+5841212345678901234"])
def test_what_is_no_phone_number_is_refused(cast: Cast, number: str) -> None:
    with pytest.raises(RuleBroken), transaction():
        choosing.choose_phone(cast.ana.person_id, number)


def test_reading_a_ticket_reads_what_was_told_about_it(app: Flask, cast: Cast, post: Post) -> None:
    first, second = open_ticket(cast.ana), open_ticket(cast.ana)
    worker_runs(app, SOON)
    ana = reader_of(db.session.get_one(Person, cast.ana.person_id))
    before = unread_in_bell(ana)
    with transaction():
        choosing.mark_ticket_read(cast.ana.person_id, first.id, SOON)
    left, _older = notices_in_bell(ana, None, 20)
    assert unread_in_bell(ana) < before
    assert {notice.ticket_id for notice in left if notice.read_at is None} == {second.id}
    with transaction():
        choosing.mark_all_read(cast.ana.person_id, left[0].id, SOON)
        choosing.mark_read(left[0], SOON + timedelta(hours=1))
    assert unread_in_bell(ana) == 0
    assert db.session.get_one(Notice, left[0].id).read_at == SOON


def test_pages_of_notices_go_back_in_time(app: Flask, cast: Cast, post: Post) -> None:
    for _ in range(3):
        open_ticket(cast.ana)
    worker_runs(app, SOON)
    ana = reader_of(db.session.get_one(Person, cast.ana.person_id))
    everything, none_older = notices_in_bell(ana, None, 100)
    first, before = notices_in_bell(ana, None, 2)
    rest, _older = notices_in_bell(ana, before, 100)
    assert [*first, *rest] == everything
    assert none_older is None
    assert everything == sorted(everything, key=lambda notice: (notice.occurred_at, notice.id), reverse=True)
