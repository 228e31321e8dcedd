"""Letters arrive: in order, in their hours, again until they are there, and under one Message-ID."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Person, RoleGrant
from app.jobs.relay import relay as hand_over
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.terms import TicketType
from app.notifications import actions as choosing
from app.notifications import relay
from app.notifications.actions import drop, release
from app.notifications.channels.port import Letter, TryLater, Undeliverable
from app.notifications.leases import LEASE
from app.notifications.models import Delivery, Notice
from app.notifications.queries import parked_deliveries
from app.notifications.relay import deliver_all, deliver_due
from app.notifications.vocabulary import NoticeKind, Rhythm
from app.storage.database import db, transaction
from app.storage.outbox import MOST_TRIES, OutboxEvent
from app.tickets import conversation
from app.tickets.access import Viewer
from app.tickets.merging import merge
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
from tests.tickets.cast import MONDAY, open_ticket, say

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SOON = MONDAY + MINUTE
FRIDAY = MONDAY + timedelta(days=4, hours=11, minutes=55)
FRIDAY_EVENING = MONDAY + timedelta(days=4, hours=12)  # 22:00 in Caracas
NEXT_MONDAY_AT_8 = MONDAY + timedelta(days=7) - 2 * HOUR


def letters(app: Flask, now: datetime) -> int:
    """Let the worker bring what is due."""
    with app.app_context():
        brought = deliver_all(now)
    db.session.rollback()
    db.session.expire_all()
    return brought


def fail(error: Exception, on: Callable[[Letter], bool] = lambda _letter: True) -> Callable[[Letter], None]:
    """Return a mail server that refuses."""

    def refuse(letter: Letter) -> None:
        if on(letter):
            raise error

    return refuse


@pytest.fixture
def answered(app: Flask, cast: Cast, post: Post) -> Callable[..., None]:
    """Let Juan answer on a ticket of Ana, and the worker hand that over without bringing the letter."""
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)

    def answer(words: str = "Prueba recargar.", now: datetime = SOON, by: Viewer = cast.juan) -> None:
        say(ticket, by, words, now)
        hand_over(app, now)

    return answer


def test_letters_about_a_ticket_keep_their_order_while_the_first_does_not_get_through(
    app: Flask, cast: Cast, post: Post, answered: Callable[..., None]
) -> None:
    answered("Primero.")
    answered("Segundo.", SOON + MINUTE)
    post.fails(fail(TryLater("busy")))
    assert letters(app, SOON + MINUTE) == 0
    first, second = deliveries(cast.ana)
    assert (first.tries, second.tries) == (1, 0)
    assert first.last_error == "TryLater: busy"
    post.fails(None)
    assert letters(app, SOON + MINUTE) == 0, "the second waits for the first"
    assert letters(app, SOON + HOUR) == 2
    assert [each.message_id for each in post.to(cast.ana)] == [first.message_id, second.message_id]


def test_another_persons_letters_go_on_meanwhile(app: Flask, cast: Cast, post: Post) -> None:
    open_ticket(cast.ana)
    open_ticket(cast.pedro)
    hand_over(app, SOON)
    address = db.session.get_one(Person, cast.ana.person_id).email
    post.fails(fail(ConnectionError("gone"), lambda letter: letter.to_address == address))
    letters(app, SOON)
    assert post.to(cast.ana) == []
    assert len(post.to(cast.pedro)) == 1


def test_a_worker_killed_after_sending_sends_the_same_letter_again(
    app: Flask, cast: Cast, post: Post, answered: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    answered()

    def killed(*_told: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(relay, "_mark_sent", killed)
        with pytest.raises(KeyboardInterrupt), app.app_context():
            deliver_due("killed", SOON)
    assert letters(app, SOON + MINUTE) == 0, "its lease is not over"
    assert letters(app, SOON + LEASE + MINUTE) == 1
    once, again = post.to(cast.ana)
    assert once.message_id == again.message_id
    assert letters(app, SOON + DAY) == 0


def test_after_ten_tries_a_letter_is_parked_and_the_next_one_goes(
    app: Flask, cast: Cast, post: Post, answered: Callable[..., None]
) -> None:
    answered("Primero.")
    answered("Segundo.")
    first, second = deliveries(cast.ana)
    post.fails(fail(TryLater("busy"), lambda letter: letter.message_id == first.message_id))
    for hours in range(MOST_TRIES):
        letters(app, SOON + 2 * hours * HOUR)
    [parked] = parked_deliveries()
    assert (parked.id, parked.tries, parked.person) == (first.id, MOST_TRIES, "Ana Rojas")
    letters(app, SOON + DAY)
    assert [letter.message_id for letter in post.to(cast.ana)] == [second.message_id]


def test_a_refused_address_parks_at_once_and_can_be_released_or_dropped(
    app: Flask, cast: Cast, post: Post, answered: Callable[..., None]
) -> None:
    answered()
    post.fails(fail(Undeliverable("no such mailbox")))
    letters(app, SOON)
    [parked] = parked_deliveries()
    assert parked.error == "Undeliverable: no such mailbox"
    post.fails(None)
    with transaction():
        release(parked.id, SOON + HOUR)
    assert letters(app, SOON + HOUR) == 1
    for decide in (release, drop):
        with pytest.raises(RuleBroken), transaction():
            decide(parked.id, SOON)
    with pytest.raises(NotFound), transaction():
        drop(parked.id + 1000, SOON)


def test_a_parked_letter_that_is_dropped_never_goes(
    app: Flask, cast: Cast, post: Post, answered: Callable[..., None]
) -> None:
    answered()
    post.fails(fail(Undeliverable("no such mailbox")))
    letters(app, SOON)
    with transaction():
        drop(parked_deliveries()[0].id, SOON)
    post.fails(None)
    assert letters(app, SOON + DAY) == 0
    assert parked_deliveries() == []


def test_a_broken_mail_server_fails_no_event_and_no_bell(app: Flask, cast: Cast, post: Post) -> None:
    post.fails(fail(RuntimeError("a bug in the channel")))
    open_ticket(cast.ana)
    worker_runs(app, SOON)
    assert NoticeKind.TICKET_OPENED in told(cast.ana)
    assert db.session.scalars(select(OutboxEvent).where(OutboxEvent.handed_over_at.is_(None))).all() == []


def test_the_clock_set_back_an_hour_sends_nothing_twice_and_keeps_the_order(
    app: Flask, cast: Cast, post: Post, answered: Callable[..., None]
) -> None:
    answered("Primero.", SOON + HOUR)
    assert letters(app, SOON + HOUR) == 1
    answered("Segundo.", SOON + HOUR + MINUTE)
    assert letters(app, SOON) == 0, "what happened later than now waits for its minute"
    answered("Tercero.", SOON)
    letters(app, SOON + MINUTE)
    letters(app, SOON + 2 * HOUR)
    hand_over(app, SOON + 2 * HOUR)
    letters(app, SOON + 2 * HOUR)
    ids = [delivery.message_id for delivery in deliveries(cast.ana)]
    assert [letter.message_id for letter in post.to(cast.ana)] == ids
    assert len(ids) == len(set(ids)) == 3


def test_a_worker_that_was_away_for_a_day_tells_everything_once_and_wakes_nobody(
    app: Flask, cast: Cast, post: Post
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    say(ticket, cast.juan, "Prueba recargar.", SOON)
    say(ticket, cast.ana, "Sigue igual.", SOON + MINUTE)
    late = MONDAY + timedelta(hours=17)  # Tuesday 3:00 in Caracas
    worker_runs(app, late)
    assert [len(post.to(cast.ana)), len(post.to(cast.juan))] == [1, 0]
    worker_runs(app, MONDAY + DAY)
    worker_runs(app, MONDAY + DAY + HOUR)
    assert [len(post.to(cast.ana)), len(post.to(cast.juan))] == [1, 1]
    assert deliveries(cast.juan)[0].tries == 1


def test_the_teams_letters_wait_for_working_hours(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan, FRIDAY)
    forget_what_was_told(app, FRIDAY, post)
    for number in range(3):
        say(ticket, cast.ana, f"Mensaje {number}", FRIDAY_EVENING + number * MINUTE)
    worker_runs(app, FRIDAY_EVENING + HOUR)
    assert told(cast.juan) == [NoticeKind.REQUESTER_WROTE] * 3
    assert post.to(cast.juan) == []
    worker_runs(app, NEXT_MONDAY_AT_8 - MINUTE)
    assert post.to(cast.juan) == []
    worker_runs(app, NEXT_MONDAY_AT_8)
    sent = [letter.message_id for letter in post.to(cast.juan)]
    assert sent == [delivery.message_id for delivery in deliveries(cast.juan)]
    assert len(sent) == 3


def test_what_waited_and_was_read_in_the_bell_is_not_sent(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan, FRIDAY)
    forget_what_was_told(app, FRIDAY, post)
    say(ticket, cast.ana, "¿Hay novedades?", FRIDAY_EVENING)
    worker_runs(app, FRIDAY_EVENING)
    with transaction():
        choosing.mark_ticket_read(cast.juan.person_id, ticket.id, FRIDAY_EVENING + HOUR)
    worker_runs(app, NEXT_MONDAY_AT_8)
    assert post.to(cast.juan) == []
    assert [delivery.last_error for delivery in deliveries(cast.juan)] == ["read meanwhile"]


def test_a_receipt_goes_though_its_page_was_read_at_once(app: Flask, cast: Cast, post: Post) -> None:
    ticket = open_ticket(cast.ana)
    hand_over(app, SOON)
    with transaction():
        choosing.mark_ticket_read(cast.ana.person_id, ticket.id, SOON)
    letters(app, SOON)
    assert len(post.to(cast.ana)) == 1


def test_an_emergency_of_a_vip_wakes_the_team_and_passes_what_waits(
    app: Flask, cast: Cast, post: Post
) -> None:
    quiet = juans_ticket(cast.ana, cast.juan, FRIDAY)
    urgent = juans_ticket(cast.victor, cast.juan, FRIDAY, type=TicketType.EMERGENCY, area=None)
    forget_what_was_told(app, FRIDAY, post)
    say(quiet, cast.ana, "¿Hay novedades?", FRIDAY_EVENING)
    say(urgent, cast.victor, "Nada funciona.", FRIDAY_EVENING + MINUTE)
    worker_runs(app, FRIDAY_EVENING + MINUTE)
    [letter] = post.to(cast.juan)
    assert urgent.reference in letter.title


def test_the_daily_letter_gathers_what_happened_and_is_one(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    with transaction():
        choosing.choose_rhythm(cast.ana.person_id, Rhythm.DAILY)
    for number in range(3):
        say(ticket, cast.juan, f"Paso {number}", SOON + number * MINUTE)
    worker_runs(app, SOON + HOUR)
    assert post.to(cast.ana) == []
    eight = MONDAY + DAY - 2 * HOUR
    worker_runs(app, eight - MINUTE)
    assert post.to(cast.ana) == []
    worker_runs(app, eight)
    [letter] = post.to(cast.ana)
    assert letter.text.count(ticket.reference) >= 3
    assert all(delivery.sent_at for delivery in deliveries(cast.ana))
    worker_runs(app, eight + DAY)
    assert len(post.to(cast.ana)) == 1


def test_a_daily_letter_that_comes_again_is_the_same_and_what_is_new_waits_for_the_next(
    app: Flask, cast: Cast, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, SOON, post)
    with transaction():
        choosing.choose_rhythm(cast.ana.person_id, Rhythm.DAILY)
    for number in range(2):
        say(ticket, cast.juan, f"Paso {number}", SOON + number * MINUTE)
    hand_over(app, SOON + HOUR)
    eight = MONDAY + DAY - 2 * HOUR
    with monkeypatch.context() as patched:
        patched.setattr(relay, "_mark_sent", lambda *_told: 0)
        with app.app_context():
            deliver_due("killed", eight)
    say(ticket, cast.juan, "Paso nuevo", eight + HOUR)
    hand_over(app, eight + HOUR)
    letters(app, eight + DAY)
    first, again, fresh = post.to(cast.ana)
    assert (first.message_id, first.text) == (again.message_id, again.text)
    assert fresh.message_id != first.message_id
    assert "Paso nuevo" in fresh.text + fresh.title or ticket.reference in fresh.text


@pytest.mark.parametrize("change", [{"disabled_at": MONDAY}, {"email": ""}])
def test_who_left_or_has_no_address_gets_no_letter(
    app: Flask, cast: Cast, post: Post, answered: Callable[..., None], change: dict[str, object]
) -> None:
    answered()
    with transaction():
        db.session.execute(update(Person).where(Person.id == cast.ana.person_id).values(**change))
    assert letters(app, SOON) == 0
    assert [bool(delivery.dropped_at) for delivery in deliveries(cast.ana)] == [True]
    assert post.mail.arrived == []


def test_who_lost_the_right_to_see_a_ticket_is_not_written_to(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan, FRIDAY)
    forget_what_was_told(app, FRIDAY, post)
    say(ticket, cast.ana, "Mi clave es secreta.", FRIDAY_EVENING)
    worker_runs(app, FRIDAY_EVENING)
    with transaction():
        db.session.execute(RoleGrant.__table__.delete().where(RoleGrant.person_id == cast.juan.person_id))
    worker_runs(app, NEXT_MONDAY_AT_8)
    assert post.to(cast.juan) == []
    assert [delivery.last_error for delivery in deliveries(cast.juan)] == [
        "the person may not see it any more"
    ]


def test_a_worker_that_stops_gives_back_what_it_did_not_begin(app: Flask, cast: Cast, post: Post) -> None:
    for who in (cast.ana, cast.pedro, cast.victor):
        open_ticket(who)
    hand_over(app, SOON)
    with app.app_context():
        deliver_due("stopping", SOON, is_stopping=lambda: len(post.mail.arrived) == 1)
    db.session.rollback()
    left = db.session.scalars(select(Delivery).where(Delivery.sent_at.is_(None))).all()
    assert {(each.claimed_by, each.claimed_until, each.tries) for each in left} == {("", None, 0)}
    letters(app, SOON)
    assert all(len(post.to(who)) == 1 for who in (cast.ana, cast.pedro, cast.victor))


def test_a_letter_of_a_merged_ticket_arrives_and_leads_to_the_one_that_stays(
    app: Flask, cast: Cast, post: Post
) -> None:
    first, second = juans_ticket(cast.ana, cast.juan), juans_ticket(cast.ana, cast.juan, SOON)
    forget_what_was_told(app, SOON, post)
    say(first, cast.juan, "Prueba recargar.", SOON, conversation.reply)
    hand_over(app, SOON)
    with transaction():
        merge(first, second, cast.juan, SOON + MINUTE)
    worker_runs(app, SOON + MINUTE)
    reply, _merged = post.to(cast.ana)
    assert f"/es/tickets/{second.reference}" in reply.text
    assert len(notices(cast.ana)) == 2


def test_one_message_id_for_each_letter(app: Flask, cast: Cast, post: Post) -> None:
    for who in (cast.ana, cast.pedro):
        open_ticket(who)
    worker_runs(app, SOON)
    ids = [delivery.message_id for delivery in db.session.scalars(select(Delivery))]
    assert len(ids) == len(set(ids))
    assert all(each.startswith("<") and each.endswith(">") for each in ids)
    assert db.session.scalars(select(Notice.key)).all()


def test_only_what_was_begun_counts_as_a_try(app: Flask, cast: Cast, post: Post) -> None:
    """A worker that is killed, or held up by a slow server, uses up nobody's ten tries."""
    open_ticket(cast.ana)
    open_ticket(cast.pedro)
    hand_over(app, SOON)

    def killed(_letter: Letter) -> None:
        raise KeyboardInterrupt

    post.fails(killed)
    with pytest.raises(KeyboardInterrupt), app.app_context():
        deliver_due("killed", SOON)
    assert [each.tries for who in (cast.ana, cast.pedro) for each in deliveries(who)] == [1, 0]
    post.fails(None)
    letters(app, SOON + 2 * LEASE)
    assert [each.tries for who in (cast.ana, cast.pedro) for each in deliveries(who)] == [2, 1]
