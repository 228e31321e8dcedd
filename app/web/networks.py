"""Which network a request came from: what one household, office or attacker is counted by."""

from ipaddress import IPv6Address, ip_address


def network_of(address: str | None) -> str:
    """Return the IPv4 address, or the /64 of an IPv6 one, which is what one subscriber has."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)
