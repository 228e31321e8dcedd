"""A problem that many have is said once, answered once, and nobody is forgotten."""

import pytest
from sqlalchemy import func, select

from app.incidents.access import incident_for, open_incident
from app.incidents.actions import (
    Announcement,
    end_incident,
    join,
    leave,
    link,
    start_incident,
    unlink,
    update_incident,
)
from app.incidents.models import Incident
from app.incidents.queries import incident_of, incident_rows, known_problems, tickets_about
from app.kernel.errors import NotAllowed, NotFound, RuleBroken
from app.kernel.terms import Language, ProductArea
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent
from app.tickets.actions import confirm
from app.tickets.conversation import resolve
from app.tickets.details import Refusals
from app.tickets.drafts import new_form_key
from app.tickets.lifecycle import Stage
from app.tickets.models import TicketMessage
from tests.tickets.cast import MONDAY, open_ticket
from tests.tickets.conftest import Cast

SAID = Announcement(title_es="No se puede cobrar con tarjeta", known_es="El banco está caído.", title_en="")


def _known(cast: Cast) -> Incident:
    with transaction():
        return start_incident(cast.juan, SAID, MONDAY)


def test_everybody_reads_a_known_problem_in_their_language_or_in_spanish(cast: Cast) -> None:
    _known(cast)
    (shown,) = known_problems(Language.EN, None)
    assert (shown.title, shown.known) == (SAID.title_es, SAID.known_es)
    with transaction():
        said = Announcement(title_es="x", title_en="Cards are refused", area=ProductArea.PAYMENTS)
        update_incident(open_incident(shown.name), cast.sofia, said, MONDAY)
    (shown,) = known_problems(Language.EN, None)
    assert (shown.title, shown.area) == ("Cards are refused", ProductArea.PAYMENTS)


def test_ana_says_once_that_it_affects_her_and_can_take_it_back(cast: Cast) -> None:
    incident = _known(cast)
    for _ in range(2):
        with transaction():
            join(incident, cast.ana.person_id, MONDAY)
    (hers,) = known_problems(Language.ES, cast.ana.person_id)
    (pedros,) = known_problems(Language.ES, cast.pedro.person_id)
    assert (hers.people, hers.affects_me, pedros.affects_me) == (1, True, False)
    for _ in range(2):
        with transaction():
            leave(incident, cast.ana.person_id)
    assert known_problems(Language.ES, cast.ana.person_id)[0].people == 0


def test_ending_it_answers_every_open_ticket_with_the_same_words_once(cast: Cast) -> None:
    incident = _known(cast)
    tickets = [open_ticket(cast.ana), open_ticket(cast.victor), open_ticket(cast.pedro)]
    with transaction():
        for ticket in tickets:
            link(incident, ticket, cast.juan, MONDAY)
        resolve(tickets[2], cast.juan, "Ya está", new_form_key(), MONDAY)
        confirm(tickets[2], cast.pedro, MONDAY)
    for _ in range(2):
        with transaction():
            end_incident(incident, cast.juan, "El banco volvió.", MONDAY)
    assert [ticket.stage for ticket in tickets] == [Stage.RESOLVED, Stage.RESOLVED, Stage.CLOSED]
    said = select(func.count()).where(TicketMessage.body == "El banco volvió.")
    assert db.session.scalar(said) == 2
    assert known_problems(Language.ES, cast.ana.person_id) == ()
    told = select(func.count()).where(OutboxEvent.name == "incident ended")
    assert db.session.scalar(told) == 1


def test_a_ticket_is_about_one_problem_at_most(cast: Cast) -> None:
    first, second, ticket = _known(cast), _known(cast), open_ticket(cast.ana)
    with transaction():
        link(first, ticket, cast.juan, MONDAY)
        link(second, ticket, cast.juan, MONDAY)
    assert (list(tickets_about(first)), incident_of(ticket.id)) == ([], second)
    with transaction():
        unlink(ticket, cast.juan)
    assert incident_of(ticket.id) is None


def test_what_is_over_takes_no_more_tickets_or_news(cast: Cast) -> None:
    incident, ticket = _known(cast), open_ticket(cast.ana)
    with transaction():
        end_incident(incident, cast.juan, "Listo", MONDAY)
    with pytest.raises(RuleBroken), transaction():
        link(incident, ticket, cast.juan, MONDAY)
    with pytest.raises(RuleBroken), transaction():
        update_incident(incident, cast.juan, SAID, MONDAY)
    with pytest.raises(NotFound):
        open_incident(incident.name)
    assert [row.ended_at for row in incident_rows(Language.ES)] == [MONDAY]


def test_requesters_and_editors_cannot_make_problems_known_or_look_behind_them(cast: Cast) -> None:
    incident, ticket = _known(cast), open_ticket(cast.ana)
    for outsider in (cast.ana, cast.victor, cast.marta):
        with pytest.raises(NotFound):
            incident_for(outsider, incident.name)
        for deed in (
            lambda by: start_incident(by, SAID, MONDAY),
            lambda by: update_incident(incident, by, SAID, MONDAY),
            lambda by: link(incident, ticket, by, MONDAY),
            lambda by: unlink(ticket, by),
            lambda by: end_incident(incident, by, "Listo", MONDAY),
        ):
            with pytest.raises(NotAllowed), transaction():
                deed(outsider)


def test_a_problem_needs_a_line_and_an_end_needs_words(cast: Cast) -> None:
    with pytest.raises(Refusals) as refused, transaction():
        start_incident(cast.juan, Announcement(title_es="  ", title_en="x" * 201), MONDAY)
    assert set(refused.value.by_field) == {"title_es", "title_en"}
    incident = _known(cast)
    with pytest.raises(RuleBroken), transaction():
        end_incident(incident, cast.juan, " \n", MONDAY)
    assert open_incident(incident.name)
