"""Known problems happen to the cast of tickets."""

from tests.tickets.conftest import cast

__all__ = ["cast"]
