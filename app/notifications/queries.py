"""What pages ask about notifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Person
from app.notifications.choices import Choices, choices_of
from app.notifications.mail.addresses import masked
from app.notifications.models import Delivery, Notice
from app.notifications.vocabulary import ChannelKind
from app.storage.database import db

__all__ = ["Choices", "choices_of", "parked_deliveries"]


@dataclass(frozen=True, slots=True)
class ParkedDelivery:
    """A letter that did not get through and waits for somebody to look at it.

    To a reader without an account ``person`` is empty, and ``email`` shows no more than its beginning.
    """

    id: int
    channel: ChannelKind
    person_id: int | None
    person: str
    email: str
    notice: Notice
    parked_at: datetime
    tries: int
    error: str


def parked_deliveries(limit: int = 200) -> Sequence[ParkedDelivery]:
    """Return what waits for a person, the latest first."""
    rows = db.session.execute(
        select(Delivery, Notice, Person)
        .join(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(Person, Person.id == Delivery.person_id)
        .where(Delivery.parked_at.is_not(None))
        .order_by(Delivery.parked_at.desc(), Delivery.id.desc())
        .limit(limit)
    )
    return [
        ParkedDelivery(
            id=delivery.id,
            channel=delivery.channel,
            person_id=delivery.person_id,
            person=person.name if person else "",
            email=person.email if person else masked(delivery.address),
            notice=notice,
            parked_at=delivery.parked_at,
            tries=delivery.tries,
            error=delivery.last_error,
        )
        for delivery, notice, person in rows
        if delivery.parked_at is not None
    ]
