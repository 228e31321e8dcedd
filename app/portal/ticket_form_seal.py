"""What the review page carries back: the guarantee it showed, and what was reviewed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature

from app.tickets.details import Submission
from app.web.pseudonyms import seal

STANDS_FOR = timedelta(hours=1)
_PURPOSE = "ticket review"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A form as somebody saw it before sending: ``shown_at`` decides the guarantee."""

    form_key: str
    digest: str
    shown_at: datetime

    def stands(self, now: datetime) -> bool:
        """Say whether the guarantee that was shown is still given."""
        return now - self.shown_at <= STANDS_FOR


def sealed_review(form_key: str, submission: Submission, now: datetime) -> str:
    """Return what the review's form carries, signed."""
    return str(seal(_PURPOSE).dumps([form_key, submission.digest(), now.isoformat()]))


def reviewed(sealed: str, form_key: str) -> Reviewed | None:
    """Return what was reviewed, or None for what is not ours or of another form."""
    try:
        key, digest, shown_at = seal(_PURPOSE).loads(sealed)
    except BadSignature:
        return None
    return Reviewed(key, digest, datetime.fromisoformat(shown_at)) if key == form_key else None
