"""Web server and worker are killed while people write: nothing told is lost, twice or half (G13, G14)."""

import random

import pytest

from benchmarks.installation import Installation
from benchmarks.kills import run

pytestmark = pytest.mark.xdist_group("kills")


def test_after_every_kill_all_that_people_were_told_is_there_once(installation: Installation) -> None:
    outcome = run(installation, kills=3, chance=random.Random(3))
    assert outcome.faults == []
    assert outcome.left_waiting == 0
    assert (outcome.web_kills, outcome.worker_kills) == (3, 3)
    assert all(told.tickets for told in outcome.told)
