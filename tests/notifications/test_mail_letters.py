"""Every letter in both languages as its reader sees it; ``tests/golden/mail`` holds them.

To renew them after a change of words, and then to read the difference before committing it:

    RENEW_GOLDEN=1 python -m pytest tests/notifications/test_mail_letters.py -k looks_as_agreed
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from app.kernel.terms import Language
from app.knowledge.models import ArticleVote
from app.knowledge.votes import NoReason
from app.notifications.channels.port import Letter
from app.notifications.mail.addresses import ReplyAddress, reply_address
from app.notifications.mail.page import LONGEST_QUOTE
from app.notifications.vocabulary import NoticeKind
from app.settings import Settings
from app.storage.database import db, transaction
from app.tickets.models import TicketMessage
from tests.notifications.letters import (
    BEFORE_CHRISTMAS,
    HOUR,
    LetterWorld,
    as_shown,
    letter_world,
    without_signatures,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "mail"
LANGUAGES = pytest.mark.parametrize("language", list(Language))
DUE = {"commitment": "first_response", "due_at": (BEFORE_CHRISTMAS + HOUR).isoformat()}
PRIORITIES = {"before": "low", "after": "high"}
K = NoticeKind

LETTERS: dict[str, Callable[[LetterWorld], Letter]] = {
    "ticket-opened": lambda w: w.letter(K.TICKET_OPENED, w.ana),
    "ticket-opened-team": lambda w: w.letter(K.TICKET_OPENED, w.juan),
    "assigned": lambda w: w.letter(K.ASSIGNED, w.ana, assignee_id=w.juan.id),
    "assigned-team": lambda w: w.letter(K.ASSIGNED, w.juan, assignee_id=w.juan.id),
    "reply": lambda w: w.letter(K.REPLY, w.ana, message_id=w.rows["answer"], author_id=w.juan.id),
    "question": lambda w: w.letter(K.QUESTION, w.ana, message_id=w.rows["question"], author_id=w.juan.id),
    "requester-wrote": lambda w: w.letter(
        K.REQUESTER_WROTE, w.juan, message_id=w.rows["reply"], author_id=w.ana.id
    ),
    "resolved": lambda w: w.letter(K.RESOLVED, w.ana, message_id=w.rows["solution"], actor_id=w.juan.id),
    "reopened": lambda w: w.letter(K.REOPENED, w.ana, actor_id=w.juan.id),
    "reopened-team": lambda w: w.letter(K.REOPENED, w.juan, message_id=w.rows["reply"], actor_id=w.ana.id),
    "closed": lambda w: closed(w).letter(K.CLOSED, w.ana),
    "merged": lambda w: w.letter(K.MERGED, w.ana, into="TQ-2XWQ8"),
    "priority-changed": lambda w: unanswered(w).letter(
        K.PRIORITY_CHANGED, w.ana, actor_id=w.juan.id, **PRIORITIES
    ),
    "priority-changed-team": lambda w: w.letter(
        K.PRIORITY_CHANGED, w.juan, actor_id=w.sofia.id, **PRIORITIES
    ),
    "priority-requested": lambda w: w.letter(K.PRIORITY_REQUESTED, w.juan, wanted="high"),
    "priority-raised": lambda w: w.letter(K.PRIORITY_RAISED, w.ana, **PRIORITIES),
    "priority-raised-team": lambda w: w.letter(K.PRIORITY_RAISED, w.juan, **PRIORITIES),
    "level-raised": lambda w: w.letter(K.LEVEL_RAISED, w.juan, before=1, after=2, reason="unanswered"),
    "escalation-requested": lambda w: w.letter(K.ESCALATION_REQUESTED, w.sofia, request_id=w.rows["request"]),
    "escalation-accepted": lambda w: w.letter(
        K.ESCALATION_DECIDED, w.ana, request_id=0, accepted=True, actor_id=w.sofia.id
    ),
    "escalation-declined": lambda w: w.letter(
        K.ESCALATION_DECIDED, w.ana, request_id=w.rows["request"], accepted=False, actor_id=w.sofia.id
    ),
    "breach-near": lambda w: w.letter(K.BREACH_NEAR, w.juan, **DUE),
    "promise-broken": lambda w: w.letter(K.PROMISE_BROKEN, w.juan, **DUE),
    "supervisors-alerted": lambda w: unanswered(w).letter(K.SUPERVISORS_ALERTED, w.sofia, cause="critical"),
    "reminder": lambda w: w.letter(K.REMINDER, w.ana, since=BEFORE_CHRISTMAS.isoformat()),
    "survey": lambda w: w.letter(K.SURVEY, w.ana, invitation_id=w.rows["invitation"]),
    "rated-low": lambda w: w.letter(K.RATED_LOW, w.sofia, invitation_id=w.rows["invitation"], stars=2),
    "incident-ended": lambda w: w.letter(K.INCIDENT_ENDED, w.ana, incident_id=w.rows["incident"]),
    "article-fixed": lambda w: w.letter(K.ARTICLE_FIXED, w.ana, article_id="producto-no-se-guarda"),
    "articles-to-review": lambda w: failed(w).letter(K.ARTICLES_TO_REVIEW, w.marta, articles=2),
    "articles-to-check": lambda w: w.letter(
        K.ARTICLES_TO_CHECK,
        w.marta,
        articles=3,
        due="exportar-datos es 2026-12-20,producto-no-se-guarda es 2027-01-04",
    ),
    "article-fixed-reader": lambda w: w.reader_letter(),
    "digest": lambda w: w.digest(),
}


def closed(world: LetterWorld) -> LetterWorld:
    """Let the ticket be closed."""
    with transaction():
        world.ticket.closed_at = BEFORE_CHRISTMAS + 3 * HOUR
    return world


def failed(world: LetterWorld) -> LetterWorld:
    """Let readers say the week before that an article is wrong, and another one does not help."""
    about = {"revision": "old", "language": Language.ES, "by_staff": False}
    said = [("producto-no-se-guarda", False, NoReason.INCORRECT), ("another", False, None)]
    said += [("another", place > 1, None) for place in range(4)]
    with transaction():
        for number, (article_id, helpful, reason) in enumerate(said):
            vote = {"article_id": article_id, "helpful": helpful, "reason": reason, "voter": str(number)}
            db.session.add(ArticleVote(cast_at=BEFORE_CHRISTMAS - 7 * 24 * HOUR, **about, **vote))
    return world


def unanswered(world: LetterWorld) -> LetterWorld:
    """Let the first answer still be owed."""
    with transaction():
        world.ticket.first_response_at = None
    return world


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # letters are worded in Python
@LANGUAGES
@pytest.mark.parametrize("name", LETTERS)
def test_every_letter_looks_as_agreed(app: Flask, name: str, language: Language) -> None:
    letter = LETTERS[name](letter_world(language))
    written = {"txt": as_shown(letter), "html": without_signatures(letter.html)}
    for form, content in written.items():
        file = GOLDEN / f"{name}.{language}.{form}"
        if os.environ.get("RENEW_GOLDEN"):
            file.write_text(content, encoding="utf-8")
        assert content == file.read_text(encoding="utf-8")


def test_every_kind_of_notice_has_its_letter() -> None:
    told = {name.replace("-team", "") for name in LETTERS} | {"escalation-decided"}
    assert {kind.replace(" ", "-") for kind in NoticeKind} <= told
    kept = {file.name for file in GOLDEN.iterdir()}
    assert kept == {
        f"{name}.{lang}.{form}" for name in LETTERS for lang in Language for form in ("txt", "html")
    }


@LANGUAGES
@pytest.mark.parametrize("name", LETTERS)
def test_every_link_of_a_letter_leads_into_the_portal_and_nothing_is_fetched(
    name: str, language: Language
) -> None:
    html = (GOLDEN / f"{name}.{language}.html").read_text(encoding="utf-8")
    page = HTMLParser(html)
    links = [link for link in page.css("a") if not is_quoted(link)]
    assert links
    for link in links:
        address = urlsplit(link.attributes["href"] or "")
        assert (address.scheme, address.netloc) == ("http", "localhost")
        assert address.path.startswith(f"/{language}/")
        assert link.text(strip=True)
    assert not page.css("img, script, link, iframe, form, [background], [src]")
    assert "url(" not in html
    assert page.css_first("html").attributes["lang"] == language


def is_quoted(link: object) -> bool:
    """Say whether a link stands in the words of a person."""
    place = link
    while place is not None:
        if "words" in (place.attributes.get("class") or "").split():
            return True
        place = place.parent
    return False


def test_no_letter_carries_an_internal_note() -> None:
    assert not [file.name for file in GOLDEN.iterdir() if "Nota interna" in file.read_text(encoding="utf-8")]


def test_a_notice_about_a_note_quotes_nothing(app: Flask) -> None:
    world = letter_world(Language.ES)
    letter = world.letter(K.REPLY, world.ana, message_id=world.rows["note"], author_id=world.juan.id)
    assert "molesto" not in letter.text + letter.html


def test_ana_reads_by_when_and_why(app: Flask) -> None:
    world = letter_world(Language.ES)
    letter = world.letter(K.TICKET_OPENED, world.ana)
    assert letter.text.index("Te prometimos") < letter.text.index("> Agrego")
    assert "Te prometimos responder antes del" in letter.text
    assert "(Navidad)" in letter.text


def test_what_somebody_wrote_cannot_change_a_letter(app: Flask) -> None:
    world = letter_world(Language.ES)
    with transaction():
        message = db.session.get_one(TicketMessage, world.rows["answer"])
        message.body = "<script>alert(1)</script><img src=x onerror=y></td></table> \"'\x01\r\n-- \r\nfin"
        world.ticket.title = "Hola\r\nBcc: todos@example.com <b>ya</b>"
    letter = world.letter(K.REPLY, world.ana, message_id=world.rows["answer"], author_id=world.juan.id)
    assert letter.title == "[TQ-7F3K9] Hola Bcc: todos@example.com <b>ya</b>"
    page = HTMLParser(letter.html)
    assert not page.css("script, img, b")
    assert "<script>alert(1)</script>" in page.css_first(".words").text()
    assert "> --\n> fin" in letter.text.replace("> -- \n", "> --\n")
    assert "\x01" not in letter.text + letter.html


def test_a_long_answer_is_cut_at_a_word_and_says_where_it_goes_on(app: Flask) -> None:
    world = letter_world(Language.ES)
    with transaction():
        db.session.get_one(TicketMessage, world.rows["answer"]).body = "palabra " * 5000
    letter = world.letter(K.REPLY, world.ana, message_id=world.rows["answer"], author_id=world.juan.id)
    quoted = [line[2:] for line in letter.text.splitlines() if line.startswith("> palabra")]
    assert len(quoted[0]) <= LONGEST_QUOTE
    assert quoted[0].endswith("palabra")
    assert "> […]" in letter.text
    assert "leerlo completo" in letter.html


def test_letters_about_a_ticket_make_one_conversation(app: Flask) -> None:
    world = letter_world(Language.ES)
    first, _notice = world.notice(K.TICKET_OPENED, world.ana)
    other, _notice = world.notice(K.ASSIGNED, world.juan, assignee_id=world.juan.id)
    with transaction():
        first.sent_at = other.sent_at = BEFORE_CHRISTMAS
    letter = world.letter(K.REPLY, world.ana, message_id=world.rows["answer"], author_id=world.juan.id)
    assert letter.thread == ("<ticket.TQ-7F3K9@tuqr.com>", first.message_id)
    assert letter.title == "[TQ-7F3K9] El producto no se guarda"


def test_answers_come_back_to_an_address_of_their_own(app: Flask, settings: Settings) -> None:
    world = letter_world(Language.ES)
    reading = settings_with(settings, mail_reply_domain="reply.tuqr.com")
    app.extensions["settings"] = reading
    try:
        to_ana = world.letter(K.REPLY, world.ana, message_id=world.rows["answer"], author_id=world.juan.id)
        to_juan = world.letter(K.REQUESTER_WROTE, world.juan, message_id=world.rows["reply"])
        found = ReplyAddress.read(to_ana.reply_to.upper(), "reply.tuqr.com")
    finally:
        app.extensions["settings"] = settings
    assert to_juan.reply_to == ""
    assert "Puedes responder este correo" in to_ana.text
    assert "Nadie lee las respuestas" in to_juan.text
    assert re.fullmatch(r"soporte\+tq-7f3k9\.[0-9a-f]{32}@reply\.tuqr\.com", to_ana.reply_to)
    assert len(to_ana.reply_to.split("@")[0]) <= 64
    assert found is not None
    assert found.reference == "TQ-7F3K9"
    assert found.belongs_to(world.ana.id)
    assert not found.belongs_to(world.juan.id)


def test_an_address_under_a_replaced_key_is_still_known(app: Flask, settings: Settings) -> None:
    found = ReplyAddress.make("TQ-7F3K9", 1)
    changed = {
        "secret_key": "a new key that is long enough for this",
        "old_secret_keys": (settings.secret_key,),
    }
    app.extensions["settings"] = settings_with(settings, **changed)
    try:
        assert found.belongs_to(1)
        assert ReplyAddress.make("TQ-7F3K9", 1) != found
    finally:
        app.extensions["settings"] = settings


@pytest.mark.parametrize(
    "address",
    [
        "soporte@reply.tuqr.com",
        "soporte+tq-7f3k9@reply.tuqr.com",
        "soporte+tq-7f3k9.xyz@reply.tuqr.com",
        f"soporte+tq-7f3k9.{'0' * 32}@elsewhere.com",
        f"soporte+tq-7f3k9.{'0' * 32}@reply.tuqr.com\n.evil.com",
        "",
        "\0",
    ],
)
def test_other_addresses_are_none_of_ours(address: str) -> None:
    assert ReplyAddress.read(address, "reply.tuqr.com") is None


def test_a_made_up_signature_belongs_to_nobody(app: Flask) -> None:
    found = ReplyAddress.read(f"soporte+tq-7f3k9.{'0' * 32}@reply.tuqr.com", "reply.tuqr.com")
    assert found is not None
    assert not found.belongs_to(1)


def test_without_a_domain_for_answers_there_is_no_address(app: Flask, settings: Settings) -> None:
    assert reply_address(settings, "TQ-7F3K9", 1) == ""


def settings_with(settings: Settings, **changes: object) -> Settings:
    """Return settings with some of them changed."""
    return settings.model_copy(update=changes)
