"""The number a visitor's browser carries in a signed cookie, so that what they leave is theirs."""

import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature

from app.settings import Settings
from app.web.pseudonyms import seal

_PURPOSE = "visitor"
_LIFETIME = 400 * 24 * 3600  # seconds; browsers keep no cookie longer


def carried_number() -> str | None:
    """Return the number that the browser of this request carries; None for one that carries none of ours."""
    try:
        return str(seal(_PURPOSE).loads(request.cookies.get(_cookie(), "")))
    except BadSignature:
        return None


def visitor_number() -> str:
    """Return the number the visitor's browser carries, or a new one (128 random bits) to ``let_carry``."""
    return carried_number() or secrets.token_hex(16)


def let_carry(response: Response, number: str) -> None:
    """Let the visitor's browser carry ``number``, signed, for as long as browsers allow."""
    production = _settings().is_production
    response.set_cookie(
        _cookie(),
        seal(_PURPOSE).dumps(number),
        max_age=_LIFETIME,
        secure=production,
        httponly=True,
        samesite="Lax",
    )


def _cookie() -> str:
    return "__Host-visitor" if _settings().is_production else "visitor"


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
