"""Readers without an account, who left an address with a vote: told once, by one letter, until they end it.

Nobody confirmed their address, so it gets one letter a day at most, it is kept only while the letter is on
its way, and orders its letters under a pseudonym.
"""

from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Person, address_of
from app.kernel.terms import Audience, Language
from app.knowledge.article import Article
from app.knowledge.contacts import forget_contact
from app.knowledge.models import ArticleVote
from app.knowledge.reading import NothingPublished, current_generation
from app.notifications.channels.port import Undeliverable
from app.notifications.letters import new_message_id
from app.notifications.mail.addresses import require_address
from app.notifications.models import ClosedMailbox, Delivery, Notice
from app.notifications.occasions import ArticleFixed
from app.notifications.vocabulary import ChannelKind, NoticeKind, Urgency
from app.storage.database import db
from app.web.pseudonyms import pseudonym, pseudonyms

BETWEEN_LETTERS = timedelta(days=1)
_PURPOSE = "mailboxes of readers"
_EVERYONE = frozenset({Audience.EVERYONE})


def tell_reporter(event: ArticleFixed) -> int:
    """Tell whoever left an address with a vote, and forget the address; return how many were told now.

    Both happen in the transaction of the caller, so that a vote is told of once whatever is killed.
    Who has an account is told there, by the catalogue, before this.
    """
    vote = db.session.get(ArticleVote, event.vote_id)
    if vote is None or not vote.contact:
        return 0
    told = _write_to(vote, event) if _may_be_told(vote, event) else 0
    forget_contact(vote.id)
    return told


def was_told(event: ArticleFixed) -> bool:
    """Say whether anybody was told of the vote before."""
    return bool(
        db.session.scalar(select(exists().where(Notice.key.startswith(f"{event.name} {event.key} "))))
    )


def is_still_wanted(notice: Notice, delivery: Delivery) -> bool:
    """Say whether a letter to an address may go: the wish stands, and the article is there for everybody."""
    vote = db.session.get(ArticleVote, int(notice.facts.get("vote_id", 0)))
    return vote is not None and not is_closed(delivery.address) and article_of(notice) is not None


def article_of(notice: Notice) -> Article | None:
    """Return the article in the language in which it was read; None where not everybody may read it."""
    language = Language(notice.facts.get("language", Language.ES))
    try:
        article = (
            current_generation().shelf(_EVERYONE).by_id(str(notice.facts.get("article_id", "")), language)
        )
    except NothingPublished:
        return None
    return article if article and article.language is language else None


def may_be_written_at(delivery: Delivery) -> datetime | None:
    """Return from when the mailbox of a letter may get it; None for at once."""
    before = select(func.max(Delivery.sent_at)).where(
        Delivery.person_id.is_(None), Delivery.subject == delivery.subject, Delivery.id != delivery.id
    )
    last: datetime | None = db.session.scalar(before)
    return last + BETWEEN_LETTERS if last else None


def mailbox_of(address: str) -> str:
    """Return the name under which letters to an address are put in order."""
    return pseudonym(_PURPOSE, address_of(address))


def is_closed(address: str) -> bool:
    """Say whether the address asked not to be written to."""
    names = pseudonyms(_PURPOSE, address_of(address))
    return bool(db.session.scalar(select(exists().where(ClosedMailbox.mailbox.in_(names)))))


def close_mailbox(mailbox: str, now: datetime) -> None:
    """Never write to it again in this way; twice is as good as once."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(ClosedMailbox).values(mailbox=mailbox, closed_at=now)
    db.session.execute(row.on_conflict_do_nothing(index_elements=["mailbox"]))


def _may_be_told(vote: ArticleVote, event: ArticleFixed) -> bool:
    has_account = exists().where(Person.email == address_of(vote.contact))
    if vote.helpful or was_told(event) or db.session.scalar(select(has_account)):
        return False
    return _is_address(vote.contact) and not is_closed(vote.contact)


def _is_address(contact: str) -> bool:
    try:
        require_address(contact)
    except Undeliverable:
        return False
    return True


def _write_to(vote: ArticleVote, event: ArticleFixed) -> int:
    notice = Notice(
        key=f"{event.name} {event.key} reader",
        person_id=None,
        kind=NoticeKind.ARTICLE_FIXED,
        urgency=Urgency.NORMAL,
        facts={**event.payload(), "language": vote.language.value, "asked_at": vote.cast_at.isoformat()},
        occurred_at=event.occurred_at,
    )
    db.session.add(notice)
    db.session.flush()
    db.session.add(
        Delivery(
            notice_id=notice.id,
            person_id=None,
            address=address_of(vote.contact),
            channel=ChannelKind.EMAIL,
            subject=mailbox_of(vote.contact),
            message_id=new_message_id(notice.key, ChannelKind.EMAIL),
            due_at=event.occurred_at,
        )
    )
    return 1
