"""Fifty presses of one button are one ticket; of two agents who take it one wins (G18, G19)."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.actions import add_person
from app.accounts.identity import reader_of
from app.kernel.clock import utc_now
from app.kernel.terms import Role
from app.storage.database import db, transaction
from app.storage.outbox import OutboxEvent
from app.tickets.access import viewer_of
from app.tickets.models import Ticket, TicketMessage
from tests.accounts.conftest import app
from tests.accounts.signing_in import PASSWORD, Browser
from tests.resilience.conftest import ANA, answering
from tests.tickets.cast import open_ticket

__all__ = ["app"]

AT_ONCE = 8
_HIDDEN = re.compile(r'name="(csrf_token|form_key|reviewed)" value="([^"]+)"')


def press_together(people: int, press: Callable[[int], TestResponse]) -> list[str]:
    """Let so many press at one moment, eight at a time; return each one's status and where it leads."""
    together = Barrier(AT_ONCE)

    def one(number: int) -> str:
        if number < AT_ONCE:
            together.wait()
        answer = press(number)
        return f"{answer.status_code} {answer.headers.get('Location', '')}"

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        return list(crowd.map(one, range(people)))


def copies(app: Flask, browser: Browser, count: int) -> list[Browser]:
    """Open the same browser in so many windows."""
    windows = []
    for _ in range(count):
        window = Browser(app)
        for cookie in browser.client._cookies.values():
            window.client.set_cookie(cookie.key, cookie.value, domain="localhost")
        windows.append(window)
    return windows


def hidden_in(page: TestResponse) -> dict[str, str]:
    return dict(_HIDDEN.findall(page.text))


def test_fifty_presses_of_send_are_one_ticket_and_fifty_equal_answers(app: Flask) -> None:
    with app.app_context(), transaction():
        add_person(ANA, "Ana Rojas", PASSWORD, now=utc_now())
    ana = Browser(app)
    ana.sign_in(ANA)
    told = {"title": "El producto no se guarda", "type": "technical", "language": "es"}
    told["happened"] = "Agrego un producto y queda con stock 0."
    written = ana.client.post("/es/tickets/new", data={**told, **hidden_in(ana.get("/es/tickets/new"))})
    review = written.headers["Location"]
    fields, windows = hidden_in(ana.get(review)), copies(app, ana, 50)
    answers = press_together(
        50, lambda number: windows[number].client.post(review, data=fields, buffered=True)
    )
    assert len(set(answers)) == 1
    assert re.fullmatch(r"303 /es/tickets/TQ-\w+/sent", answers[0])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
        opened = select(func.count()).where(OutboxEvent.name == "ticket opened")
        assert db.session.scalar(opened) == 1


def test_fifty_presses_of_answer_are_one_message(app: Flask) -> None:
    form = answering(app)
    windows, answer_to = copies(app, form.browser, 50), f"{form.page}/replies"
    fields = {"csrf_token": form.token, "form_key": form.form_key, "message": "Sigue igual."}
    answers = press_together(
        50, lambda number: windows[number].client.post(answer_to, data=fields, buffered=True)
    )
    assert {answer[:3] for answer in answers} == {"303"}
    assert len(set(answers)) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(TicketMessage)) == 1


def test_of_two_agents_who_press_take_one_has_the_ticket_and_the_other_is_told_who(app: Flask) -> None:
    with app.app_context():
        with transaction():
            ana = add_person(ANA, "Ana Rojas", PASSWORD, now=utc_now())
            for name in ("Juan", "Luisa"):
                address = f"{name.lower()}@demo.tuqr.com"
                add_person(address, name, PASSWORD, now=utc_now(), roles=[Role.AGENT])
        reference = open_ticket(viewer_of(reader_of(ana)), utc_now()).reference
    page = f"/es/staff/tickets/{reference}"
    agents = [Browser(app), Browser(app)]
    for agent, name in zip(agents, ("juan", "luisa"), strict=True):
        agent.sign_in(f"{name}@demo.tuqr.com")
    tokens = [agent.token_of(page) for agent in agents]
    windows = [copies(app, agent, AT_ONCE // 2) for agent in agents]

    def take(number: int) -> TestResponse:
        fields = {"csrf_token": tokens[number % 2], "seen_assignee": ""}
        window = windows[number % 2][number // 2]
        return window.client.post(f"{page}/taking", data=fields, buffered=True)

    statuses = [answer[:3] for answer in press_together(AT_ONCE, take)]
    assert {"".join(sorted(set(statuses[who::2]))) for who in (0, 1)} == {"303", "409"}
    with app.app_context():
        assert db.session.scalars(select(Ticket.assignee_id)).one() is not None
