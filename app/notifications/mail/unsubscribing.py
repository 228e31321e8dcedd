"""The signed link that ends letters of a topic: whoever has it may do that, and nothing else."""

from itsdangerous import BadSignature

from app.accounts.models import Person
from app.kernel.errors import NotFound
from app.kernel.wording import N_
from app.notifications.vocabulary import Topic
from app.storage.database import db
from app.web.pseudonyms import seal

_PURPOSE = "unsubscribe links"
_INCOMPLETE = N_("This link is not complete. Open it again from your e-mail.")


def token_for(person_id: int, topic: Topic) -> str:
    """Return what the link carries."""
    return str(seal(_PURPOSE).dumps([person_id, topic.value]))


def meant_by(token: str) -> tuple[Person, Topic]:
    """Return whose letters a link ends, and about what. Raises NotFound for one that we did not make."""
    try:
        person_id, topic = seal(_PURPOSE).loads(token)
    except BadSignature as error:
        raise NotFound(_INCOMPLETE) from error
    person = db.session.get(Person, person_id)
    if person is None or not person.active or topic not in set(Topic):
        raise NotFound(_INCOMPLETE)
    return person, Topic(topic)
