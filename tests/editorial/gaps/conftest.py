"""The cast at work, for those tests that need tickets."""

from tests.accounts.conftest import password_hash, people
from tests.workspace.conftest import clock, send, team, viewer

__all__ = ["clock", "password_hash", "people", "send", "team", "viewer"]
