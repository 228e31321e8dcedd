"""The promises of a ticket explained to one of its sides, ready to print (product 6).

Times are cut to the minute, as they are shown: rows and totals therefore add up to the whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from babel import dates
from flask_babel import gettext as _

from app.kernel.terms import Language
from app.kernel.wording import N_
from app.sla.commitment import Clock, ClockState, Commitment, next_responses, resolution
from app.sla.explaining import Life, Passing, Stretch, explain
from app.sla.history import History
from app.sla.policy import Policy
from app.tickets.clocks import history_of
from app.tickets.due import guaranteed_response
from app.tickets.labels import name_of
from app.tickets.models import Ticket
from app.tickets.promise_words import closed_words, exact, length, promise_of, promise_sentence, sentence
from app.tickets.promises import current_policy
from app.tickets.vocabulary import Side
from app.web.i18n import VENEZUELA, locale_of_page
from app.web.moments import clock as time_of_day

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_MANY_DAYS = 14
_UNBROKEN = "\N{NO-BREAK SPACE}"
_WORDS: Mapping[Passing, tuple[str, str, str]] = {  # so far, ahead, and an icon
    Passing.COUNTED: (N_("Counts"), N_("Will count"), "clock"),
    Passing.LATE: (N_("Past the deadline"), N_("Past the deadline"), "triangle-alert"),
    Passing.EARLIER: (N_("Counted for the promise before"), N_("Counts"), "rotate-ccw"),
    Passing.RESOLVED: (N_("Paused: it was resolved"), N_("Paused: it is resolved"), "circle-check"),
    Passing.CLOSED_HOURS: (N_("Outside our hours"), N_("Outside our hours"), "moon"),
    Passing.HOLIDAY: (N_("Holiday"), N_("Holiday"), "calendar-off"),
    Passing.OWN_CLOSED_DAY: (N_("Closed day"), N_("Closed day"), "calendar-off"),
    Passing.WEEKEND: (N_("Weekend"), N_("Weekend"), "calendar"),
}
_WAITING = {
    Side.REQUESTER: N_("Paused: we wait for your answer"),
    Side.STAFF: N_("Paused: we wait for the customer"),
}
_STATES: Mapping[ClockState, tuple[str, str, str]] = {  # words, tone of the tag, icon
    ClockState.RUNNING: (N_("Running"), "info", "clock"),
    ClockState.PAUSED: (N_("Paused"), "warn", "circle-pause"),
    ClockState.MET: (N_("Kept in time"), "ok", "check"),
    ClockState.BREACHED: (N_("Too late"), "bad", "triangle-alert"),
    ClockState.DROPPED: (N_("Nothing owed"), "", "circle-minus"),
}


@dataclass(frozen=True, slots=True)
class StretchRow:
    """A stretch of one day: from when to when, what it was, how long."""

    hours: str
    words: str
    icon: str
    length: str
    passing: Passing
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class DayRows:
    """A local day, or several alike in a row."""

    name: str
    counted: str
    rows: tuple[StretchRow, ...]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """How long one kind of time lasted so far; ``begins`` and ``width`` are its part of a bar of 1000."""

    words: str
    icon: str
    length: str
    passing: Passing
    begins: int
    width: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing about the rule that set a deadline."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class PromiseLife:
    """One promise: its sentence, its rule, and where all its minutes went."""

    anchor: str
    title: str
    state: str
    tone: str
    icon: str
    sentence: str
    facts: tuple[Fact, ...]
    totals: tuple[TotalRow, ...]
    whole: str
    days: tuple[DayRows, ...]
    has_many_days: bool


def promise_lives(ticket: Ticket, side: Side, now: datetime) -> tuple[PromiseLife, ...]:
    """Return every promise of a ticket, explained: the answers in order, then the solution."""
    policy, history = current_policy(), history_of(ticket)
    first = _as_given(ticket, policy, history, now)
    clocks = [first, *next_responses(policy, history, now)]
    if solution := resolution(policy, history, now):
        clocks.append(solution)
    found = []
    for number, clock in enumerate(clocks, start=1):
        life = explain(policy, history, clock, now)
        if clock is first:
            life = replace(life, rule=replace(life.rule, revision=ticket.promised_by))
        found.append(_told(ticket, life, side, f"p{number}", policy))
    return tuple(_numbered(found))


def _numbered(lives: list[PromiseLife]) -> Iterator[PromiseLife]:
    """Tell several further answers apart."""
    titles = [each.title for each in lives]
    for number, each in enumerate(lives):
        several = titles.count(each.title) > 1
        yield (
            replace(each, title=f"{each.title} {titles[: number + 1].count(each.title)}") if several else each
        )


def _as_given(ticket: Ticket, policy: Policy, history: History, now: datetime) -> Clock:
    """Return the first answer's clock with the guarantee that was given, whatever the policy says now."""
    due_at = ticket.first_response_due_at
    clock = guaranteed_response(policy, history, due_at, now)
    if clock.due_at == due_at:
        return clock
    calendar = policy.terms[clock.rule.plan, clock.rule.priority].calendar
    end = min(at for at in (clock.done_at, history.withdrawn_at, now) if at is not None)
    if end > due_at:
        state = ClockState.BREACHED
    elif clock.done_at is not None:
        state = ClockState.MET
    else:
        state = ClockState.DROPPED if history.withdrawn_at is not None else ClockState.RUNNING
    return replace(clock, due_at=due_at, state=state, left=calendar.working_time(end, due_at))


