"""What is private reaches those whose it is and nobody else, whatever they open or send (security 16, G5)."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from flask import Flask
from sqlalchemy import JSON, String, Text, select

from app.kernel.clock import utc_now
from app.storage.database import Base, db, transaction
from app.tickets.access import Viewer
from app.tickets.conversation import note
from app.tickets.drafts import new_form_key
from app.tickets.models import Ticket
from tests.accounts.signing_in import Browser
from tests.security.planting import ANA, EVERYBODY, JUAN, MARTA, PEDRO, VICTOR, VISITOR, Planted
from tests.support.crawl import BROWSER, Visit, addresses, crawl, visit
from tests.support.hidden_articles import CANARIES as HIDDEN
from tests.support.hidden_articles import PUBLIC, SLUGS

pytestmark = pytest.mark.xdist_group("guarded")  # one walk for all of them
# What of the database says nothing about anybody: words of the programme's own, and articles.
OF_NOBODY = {
    "article_verifications.article_id",
    "article_verifications.revision",
    "article_readers.article_id",
    "article_verdicts.article_id",
    "article_verdicts.revision",
    "article_votes.article_id",
    "content_gaps.weeks",
    "failed_steps.article_id",
    "feedback_changes.commit",
    "feedback_items.article_id",
    "feedback_items.commit",
    "feedback_items.opened_revision",
    "failed_steps.revision",
    "form_sessions.arrival_article_id",
    "form_sessions.confirmed_article_id",
    "form_sessions.confirmed_revision",
    "form_steps.article_id",
    "form_steps.revision",
    "logged_queries.category",
    "outbox_events.name",
    "promise_steps.commitment",
    "query_steps.article_id",
    "reading_marks.article_id",
    "synonym_proposals.articles",
    "ticket_attachments.media_type",
    "ticket_changes.field",
    "tickets.promised_by",
}
_LANGUAGES = ("es", "en")
_LONGEST_WALK = 3000
_FEW = 10  # articles are searched by an index that tickets never enter: one word in ten will do


def seeds_for(reader: str, guarded: Flask, planted: Planted) -> list[str]:
    """Return every address with everything that can stand in it, known to the reader or guessed."""
    tokens = [*planted.tokens.values()]
    if reader == VISITOR:  # the link is the right to a survey: a visitor has no other
        tokens = [token[:-3] + "AAA" for token in tokens]
    values = {
        "language": _LANGUAGES,
        "slug": [PUBLIC, SLUGS["staff"], "tutoriales"],
        "digest": ["0" * 20],
        "name": [*planted.files, *planted.incidents],
        "reference": [*planted.tickets.values()],
        "token": tokens,
        "form_key": [*planted.forms.values()],
        "article_id": [PUBLIC],
        "generation": ["0" * 40],
        "notice_id": planted.notices,
        "gap_number": planted.gaps,
        "change_id": ["1"],
        "item_number": ["1"],
        "vote_id": ["1"],
    }
    known = addresses(guarded, values)
    continued = [
        f"/{language}/tickets/new?draft={key}" for language in _LANGUAGES for key in planted.forms.values()
    ]
    polled = [f"/es/tickets/{number}/news?seen_message=0&seen_change=0" for number in planted.references]
    return known + continued + polled


def searches(reader: str, planted: Planted) -> list[str]:
    """Look for the beginning of each word of somebody else; a page echoes what was asked, not the rest."""
    neighbour = {ANA: PEDRO, PEDRO: VICTOR}.get(reader, ANA)
    words = [
        word[:-2]
        for word, place in planted.canaries.places.items()
        if place.endswith(neighbour) and word.startswith("xq")
    ]
    places = ("es/search", "en/search", "es/completions", "es/contact")
    return [f"/es/tickets?q={word}" for word in words] + [
        f"/{place}?q={word}" for word in words[::_FEW] for place in places
    ]


def probes(planted: Planted) -> list[tuple[str, dict[str, str]]]:
    """Return what can be posted about things of everybody without doing anything to one's own."""
    asked = [
        ("/es/tickets/suggestions", {"form_key": key, "title": "inventario", "happened": "protocolo"})
        for key in (*planted.forms.values(), new_form_key())
    ]
    for number in planted.tickets.values():
        at, staff = f"/es/tickets/{number}", f"/es/staff/tickets/{number}"
        asked += [(f"{at}/replies", {"message": "", "form_key": key}) for key in planted.forms.values()]
        asked += [
            (f"{at}/{deed}", {"version": "0", "title": "", "form_key": ""})
            for deed in ("edits", "priority-requests", "follow-ups")
        ]
        asked += [
            (f"{staff}/{deed}", {"into": number, "text": "", "form_key": ""})
            for deed in ("messages", "citations", "details", "merge", "priority")
        ]
    return asked


