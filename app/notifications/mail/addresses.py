"""Addresses of mail: the ones letters go to, and the signed ones that answers come back to."""

import hmac
import re
from dataclasses import dataclass
from typing import Self

from email_validator import EmailNotValidError, validate_email

from app.notifications.channels.port import Undeliverable
from app.settings import Settings
from app.web.pseudonyms import pseudonym, pseudonyms

_PURPOSE = "reply addresses"
_MAILBOX = "soporte"
_REPLY = re.compile(
    rf"{_MAILBOX}\+(?P<reference>[a-z0-9]+-[a-z0-9]+)\.(?P<signature>[0-9a-f]{{32}})@(?P<at>.+)"
)


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """Where answers to letters about a ticket come in; each person has an address of their own.

    Somebody who knows the number of a ticket, or another person's letters about it, cannot make one.
    """

    reference: str
    signature: str

    @classmethod
    def make(cls, reference: str, person_id: int) -> Self:
        """Return the address under which ``person_id`` answers."""
        return cls(reference, pseudonym(_PURPOSE, reference, str(person_id)))

    @classmethod
    def read(cls, address: str, domain: str) -> Self | None:
        """Return what an address carries, None unless it has the form of ours; nothing is believed yet."""
        found = _REPLY.fullmatch(address.strip().lower())
        if found is None or found["at"] != domain.lower():
            return None
        return cls(found["reference"].upper(), found["signature"])

    def belongs_to(self, person_id: int) -> bool:
        """Say whether we gave this address to ``person_id``; also under a key that was replaced since."""
        names = pseudonyms(_PURPOSE, self.reference, str(person_id))
        return any(hmac.compare_digest(self.signature, name) for name in names)

    def at(self, domain: str) -> str:
        """Write it out."""
        return f"{_MAILBOX}+{self.reference.lower()}.{self.signature}@{domain}"


def reply_address(settings: Settings, reference: str, person_id: int) -> str:
    """Return where ``person_id`` answers about a ticket; empty where answers are not read."""
    domain = settings.mail_reply_domain
    return ReplyAddress.make(reference, person_id).at(domain) if domain else ""


def masked(address: str) -> str:
    """Write enough of an address for its owner: a…@example.com."""
    mailbox, _at, domain = address.partition("@")
    return f"{mailbox[:1]}…@{domain}"


def require_address(address: str) -> str:
    """Return an address as every server takes it, in ASCII.

    Raises Undeliverable for one that is none, has line breaks, or has other letters before the ``@``.
    """
    try:
        checked = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise Undeliverable(f"not an address: {error}") from error
    return checked.ascii_email or checked.normalized