def _told(ticket: Ticket, life: Life, side: Side, anchor: str, policy: Policy) -> PromiseLife:
    state, tone, icon = _STATES[life.state]
    stretches = [each for each in map(_to_the_minute, life.stretches) if each.length]
    totals = tuple(_totals(stretches, side))
    days = tuple(_days(stretches, side))
    return PromiseLife(
        anchor=anchor,
        title=name_of(life.commitment),
        state=_(state),
        tone=tone,
        icon=icon,
        sentence=_sentence(ticket, life, side),
        facts=tuple(_facts(life, policy)),
        totals=totals,
        whole=length(_minute(life.ended_at) - _minute(life.started_at)),
        days=days,
        has_many_days=len(days) > _MANY_DAYS,
    )


def _sentence(ticket: Ticket, life: Life, side: Side) -> str:
    if life.commitment is Commitment.FIRST_RESPONSE:
        return promise_sentence(promise_of(ticket), side)
    values = {
        "priority": name_of(life.rule.priority).lower(),
        "plan": name_of(life.rule.plan),
        "amount": _amount(life),
        "since": exact(life.rule.counted_from),
        "left": length(life.left),
    }
    if life.due_at is None:
        words = _(
            "The clock of the solution stands still with %(left)s left of the %(amount)s that a ticket"
            " of %(priority)s priority (%(plan)s) has.",
            **values,
        )
    elif life.commitment is Commitment.RESOLUTION:
        words = _(
            "The solution is due before %(when)s because the ticket has %(priority)s priority (%(plan)s)"
            " and those are to be solved within %(amount)s, counted from %(since)s",
            when=exact(life.due_at),
            **values,
        )
    else:
        words = _(
            "The answer to the message of %(asked)s was promised before %(when)s because the ticket has"
            " %(priority)s priority (%(plan)s) and those are answered within %(amount)s",
            asked=exact(life.started_at),
            when=exact(life.due_at),
            **values,
        )
    rises = life.commitment is Commitment.RESOLUTION and life.state is ClockState.RUNNING
    after = [_("If it takes longer, the priority rises.")] if rises else []
    return " ".join([sentence(words), *closed_words(life.rule.closures), *after])


def _facts(life: Life, policy: Policy) -> Iterator[Fact]:
    yield Fact(_("Plan and priority"), f"{name_of(life.rule.plan)} · {name_of(life.rule.priority)}")
    yield Fact(_("Time that counts"), _amount(life))
    yield Fact(_("Counted from"), exact(life.rule.counted_from))
    if life.due_at:
        yield Fact(_("Deadline"), exact(life.due_at))
    if life.warns_at and life.state is ClockState.RUNNING:
        yield Fact(_("The team is warned"), exact(life.warns_at))
    if life.done_at:
        done = _("Solved") if life.commitment is Commitment.RESOLUTION else _("Answered")
        yield Fact(done, exact(life.done_at))
    if life.rule.revision == policy.revision:
        yield Fact(_("Policy"), life.rule.revision)
    else:
        words = _("%(given)s, today %(present)s", given=life.rule.revision, present=policy.revision)
        yield Fact(_("Policy"), words)


