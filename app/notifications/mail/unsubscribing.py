"""The signed link that ends letters of a topic: whoever has it may do that, and nothing else."""

from dataclasses import dataclass

from itsdangerous import BadSignature

from app.accounts.models import Person
from app.kernel.errors import NotFound
from app.kernel.wording import N_
from app.notifications.vocabulary import Topic
from app.storage.database import db
from app.web.pseudonyms import seal

_PURPOSE = "unsubscribe links"
_MAILBOXES = "mailbox links"
_INCOMPLETE = N_("This link is not complete. Open it again from your e-mail.")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address without an account, by the name under which it was written to."""

    name: str


def token_for(person_id: int, topic: Topic) -> str:
    """Return what the link carries."""
    return str(seal(_PURPOSE).dumps([person_id, topic.value]))


def token_for_mailbox(mailbox: str) -> str:
    """Return what the link to an address without an account carries."""
    return str(seal(_MAILBOXES).dumps(mailbox))


def meant_by(token: str) -> tuple[Person, Topic] | Mailbox:
    """Return whose letters a link ends, and about what. Raises NotFound for one that we did not make."""
    try:
        return Mailbox(str(seal(_MAILBOXES).loads(token)))
    except BadSignature:
        return _person_meant_by(token)


def _person_meant_by(token: str) -> tuple[Person, Topic]:
    try:
        person_id, topic = seal(_PURPOSE).loads(token)
    except BadSignature as error:
        raise NotFound(_INCOMPLETE) from error
    person = db.session.get(Person, person_id)
    if person is None or not person.active or topic not in set(Topic):
        raise NotFound(_INCOMPLETE)
    return person, Topic(topic)
