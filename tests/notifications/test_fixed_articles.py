"""Who said that something in an article is wrong hears once that it was corrected."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from app.accounts.models import Person
from app.jobs.relay import relay as relay_events
from app.kernel.terms import Audience, Language
from app.knowledge.article import Article
from app.knowledge.contacts import KEPT_FOR as CONTACTS_KEPT_FOR
from app.knowledge.contacts import forget_old_contacts
from app.knowledge.models import ArticleVote
from app.knowledge.reading import current_generation
from app.knowledge.votes import NoReason
from app.notifications import readers, relay
from app.notifications.actions import drop
from app.notifications.channels.port import Letter, Undeliverable
from app.notifications.jobs import KEPT_FOR, forget_old_notices
from app.notifications.models import ClosedMailbox, Delivery, Notice
from app.notifications.occasions import ArticleFixed
from app.notifications.queries import parked_deliveries
from app.notifications.vocabulary import NoticeKind
from app.notifications.wording import address, headline
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent, publish
from app.workspace.parked import parked_page
from tests.notifications.conftest import Cast
from tests.notifications.world import Post, notices, told, worker_runs
from tests.support.library import an_article, help_centre
from tests.tickets.cast import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def article(app: Flask) -> Article:
    """An article that everybody can read."""
    return current_generation().shelf(frozenset({Audience.EVERYONE})).everything(Language.ES)[0]


def vote(article: Article, number: int, contact: str, **said: object) -> int:
    """Say as one of many visitors that something is wrong, and return the vote."""
    with transaction():
        cast = ArticleVote(
            article_id=article.id,
            language=said.pop("language", article.language),
            revision="old",
            voter=f"visitor {number}",
            by_staff=False,
            helpful=False,
            reason=NoReason.INCORRECT,
            contact=contact,
            cast_at=MONDAY,
            **said,
        )
        db.session.add(cast)
    return cast.id


def fixed(article: Article, vote_id: int, at: datetime = MONDAY + DAY, key: str = "") -> None:
    """Let the correction be live."""
    event = ArticleFixed(
        subject=f"article {article.id}"[:60],
        key=key or str(vote_id),
        occurred_at=at,
        article_id=article.id,
        language=article.language.value,
        vote_id=vote_id,
    )
    with transaction():
        publish(event)


def test_who_has_an_account_is_told_once_in_the_bell_and_by_mail(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    ana = db.session.get_one(Person, cast.ana.person_id).email
    number = vote(article, 1, ana.upper())
    fixed(article, number)
    fixed(article, number)
    worker_runs(app, MONDAY + DAY)
    [notice] = notices(cast.ana)
    assert article.title in headline(notice, Language.ES)
    assert address(notice, Language.ES).endswith(f"/articles/{article.slug}")
    worker_runs(app, MONDAY + DAY + HOUR)
    assert len(post.to(cast.ana)) == 1
    assert told(cast.ana) == [NoticeKind.ARTICLE_FIXED]


def test_a_vote_that_was_taken_back_tells_nobody(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    ana = db.session.get_one(Person, cast.ana.person_id).email
    number = vote(article, 1, ana)
    fixed(article, number)
    with transaction():
        db.session.delete(db.session.get_one(ArticleVote, number))
    worker_runs(app, MONDAY + DAY)
    assert told(cast.ana) == []


READER = "Lector@Example.com"


def letters_on_the_way() -> list[Delivery]:
    """Return every letter to an address without an account, oldest first, as it stands now."""
    db.session.rollback()
    db.session.expire_all()
    return list(
        db.session.scalars(select(Delivery).where(Delivery.person_id.is_(None)).order_by(Delivery.id))
    )


def contact_of(vote_id: int) -> str:
    """Return the address that is kept with a vote."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(ArticleVote, vote_id).contact


