"""A thousand events, three workers at once, one of them killed again and again (G16)."""

import random
import time
from collections import Counter

import pytest
from sqlalchemy import func, select, text

from app.incidents.events import IncidentStarted
from app.jobs.relay import relay
from app.kernel.clock import utc_now
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent, publish
from benchmarks.ear import listen
from benchmarks.installation import Installation, kill
from benchmarks.kills import ALL_WAITS
from benchmarks.reckoning import waiting_events

EVENTS, TICKETS, KILLS = 1000, 250, 4
pytestmark = pytest.mark.xdist_group("kills")


def publish_a_thousand(installation: Installation) -> list[str]:
    """Let four things happen to each of 250 tickets; return their keys in order."""
    now, keys = utc_now(), []
    with installation.app.app_context(), transaction():
        for number in range(EVENTS):
            subject = f"T{number % TICKETS}"
            keys.append(f"{subject} {number:04}")
            publish(
                IncidentStarted(subject=subject, key=keys[-1], occurred_at=now, incident_id=1, actor_id=1)
            )
    return keys


def heard(installation: Installation) -> list[str]:
    """Return the keys of the events that listeners heard, in the order they wrote them down."""
    with installation.app.app_context():
        names = db.session.scalars(text("SELECT name FROM heard_events ORDER BY id")).all()
    return [name.removeprefix("incident started ") for name in names]


def test_each_event_has_effect_once_and_those_of_a_ticket_in_their_order(
    installation: Installation,
) -> None:
    chance = random.Random(7)
    keys = publish_a_thousand(installation)
    workers = [installation.start_worker() for _ in range(3)]
    for _ in range(KILLS):
        time.sleep(chance.uniform(1.2, 2.2))
        kill(workers[0])
        workers[0] = installation.start_worker()
    for worker in workers:
        kill(worker)
    listen(installation.app)
    relay(installation.app, utc_now() + ALL_WAITS)
    assert waiting_events(installation.app) == 0
    counted = Counter(heard(installation))
    assert {key: times for key, times in counted.items() if times != 1} == {}
    assert sorted(counted) == sorted(keys)
    for number in range(TICKETS):
        of_ticket = [key for key in heard(installation) if key.startswith(f"T{number} ")]
        assert of_ticket == sorted(of_ticket)
    with installation.app.app_context():
        parked = select(func.count()).where(OutboxEvent.parked_at.is_not(None))
        assert db.session.scalar(parked) == 0