def _amount(life: Life) -> str:
    amount = length(life.rule.amount)
    if life.rule.around_the_clock:
        return _("%(amount)s, day and night", amount=amount)
    return _("%(amount)s of working time", amount=amount)


def _days(stretches: Iterable[Stretch], side: Side) -> Iterator[DayRows]:
    """Yield day by day what it was; whole days alike in a row are one."""
    by_day = [(day, tuple(rows)) for day, rows in groupby(stretches, key=_day_of)]
    for _alike, several in groupby(by_day, key=lambda entry: _likeness(*entry)):
        days = list(several)
        rows = [row for _day, stretches_of_day in days for row in stretches_of_day]
        counted = sum((each.length for each in rows if each.passing is Passing.COUNTED), timedelta())
        if len(days) > 1:
            whole = replace(rows[0], end=rows[-1].end)
            name = _("%(first)s to %(last)s", first=_day_name(days[0][0]), last=_day_name(days[-1][0]))
            yield DayRows(name, "", (_row(whole, side),))
        else:
            told = length(counted) if counted else ""
            yield DayRows(_day_name(days[0][0]), told, tuple(_row(each, side) for each in rows))


def _likeness(day: date, rows: tuple[Stretch, ...]) -> object:
    """Return what days share that are told as one: a pause that lasted all day; others are themselves."""
    (only, *others) = rows
    paused = only.passing in {Passing.WAITING, Passing.RESOLVED}
    return (only.passing, only.is_ahead) if paused and not others and only.length == _DAY else day


def _totals(stretches: Iterable[Stretch], side: Side) -> Iterator[TotalRow]:
    lasted: dict[Passing, timedelta] = {}
    for each in stretches:
        if not each.is_ahead:
            lasted[each.passing] = lasted.get(each.passing, timedelta()) + each.length
    whole, begins = sum(lasted.values(), timedelta()), 0
    for passing in Passing:
        if passing in lasted:
            width = round(1000 * (lasted[passing] / whole))
            words, symbol = _passing_words(passing, side)
            yield TotalRow(words, symbol, length(lasted[passing]), passing, begins, width)
            begins += width


def _row(stretch: Stretch, side: Side) -> StretchRow:
    words, symbol = _passing_words(stretch.passing, side, is_ahead=stretch.is_ahead)
    if stretch.closed and (name := stretch.closed.names.get(Language(locale_of_page()[:2]))):
        words = _("%(kind)s: %(name)s", kind=words, name=name)
    return StretchRow(
        _hours(stretch), words, symbol, length(stretch.length), stretch.passing, stretch.is_ahead
    )


def _passing_words(passing: Passing, side: Side, *, is_ahead: bool = False) -> tuple[str, str]:
    if passing is Passing.WAITING:
        return _(_WAITING[side]), "circle-pause"
    so_far, ahead, symbol = _WORDS[passing]
    return _(ahead if is_ahead else so_far), symbol


def _hours(stretch: Stretch) -> str:
    begins, ends = (_is_midnight(at) for at in (stretch.start, stretch.end))
    start, end = (time_of_day(at).replace(" ", _UNBROKEN) for at in (stretch.start, stretch.end))
    if begins and ends:
        return _("All day")
    if begins:
        return _("until %(time)s", time=end)
    if ends:
        return _("from %(time)s", time=start)
    return f"{start}{_UNBROKEN}– {end}"


def _is_midnight(at: datetime) -> bool:
    local = at.astimezone(VENEZUELA)
    return (local.hour, local.minute) == (0, 0)


def _day_of(stretch: Stretch) -> date:
    return stretch.start.astimezone(VENEZUELA).date()


def _day_name(day: date) -> str:
    pattern = {Language.ES: "EEEE d 'de' MMMM", Language.EN: "EEEE, MMMM d"}[Language(locale_of_page()[:2])]
    return str(dates.format_date(day, pattern, locale=locale_of_page()))


def _to_the_minute(stretch: Stretch) -> Stretch:
    return replace(stretch, start=_minute(stretch.start), end=_minute(stretch.end))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