@pytest.fixture(scope="module")
def walks(guarded: Flask, planted: Planted, everybody: dict[str, Browser]) -> dict[str, list[Visit]]:
    """All that each of them is ever answered."""
    return {
        name: [
            *walk(browser, seeds_for(name, guarded, planted)),
            *(visit(browser.client, path) for path in searches(name, planted)),
            *answers_to(browser, probes(planted)),
        ]
        for name, browser in everybody.items()
    }


def walk(browser: Browser, seeds: Iterable[str]) -> list[Visit]:
    """Open everything, and the news of tickets also as a script asks for them."""
    seen = crawl(browser.client, seeds, _LONGEST_WALK)
    assert len(seen) < _LONGEST_WALK
    fragment = {"headers": {"X-Fragment": "1"}}
    return [*seen.values(), *(visit(browser.client, path, **fragment) for path in seen if "/news" in path)]


def answers_to(browser: Browser, asked: Iterable[tuple[str, dict[str, str]]]) -> list[Visit]:
    """Send what shows something, as a form and as a script does."""
    token = browser.token_of("/account/password") or browser.token_of("/account/login")
    headers = {"User-Agent": BROWSER, "X-CSRFToken": token}
    return [
        _posted(browser, path, fields, how)
        for path, fields in asked
        for how in (headers, {**headers, "X-Fragment": "1"})
    ]


def _posted(browser: Browser, path: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> Visit:
    answer = browser.client.post(path, data=fields, headers=headers, buffered=True)
    assert answer.status_code < 500, path
    return Visit(
        f"{path}?{urlencode(fields)}",
        answer.status_code,
        dict(answer.headers),
        answer.get_data().decode("utf-8", "replace"),
    )


def places_seen(planted: Planted, seen: Iterable[Visit]) -> dict[str, str]:
    """Return each place of which a word was answered, and by what; what the reader wrote does not count."""
    every = re.compile("|".join(map(re.escape, planted.canaries.places)))
    found: dict[str, str] = {}
    for each in seen:
        for word in set(every.findall(each.everything)):
            if word not in each.path:
                found.setdefault(planted.canaries.places[word], f"{each.status} {each.path}")
    return found


@pytest.mark.parametrize("reader", EVERYBODY)
def test_everybody_reads_what_is_theirs_and_nothing_else(
    planted: Planted, walks: dict[str, list[Visit]], reader: str
) -> None:
    found, theirs = places_seen(planted, walks[reader]), planted.canaries.of(reader)
    assert {place: where for place, where in found.items() if place not in theirs} == {}
    assert sorted(theirs - found.keys() - planted.canaries.unshown) == []


@pytest.mark.parametrize("reader", EVERYBODY)
def test_articles_reach_their_audience_also_beside_tickets(
    walks: dict[str, list[Visit]], reader: str
) -> None:
    kinds = {JUAN: {"staff", "vip"}, MARTA: {"staff", "vip"}, VICTOR: {"vip"}}.get(reader, set())
    said = {kind for kind, word in HIDDEN.items() if any(word in each.everything for each in walks[reader])}
    assert said == kinds


def test_every_text_that_is_kept_has_its_word(guarded: Flask, planted: Planted) -> None:
    words = re.compile("|".join(map(re.escape, planted.canaries.places)))
    with guarded.app_context():
        bare = {
            f"{table.name}.{column.name}"
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if type(column.type) in {String, Text, JSON}
            and not words.search(" ".join(str(text) for text in db.session.scalars(select(column))))
        }
    assert bare == OF_NOBODY


def test_a_note_changes_nothing_that_its_requester_could_measure(guarded: Flask, planted: Planted) -> None:
    ana, number = Browser(guarded, "198.51.100.120"), planted.tickets[ANA]
    assert ana.sign_in(planted.emails[ANA]).status_code == 302
    pages = ("/es/", "/es/tickets", f"/es/tickets/{number}", f"/es/tickets/{number}/news", "/es/tickets/new")
    with time_machine.travel(utc_now() + timedelta(days=1), tick=False):
        before = [without_chance(visit(ana.client, page)) for page in pages]
        write_note(guarded, number)
        after = [without_chance(visit(ana.client, page)) for page in pages]
    assert before == after


def write_note(app: Flask, number: str) -> None:
    """Let whoever has the ticket write something for the team."""
    with app.app_context(), transaction():
        ticket = db.session.scalars(select(Ticket).filter_by(reference=number)).one()
        assert ticket.assignee_id
        writer = Viewer(ticket.assignee_id, answers=True, directs=True)
        note(ticket, writer, "Ojo con esto", new_form_key(), utc_now())


def without_chance(seen: Visit) -> str:
    """Return an answer without the ids, keys and tokens that differ each time."""
    kept = {name: value for name, value in seen.headers.items() if name not in {"X-Request-Id", "Set-Cookie"}}
    told = f"{seen.status} {sorted(kept.items())}\n{seen.body}"
    return re.sub(r'value="[\w.-]{20,}"|data-[a-z-]+="[\w.-]{20,}"|(draft=|forms/)[\w-]{20,}', "…", told)
