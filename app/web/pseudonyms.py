"""Names for visitors that say nothing about them: keyed hashes, one key per purpose."""

import hashlib
import hmac
from collections.abc import Sequence

from flask import current_app
from itsdangerous import URLSafeSerializer

from app.settings import Settings

_LENGTH = 32  # hexadecimal digits, 128 bits


def pseudonym(purpose: str, *facts: str) -> str:
    """Return a hash of ``facts`` that nobody without the installation's key can make or reverse.

    The same facts give another name for another ``purpose`` (security 67).
    """
    return _named(_settings().signing_key, purpose, facts)


def pseudonyms(purpose: str, *facts: str) -> tuple[str, ...]:
    """Return what ``pseudonym`` gives with the present key and gave with each older one."""
    settings = _settings()
    return tuple(_named(key, purpose, facts) for key in (settings.signing_key, *settings.old_secret_keys))


def _named(secret: str, purpose: str, facts: Sequence[str]) -> str:
    key = hmac.digest(secret.encode(), purpose.encode(), "sha256")
    return hmac.new(key, "\0".join(facts).encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def seal(purpose: str) -> URLSafeSerializer:
    """Return what signs values that people carry for us; older keys are still read."""
    settings = _settings()
    return URLSafeSerializer([*settings.old_secret_keys, settings.signing_key], salt=purpose)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
