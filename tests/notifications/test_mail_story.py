"""From a ticket to a mailbox, through the worker and a real mail server."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, pairwise

import pytest
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import Envelope, Session
from flask import Flask

from app.accounts.models import Person
from app.notifications.channels.email import EmailChannel, SmtpServer
from app.notifications.mail.message import Sender
from app.notifications.vocabulary import ChannelKind
from app.storage.database import db
from app.tickets import conversation
from tests.notifications.mail_servers import Sink, mail_server
from tests.notifications.world import deliveries, juans_ticket, worker_runs
from tests.tickets.cast import MONDAY, open_ticket, say
from tests.tickets.conftest import Cast

MINUTE = timedelta(minutes=1)


class MoodySink(Sink):
    """Refuses every fifth letter for now."""

    moods = cycle([True, True, True, True, False])

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:
        """Take it, or not today."""
        if next(self.moods):
            return await super().handle_DATA(server, session, envelope)
        return "451 4.7.1 not now"


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """A mail server that the portal sends to."""
    before, sink = app.extensions["channels"], MoodySink()
    with mail_server(sink) as port:
        server = SmtpServer("127.0.0.1", port, security="none", patience=5)
        app.extensions["channels"] = {
            ChannelKind.EMAIL: EmailChannel(server, Sender("TuQR", "soporte@tuqr.com"))
        }
        yield sink
    app.extensions["channels"] = before


def test_ana_follows_her_ticket_as_one_conversation_in_her_mailbox(
    app: Flask, cast: Cast, sink: Sink
) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    say(ticket, cast.juan, "¿Qué versión usas?", MONDAY + MINUTE, conversation.ask)
    say(ticket, cast.ana, "La 5.2", MONDAY + 2 * MINUTE)
    say(ticket, cast.juan, "Listo, recarga.", MONDAY + 3 * MINUTE, conversation.resolve)
    for minutes in (3, 4, 6, 10, 20):
        worker_runs(app, MONDAY + minutes * MINUTE)
    address = db.session.get_one(Person, cast.ana.person_id).email
    letters = [letter for letter in sink.letters if address in letter["To"]]
    conversation_of_ana = [letter for letter in letters if "El producto no se guarda" in letter["Subject"]]
    ids = [letter["Message-ID"] for letter in conversation_of_ana]
    assert len(ids) == len(set(ids)) == 3
    assert len({letter["Subject"] for letter in conversation_of_ana}) == 1
    roots = {letter["References"].split()[0] for letter in letters}
    assert roots == {f"<ticket.{ticket.reference}@tuqr.com>"}
    for earlier, later in pairwise(conversation_of_ana):
        assert earlier["Message-ID"] in later["References"]
        assert later["In-Reply-To"] == later["References"].split()[-1]
    assert [each.message_id for each in deliveries(cast.ana) if each.sent_at][: len(letters)] == [
        letter["Message-ID"] for letter in letters
    ]


def test_a_server_that_refuses_a_fifth_gets_every_letter_once(app: Flask, cast: Cast, sink: Sink) -> None:
    for number in range(15):
        open_ticket(cast.ana, MONDAY, title=f"Problema {number}")
    for minutes in (0, 2, 5, 15, 60):
        worker_runs(app, MONDAY + minutes * MINUTE)
    address = db.session.get_one(Person, cast.ana.person_id).email
    subjects = [
        letter["Subject"] for letter in sink.letters if letter["To"].addresses[0].addr_spec == address
    ]
    assert len(subjects) == len(set(subjects)) == 15
    assert all(each.sent_at for each in deliveries(cast.ana))


def test_an_account_whose_address_has_a_line_break_parks_its_letter_and_no_other(
    app: Flask, cast: Cast, sink: Sink
) -> None:
    db.session.get_one(Person, cast.pedro.person_id).email = "pedro@example.com\r\nBcc: todos@example.com"
    db.session.commit()
    open_ticket(cast.pedro, MONDAY)
    open_ticket(cast.ana, MONDAY)
    for minutes in (0, 2, 5):
        worker_runs(app, MONDAY + minutes * MINUTE)
    [parked] = deliveries(cast.pedro)
    assert parked.parked_at
    assert "not an address" in parked.last_error
    assert all(each.sent_at for each in deliveries(cast.ana))
    assert all(b"todos@example.com" not in raw for raw in sink.raw)
