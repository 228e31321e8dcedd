"""The link of a letter ends letters like it: opening it asks, pressing its button does it, and no more."""

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person
from app.kernel.terms import Language
from app.notifications.mail.unsubscribing import token_for
from app.notifications.models import ChannelChoice
from app.notifications.vocabulary import ChannelKind, NoticeKind, Topic
from app.storage.database import db, transaction
from app.tickets import conversation
from app.web.pseudonyms import seal
from tests.accounts.signing_in import Browser
from tests.notifications.conftest import post
from tests.notifications.world import Post, forget_what_was_told, juans_ticket, told, worker_runs
from tests.tickets.cast import MONDAY, say
from tests.tickets.conftest import Cast, cast

__all__ = ["cast", "post"]


def link_for(person_id: int, topic: Topic = Topic.MY_TICKETS, language: Language = Language.ES) -> str:
    """Return the path that a letter of the topic carries."""
    return f"/{language}/unsubscribe/{token_for(person_id, topic)}"


def choices() -> list[tuple[int, Topic, ChannelKind, bool]]:
    """Return every choice that is kept."""
    db.session.rollback()
    rows = db.session.scalars(select(ChannelChoice)).all()
    return [(row.person_id, row.topic, row.channel, row.wanted) for row in rows]


def test_opening_the_link_asks_and_changes_nothing(app: Flask, cast: Cast) -> None:
    page = Browser(app).get(link_for(cast.ana.person_id))
    words = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "¿Dejar de recibir estos correos?" in words
    assert "Tus tickets" in words
    assert "ana" not in words.split("<main", 1)[1].split("</main>", 1)[0].replace("mañana", "")
    assert choices() == []
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]


def test_pressing_the_button_ends_the_letters_and_only_those(app: Flask, cast: Cast, post: Post) -> None:
    ana, juan = cast.ana, cast.juan
    ticket = juans_ticket(ana, juan)
    forget_what_was_told(app, MONDAY, post)
    link = link_for(ana.person_id)
    page = Browser(app).send(link, form=link)
    assert page.status_code == 200
    assert "Ya no escribimos a a…@demo.tuqr.com" in page.get_data(as_text=True)
    assert choices() == [(ana.person_id, Topic.MY_TICKETS, ChannelKind.EMAIL, False)]
    say(ticket, juan, "Prueba ahora.", MONDAY)
    say(ticket, ana, "Sigue igual.", MONDAY)
    worker_runs(app, MONDAY)
    assert told(ana) == [NoticeKind.REPLY], "the bell still tells"
    assert post.to(ana) == []
    assert len(post.to(juan)) == 1


def test_the_button_of_a_mail_program_needs_no_page_and_no_cookie(app: Flask, cast: Cast) -> None:
    link = link_for(cast.ana.person_id, Topic.SURVEYS, Language.EN)
    app.config["WTF_CSRF_ENABLED"] = True
    for _press in range(2):
        answer = app.test_client().post(link, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert choices() == [(cast.ana.person_id, Topic.SURVEYS, ChannelKind.EMAIL, False)]


def test_the_button_does_what_the_letter_s_header_says(app: Flask, cast: Cast, post: Post) -> None:
    ticket = juans_ticket(cast.ana, cast.juan)
    forget_what_was_told(app, MONDAY, post)
    say(ticket, cast.juan, "¿Y ahora?", MONDAY, conversation.ask)
    worker_runs(app, MONDAY)
    [letter] = post.to(cast.ana)
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = letter.headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert app.test_client().post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choices() == [(cast.ana.person_id, Topic.MY_TICKETS, ChannelKind.EMAIL, False)]


def test_what_is_not_our_link_is_no_page(app: Flask, cast: Cast) -> None:
    whole = token_for(cast.ana.person_id, Topic.MY_TICKETS)
    foreign = seal("survey links").dumps([cast.ana.person_id, "my tickets"])
    odd = seal("unsubscribe links").dumps([cast.ana.person_id, "no topic"])
    gone = token_for(cast.ana.person_id + 10_000, Topic.MY_TICKETS)
    for token in (whole[:-1], f"{whole}x", foreign, odd, gone, "x"):
        assert app.test_client().get(f"/es/unsubscribe/{token}").status_code == 404
        assert app.test_client().post(f"/es/unsubscribe/{token}").status_code == 404
    assert choices() == []


def test_a_closed_account_has_no_link(app: Flask, cast: Cast) -> None:
    link = link_for(cast.ana.person_id)
    with transaction():
        db.session.get_one(Person, cast.ana.person_id).disabled_at = MONDAY
    assert app.test_client().get(link).status_code == 404


def test_who_directs_the_team_cannot_stop_its_letters(app: Flask, cast: Cast) -> None:
    link = link_for(cast.sofia.person_id, Topic.SUPERVISION)
    page = Browser(app).send(link, form=link)
    assert page.status_code == 422
    assert choices() == []
