"""Who votes: an account, or a visitor known by a signed cookie and kept only as a pseudonym."""

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature

from app.settings import Settings
from app.web.identity import current_reader
from app.web.networks import network_of
from app.web.pseudonyms import pseudonym, seal

_PURPOSE = "votes"
_LIFETIME = 400 * 24 * 3600  # seconds; browsers keep no cookie longer


def current_voter() -> str | None:
    """Return the name votes of the present reader are kept under; None for a visitor who never voted."""
    reader = current_reader()
    if reader.is_known:
        return pseudonym(_PURPOSE, "account", str(reader.person_id))
    number = _carried()
    return pseudonym(_PURPOSE, "visitor", number) if number else None


def become_voter(response: Response, number: str) -> None:
    """Let a visitor's browser carry ``number``, signed, for as long as browsers allow."""
    production = _settings().is_production
    response.set_cookie(
        _cookie(),
        seal(_PURPOSE).dumps(number),
        max_age=_LIFETIME,
        secure=production,
        httponly=True,
        samesite="Lax",
    )


def visitor_number() -> str:
    """Return the number the visitor's browser carries, or a new one."""
    return _carried() or secrets.token_hex(16)


def voter_with(number: str) -> str:
    """Return the name votes of the reader are kept under once the browser carries ``number``."""
    return current_voter() or pseudonym(_PURPOSE, "visitor", number)


def voter_address() -> str:
    """Return the pseudonym of where the request came from: an IPv4 address, or the /64 of an IPv6 one."""
    return pseudonym("vote addresses", network_of(request.remote_addr))


def _carried() -> str | None:
    try:
        return str(seal(_PURPOSE).loads(request.cookies.get(_cookie(), "")))
    except BadSignature:
        return None


def _cookie() -> str:
    return "__Host-visitor" if _settings().is_production else "visitor"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
