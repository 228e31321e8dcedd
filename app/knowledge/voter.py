"""Who votes: an account, or a visitor known by the number they carry and kept only as a pseudonym."""

from flask import request

from app.web.identity import current_reader
from app.web.networks import network_of
from app.web.pseudonyms import pseudonym
from app.web.visitors import carried_number

_PURPOSE = "votes"


def current_voter() -> str | None:
    """Return the name votes of the present reader are kept under; None for a visitor who never voted."""
    reader = current_reader()
    if reader.is_known:
        return pseudonym(_PURPOSE, "account", str(reader.person_id))
    number = carried_number()
    return pseudonym(_PURPOSE, "visitor", number) if number else None


def voter_with(number: str) -> str:
    """Return the name votes of the reader are kept under once the browser carries ``number``."""
    return current_voter() or pseudonym(_PURPOSE, "visitor", number)


def voter_address() -> str:
    """Return the pseudonym of where the request came from: an IPv4 address, or the /64 of an IPv6 one."""
    return pseudonym("vote addresses", network_of(request.remote_addr))
