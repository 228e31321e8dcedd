"""Limits count people by the network they come from."""

import pytest

from app.web.networks import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("somewhere", "unknown"),
        (None, "unknown"),
    ],
)
def test_one_subscriber_is_one_network_and_neighbours_are_others(address: str | None, network: str) -> None:
    assert network_of(address) == network