def test_a_reader_without_an_account_gets_one_letter_and_the_address_is_forgotten(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    number = vote(article, 1, READER, comment="Mi teléfono es 0412")
    fixed(article, number)
    worker_runs(app, MONDAY + DAY)
    [letter] = post.mail.arrived
    assert letter.to_address == "lector@example.com"
    assert article.title in letter.title
    assert f"http://localhost/es/articles/{article.slug}" in letter.text
    assert "pediste que te avisáramos" in letter.text
    assert "0412" not in letter.text + letter.html
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert contact_of(number) == ""
    assert [each.address for each in letters_on_the_way()] == [""]
    assert db.session.scalars(select(Notice.person_id)).all() == [None]


def test_a_vote_in_english_gets_its_letter_in_english(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    shelf = current_generation().shelf(frozenset({Audience.EVERYONE}))
    english = next(each for each in shelf.everything(Language.EN) if each.language is Language.EN)
    fixed(english, vote(english, 1, READER))
    worker_runs(app, MONDAY + DAY)
    [letter] = post.mail.arrived
    assert letter.title == f"We corrected the article «{english.title}» that you told us about"
    assert f"/en/articles/{english.slug}" in letter.text


def test_a_letter_that_comes_again_is_the_same(
    app: Flask, cast: Cast, post: Post, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed(article, vote(article, 1, READER))
    with monkeypatch.context() as patched:
        patched.setattr(relay, "_mark_sent", lambda *_told: 0)  # killed after the server took it
        worker_runs(app, MONDAY + DAY)
    worker_runs(app, MONDAY + DAY + HOUR)
    first, again = post.mail.arrived
    assert (first.message_id, first.text) == (again.message_id, again.text)


def test_whatever_dies_between_telling_and_forgetting_tells_once(
    app: Flask, cast: Cast, post: Post, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = vote(article, 1, READER)
    fixed(article, number)

    def killed(_vote_id: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(readers, "forget_contact", killed)
        with pytest.raises(KeyboardInterrupt):
            worker_runs(app, MONDAY + DAY)
    assert (contact_of(number), letters_on_the_way()) == (READER, [])
    worker_runs(app, MONDAY + DAY + HOUR)
    assert len(post.mail.arrived) == 1


def test_an_address_gets_one_letter_a_day_and_the_others_wait_their_turn(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    numbers = [vote(article, number, contact) for number, contact in enumerate((READER, READER.lower()))]
    other = vote(article, 7, "otro@example.com")
    for number in (*numbers, other):
        fixed(article, number)
    day = MONDAY + DAY
    worker_runs(app, day)
    assert sorted(letter.to_address for letter in post.mail.arrived) == [
        "lector@example.com",
        "otro@example.com",
    ]
    worker_runs(app, day + DAY - timedelta(minutes=1))
    assert len(post.mail.arrived) == 2
    worker_runs(app, day + DAY + HOUR)
    assert len(post.mail.arrived) == 3
    assert [each.tries for each in letters_on_the_way()] == [1, 1, 1]


def test_one_press_ends_it_for_ever_even_for_what_is_on_its_way(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    for number in (1, 2):
        fixed(article, vote(article, number, READER))
    worker_runs(app, MONDAY + DAY)
    [letter] = post.mail.arrived
    link = letter.headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    asked = app.test_client().get(link)
    assert "¿Dejar de recibir estos correos?" in asked.get_data(as_text=True)
    assert db.session.scalars(select(ClosedMailbox)).all() == []
    for _ in range(2):
        done = app.test_client().post(link, data={"List-Unsubscribe": "One-Click"})
        assert "Ya no escribimos a esta dirección" in done.get_data(as_text=True)
    worker_runs(app, MONDAY + 3 * DAY)
    fixed(article, vote(article, 3, READER.upper()))
    worker_runs(app, MONDAY + 9 * DAY)
    assert len(post.mail.arrived) == 1
    assert all(each.address == "" for each in letters_on_the_way())


@pytest.mark.parametrize("link", ["x", "IjEi.abc"])
def test_a_link_that_we_did_not_make_ends_nothing(app: Flask, cast: Cast, link: str) -> None:
    assert app.test_client().post(f"/es/unsubscribe/{link}").status_code == 404
    assert db.session.scalars(select(ClosedMailbox)).all() == []


@pytest.mark.parametrize("contact", ["no es una dirección", "a@b", "x@example.com\nBcc: y@example.com"])
def test_what_is_no_address_is_forgotten_and_not_written_to(
    app: Flask, cast: Cast, post: Post, article: Article, contact: str
) -> None:
    number = vote(article, 1, contact)
    fixed(article, number)
    worker_runs(app, MONDAY + DAY)
    assert (post.mail.arrived, letters_on_the_way(), contact_of(number)) == ([], [], "")


def test_nobody_is_written_to_about_what_not_everybody_may_read_or_what_is_gone(
    app: Flask, cast: Cast, post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = an_article("para-vip", "Solo para VIP", audience=Audience.VIP)
    monkeypatch.setitem(app.extensions, "knowledge", help_centre(tmp_path / "index", [hidden]))
    fixed(hidden, vote(hidden, 1, READER))
    fixed(replace(hidden, id="archived-long-ago"), vote(replace(hidden, id="archived-long-ago"), 2, READER))
    worker_runs(app, MONDAY + DAY)
    worker_runs(app, MONDAY + 3 * DAY)
    assert post.mail.arrived == []
    assert [(bool(each.dropped_at), each.address) for each in letters_on_the_way()] == [(True, "")] * 2


def test_who_took_the_vote_back_in_time_gets_no_letter(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    number = vote(article, 1, READER)
    fixed(article, number)
    with transaction():
        handed = relay_events(app, MONDAY + DAY)
        db.session.delete(db.session.get_one(ArticleVote, number))
    worker_runs(app, MONDAY + DAY)
    assert handed == 1
    assert post.mail.arrived == []


def test_an_address_left_again_with_the_same_vote_is_not_written_to_again(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    number = vote(article, 1, READER)
    fixed(article, number)
    worker_runs(app, MONDAY + DAY)
    with transaction():
        db.session.get_one(ArticleVote, number).contact = "nuevo@example.com"
        db.session.execute(delete(OutboxEvent))
    fixed(article, number, MONDAY + 3 * DAY)
    worker_runs(app, MONDAY + 3 * DAY)
    assert (len(post.mail.arrived), contact_of(number)) == (1, "")


def test_somebody_whose_account_was_closed_is_not_written_to(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    with transaction():
        ana = db.session.get_one(Person, cast.ana.person_id)
        ana.disabled_at, email = MONDAY, ana.email
    number = vote(article, 1, email)
    fixed(article, number)
    worker_runs(app, MONDAY + DAY)
    assert (post.mail.arrived, contact_of(number)) == ([], "")


def test_a_refused_letter_waits_for_a_supervisor_without_telling_the_address(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    fixed(article, vote(article, 1, READER))
    post.fails(refuse)
    worker_runs(app, MONDAY + DAY)
    [parked] = parked_deliveries()
    assert (parked.person, parked.email, parked.person_id) == ("", "l…@example.com", None)
    assert parked.error == "Undeliverable: 550 no such mailbox l…@example.com"
    with app.test_request_context("/es/staff/deliveries"):
        [row] = parked_page(Language.ES).rows
    assert (row.who, row.email) == ("Un lector sin cuenta", "l…@example.com")
    with transaction():
        drop(parked.id, MONDAY + DAY)
    assert [each.address for each in letters_on_the_way()] == [""]


def test_a_letter_nobody_decided_about_is_forgotten_with_its_address(
    app: Flask, cast: Cast, post: Post, article: Article
) -> None:
    fixed(article, vote(article, 1, READER))
    post.fails(refuse)
    worker_runs(app, MONDAY + DAY)
    assert forget_old_notices(MONDAY + KEPT_FOR + 2 * DAY) == 1
    assert letters_on_the_way() == []


def test_addresses_that_nobody_needed_are_forgotten_after_half_a_year(
    app: Flask, cast: Cast, article: Article
) -> None:
    number = vote(article, 1, READER)
    assert forget_old_contacts(MONDAY + CONTACTS_KEPT_FOR) == 0
    assert forget_old_contacts(MONDAY + CONTACTS_KEPT_FOR + HOUR) == 1
    assert contact_of(number) == ""


def refuse(_letter: Letter) -> None:
    """Be a server that knows no such mailbox."""
    raise Undeliverable("550 no such mailbox lector@example.com")
