"""Whatever happens in whatever order, forms end by the rules and every figure equals a plain recount."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from app.deflection import ledger
from app.deflection.jobs import mark_left, settle
from app.deflection.ledger import Arrival
from app.deflection.listeners import on_ticket_opened
from app.deflection.models import FailedStep, FormSession, FormStep
from app.deflection.queries import ARTICLE_FIGURES, Window, article_tallies_in, forms_behind, tally_in
from app.deflection.vocabulary import Figure
from app.kernel.terms import Language, ProductArea, TicketType
from app.storage.database import db, transaction
from app.tickets.access import Viewer
from app.tickets.events import TicketOpened
from tests.deflection.forms import A_WEEK, PAYING, SAVING, STOCK, a_key, asker, do
from tests.tickets.cast import MONDAY, open_ticket
from tests.tickets.conftest import Cast, cast

__all__ = ["cast"]
_DAY = timedelta(days=1)
ARTICLES = (SAVING, STOCK, PAYING)


@dataclass
class Form:
    """A form as anybody would keep it on paper."""

    key: str
    held_out: bool
    person: int
    seen_at: datetime
    outcome: str = "started"
    at: datetime | None = None
    type: TicketType | None = None
    area: ProductArea | None = None
    solved_by: str = ""
    shown: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    dismissed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)

    def see(self, now: datetime) -> None:
        self.seen_at = now
        if self.outcome == "left" and self.at is not None and now > self.at:
            self.outcome, self.at = "started", None

    def is_young(self, now: datetime) -> bool:
        return self.outcome == "confirmed" and self.at is not None and now - self.at < A_WEEK


def recount(forms: list[Form], now: datetime) -> Counter[Figure]:
    """Count every figure by looking at one form after the other."""
    count: Counter[Figure] = Counter()
    for form in forms:
        ticket = form.outcome in {"reverted", "submitted"}
        finished = form.outcome != "started" and not form.is_young(now)
        count[Figure.STARTED] += 1
        count[Figure.FAILED] += bool(form.failed)
        if form.held_out:
            count[Figure.HELD_OUT] += 1
            count[Figure.HELD_OUT_FINISHED] += bool(form.shown) and finished
            count[Figure.HELD_OUT_TICKET] += bool(form.shown) and ticket
        elif not form.shown:
            count[Figure.NOTHING_SHOWN] += 1
        else:
            end = {"started": "going_on"}.get(form.outcome, form.outcome)
            count[Figure("provisional" if form.is_young(now) else end)] += 1
            count[Figure.SHOWN] += 1
            count[Figure.OPENED] += bool(form.opened)
            count[Figure.DISMISSED] += bool(form.dismissed)
            count[Figure.SHOWN_FINISHED] += finished
            count[Figure.SHOWN_TICKET] += ticket
    return count


def recount_articles(forms: list[Form], now: datetime) -> dict[str, Counter[Figure]]:
    counts: dict[str, Counter[Figure]] = {article: Counter() for article in ARTICLES}
    for form in forms:
        for article in form.failed:
            counts[article][Figure.FAILED] += 1
        if form.held_out or not form.shown:
            continue
        for figure, articles in (
            (Figure.SHOWN, form.shown),
            (Figure.OPENED, form.opened),
            (Figure.DISMISSED, form.dismissed),
        ):
            for article in articles:
                counts[article][figure] += 1
        if form.outcome == "confirmed":
            figure = Figure.PROVISIONAL if form.is_young(now) else Figure.CONFIRMED
            counts[form.solved_by][figure] += 1
    return counts


PLACE = st.integers(0, 5)
ARTICLE = st.sampled_from(ARTICLES)
TYPE = st.sampled_from([None, TicketType.TECHNICAL, TicketType.HOW_TO])
AREA = st.sampled_from([None, ProductArea.INVENTORY, ProductArea.SALES])


class AnyForms(RuleBasedStateMachine):
    """People fill in forms, the worker works, time passes; a paper copy is kept of everything."""

    people: tuple[Viewer, Viewer]
    ticket_id: int

    @initialize()
    def nothing_yet(self) -> None:
        with transaction():
            for table in (FailedStep, FormStep, FormSession):
                db.session.execute(delete(table))
        self.now, self.forms, self.sent = MONDAY, [], 0

    def form(self, place: int) -> Form | None:
        return self.forms[place % len(self.forms)] if self.forms else None

    @rule(person=st.integers(0, 1), held_out=st.sampled_from([False, False, False, True]))
    def open_a_form(self, person: int, held_out: bool) -> None:
        form = Form(a_key(held_out), held_out, person, self.now)
        do(ledger.start, form.key, asker(self.people[person]), Arrival(Language.ES), self.now)
        self.forms.append(form)

    @rule(place=PLACE, articles=st.sets(ARTICLE, max_size=3))
    def show(self, place: int, articles: set[str]) -> None:
        if form := self.form(place):
            form.see(self.now)
            form.shown |= articles
            do(ledger.note_shown, form.key, [(each, "r1") for each in articles], self.now)

    @rule(place=PLACE, article=ARTICLE, twice=st.booleans())
    def look(self, place: int, article: str, twice: bool) -> None:
        if form := self.form(place):
            form.see(self.now)
            form.opened.add(article)
            for _again in range(1 + twice):
                do(ledger.note_opened, form.key, article, self.now)

    @rule(place=PLACE, article=ARTICLE, undo=st.booleans())
    def dismiss(self, place: int, article: str, undo: bool) -> None:
        if form := self.form(place):
            form.see(self.now)
            (form.dismissed.discard if undo else form.dismissed.add)(article)
            do(ledger.undo_dismissal if undo else ledger.dismiss, form.key, article, self.now)

    @rule(place=PLACE, article=ARTICLE)
    def fail(self, place: int, article: str) -> None:
        if form := self.form(place):
            form.see(self.now)
            form.failed.add(article)
            do(ledger.note_failed_step, article, "r1", "paso-2", self.now, form.key)

    @rule(place=PLACE, type=TYPE, area=AREA)
    def choose(self, place: int, type: TicketType | None, area: ProductArea | None) -> None:
        if form := self.form(place):
            form.see(self.now)
            if form.outcome == "started":
                form.type, form.area = type or form.type, area or form.area
            do(ledger.note_type_and_area, form.key, type, area, self.now)

    @rule(place=PLACE, article=ARTICLE)
    def confirm(self, place: int, article: str) -> None:
        if form := self.form(place):
            form.see(self.now)
            if form.outcome in {"started", "left"}:
                form.outcome, form.at, form.solved_by = "confirmed", self.now, article
            do(ledger.confirm, form.key, article, self.now)

    @rule(place=PLACE)
    def go_back(self, place: int) -> None:
        if form := self.form(place):
            form.see(self.now)
            if form.is_young(self.now):
                form.outcome, form.at = "started", None
            do(ledger.take_back, form.key, self.now)

    @rule(place=PLACE, type=TYPE.filter(bool), area=AREA, own_form=st.booleans(), twice=st.booleans())
    def send(
        self, place: int, type: TicketType, area: ProductArea | None, own_form: bool, twice: bool
    ) -> None:
        if (form := self.form(place)) is None:
            return
        self.sent += 1
        key = form.key if own_form else f"without-a-form-{self.sent:04}"
        if own_form and form.outcome != "submitted":
            form.outcome, form.at, form.type, form.area = "submitted", self.now, type, area
        for each in self.forms:
            same = each.type is type or (area and each.area is area) or not (each.type or each.area)
            if each.key != key and each.person == form.person and each.is_young(self.now) and same:
                each.outcome, each.at = "reverted", self.now
        person = self.people[form.person].person_id
        event = TicketOpened(
            subject=key,
            key=key,
            occurred_at=self.now,
            ticket_id=self.ticket_id,
            requester_id=person,
            form_key=key,
            type=type,
            area=area,
            priority="low",
        )
        for _again in range(1 + twice):
            do(on_ticket_opened, event)

    @rule(pause=st.sampled_from([timedelta(minutes=5), _DAY, timedelta(days=3), A_WEEK]))
    def wait(self, pause: timedelta) -> None:
        self.now += pause

    @rule()
    def work(self) -> None:
        for form in self.forms:
            if form.outcome == "started" and self.now - form.seen_at >= _DAY:
                form.outcome, form.at = "left", self.now
        mark_left(self.now)
        settle(self.now)

    @invariant()
    def every_figure_equals_the_recount(self) -> None:
        if not self.forms:
            return
        window = Window(MONDAY, self.now)
        kept = dict(db.session.execute(select(FormSession.form_key, FormSession.outcome)).all())
        assert kept == {form.key: form.outcome for form in self.forms}
        counted, recounted = tally_in(window), recount(self.forms, self.now)
        assert dict(counted.counts) == {figure: recounted[figure] for figure in Figure}
        assert counted[Figure.SHOWN] == sum(counted[each] for each in ENDS)
        assert counted[Figure.STARTED] == sum(counted[each] for each in GROUPS)
        articles = recount_articles(self.forms, self.now)
        assert {each.article_id: dict(each.counts) for each in article_tallies_in(window)} == {
            article: {figure: counts[figure] for figure in ARTICLE_FIGURES}
            for article, counts in articles.items()
            if any(counts.values())
        }

    def teardown(self) -> None:
        """Open the list behind every figure once, at the end."""
        if not getattr(self, "forms", None):
            return
        window = Window(MONDAY, self.now)
        counted = tally_in(window)
        for figure in Figure:
            total, records = forms_behind(window, figure)
            assert total == counted[figure]
            assert len(records) == min(total, 25)
        for each in article_tallies_in(window):
            for figure in ARTICLE_FIGURES:
                assert forms_behind(window, figure, each.article_id)[0] == each[figure]


ENDS = (
    Figure.GOING_ON,
    Figure.PROVISIONAL,
    Figure.CONFIRMED,
    Figure.REVERTED,
    Figure.SUBMITTED,
    Figure.LEFT,
)
GROUPS = (Figure.SHOWN, Figure.NOTHING_SHOWN, Figure.HELD_OUT)


def test_figures_are_what_a_plain_recount_says(app: Flask, cast: Cast) -> None:
    AnyForms.people, AnyForms.ticket_id = (cast.ana, cast.pedro), open_ticket(cast.victor).id
    run_state_machine_as_test(
        AnyForms,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
