"""What agents said of tickets: that no article exists; and the gaps that nothing else tells of."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import select

from app.editorial.gaps.models import ContentGap
from app.editorial.gaps.tallies import Tally, tally
from app.editorial.gaps.uses import Use
from app.editorial.gaps.vocabulary import Source
from app.editorial.gaps.wording import NamePairs
from app.editorial.verdicts.queries import MissingContent
from app.kernel.terms import Language, ProductArea, TicketType
from app.search.query_masking import without_personal_data
from app.storage.database import db
from app.tickets.labels import name_of
from app.tickets.models import Ticket

About = tuple[Language, ProductArea | None, TicketType]
_AT_ONCE = 500


def agents_words(missing: Sequence[MissingContent], live_since: datetime, now: datetime) -> Iterator[Use]:
    """Yield the subjects of tickets of which an agent said that no article exists."""
    for begin in range(0, len(missing), _AT_ONCE):
        some = missing[begin : begin + _AT_ONCE]
        rows = db.session.execute(
            select(Ticket.id, Ticket.title, Ticket.requester_id).where(
                Ticket.id.in_([one.ticket_id for one in some])
            )
        )
        told = {number: (title, requester) for number, title, requester in rows}
        for one in some:
            title, requester = told[one.ticket_id]
            yield Use(
                without_personal_data(title),
                one.language,
                Source.VERDICT,
                -requester,
                (now - one.said_at).days,
                is_fresh=one.said_at > live_since,
                area=one.area,
                type=one.type,
            )


def by_kind(uses: Sequence[Use], placed: Collection[Use]) -> Mapping[About, list[Use]]:
    """Return what agents said and no gap in people's words counts, by language, area and type."""
    found: dict[About, list[Use]] = defaultdict(list)
    for use in uses:
        if use not in placed and use.type is not None:
            found[use.language, use.area, use.type].append(use)
    return found


def kind_tally(uses: Sequence[Use], about: About, names: NamePairs) -> Tally:
    """Count the tickets of an area and type, and name them by these: their words are few people's."""
    language, area, _kind = about
    return replace(tally(uses, language, names), name=_name(about), stems=(), area=area)


def known_kinds() -> Mapping[About, int]:
    """Return the numbers of the gaps that are named by area and type."""
    rows = db.session.execute(
        select(ContentGap.language, ContentGap.area, ContentGap.type, ContentGap.id).where(
            ContentGap.type.is_not(None), ContentGap.merged_into_id.is_(None)
        )
    )
    return {(language, area, kind): number for language, area, kind, number in rows if kind is not None}


def _name(about: About) -> str:
    language, area, kind = about
    with force_locale(language.value):
        return f"{name_of(area) or gettext('No area')}: {name_of(kind)}"
