"""Looks through 90 days of searches for synonyms, so that no page has to; safe to run twice."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete

from app.editorial.proposals import testimonies
from app.editorial.proposing.models import SynonymLook, SynonymProposal
from app.storage.database import db, transaction

_MOST = 200  # pairs kept, the strongest


def look_for_synonyms(now: datetime) -> int:
    """Keep what people's searches propose in place of what they proposed before; return how many pairs."""
    with transaction():
        found = testimonies(db.session.connection(), now)[:_MOST]
        db.session.execute(delete(SynonymProposal))
        for place, one in enumerate(found, start=1):
            told = asdict(one) | {"queries": list(one.queries), "articles": list(one.articles)}
            db.session.add(SynonymProposal(id=place, **told))
        db.session.merge(SynonymLook(id=1, looked_at=now))
    return len(found)
