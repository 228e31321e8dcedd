"""Tickets lived through minute by minute, knowing nothing of how the product counts.

Minutes are numbered from midnight of 2026-01-01 in Caracas. Which of them count is one long list of yes
and no; a promise of n minutes is due at the end of the n-th yes. Holidays are those of ``holidays``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import holidays
import numpy as np
from numpy.typing import NDArray

from app.kernel.terms import Plan, Priority
from app.sla.history import Entitlement, History, Pause, PauseReason

MIDNIGHT = datetime(2026, 1, 1, 4, tzinfo=UTC)  # in Caracas, four hours behind all year
DAYS = (date(2029, 1, 1) - date(2026, 1, 1)).days
WINDOW = 75 * 1440
Minutes = NDArray[np.bool_]

FIRST = {
    (Plan.REGULAR, Priority.CRITICAL): 120,
    (Plan.REGULAR, Priority.HIGH): 240,
    (Plan.REGULAR, Priority.MEDIUM): 480,
    (Plan.REGULAR, Priority.LOW): 1440,
    (Plan.VIP, Priority.CRITICAL): 30,
    (Plan.VIP, Priority.HIGH): 60,
    (Plan.VIP, Priority.MEDIUM): 120,
    (Plan.VIP, Priority.LOW): 240,
}
SOLUTION = {Priority.HIGH: 120, Priority.MEDIUM: 480, Priority.LOW: 3 * 600}


def at(minute: int) -> datetime:
    """Return the instant of a minute."""
    return MIDNIGHT + timedelta(minutes=minute)


FREE = holidays.country_holidays("VE", years=(2026, 2027, 2028))


def _business_minutes() -> Minutes:
    found = np.zeros(DAYS * 1440, dtype=bool)
    for number in range(DAYS):
        day = date(2026, 1, 1) + timedelta(days=number)
        if day.weekday() < 5 and day not in FREE:
            found[number * 1440 + 8 * 60 : number * 1440 + 18 * 60] = True
    return found


BUSINESS = _business_minutes()
ALWAYS = np.ones_like(BUSINESS)


def minutes_of(plan: Plan, priority: Priority) -> Minutes:
    """Return which minutes count for a ticket."""
    return ALWAYS if (plan, priority) == (Plan.VIP, Priority.CRITICAL) else BUSINESS


@dataclass(frozen=True)
class Happening:
    """One thing that happened in a minute: sent, changed, answer, ask, message, resolve, reopen, withdraw."""

    minute: int
    what: str
    plan: Plan = Plan.REGULAR
    priority: Priority = Priority.LOW


@dataclass
class Wait:
    """One promise as it was lived: due minute, whether and when it was kept, minutes left."""

    began: int
    promises: list[tuple[int, Plan, Priority]]
    done: int | None = None
    dropped: int | None = None
    due: int = 0
    left: int = 0
    state: str = ""
    end: int = 0
    rule: tuple[int, Plan, Priority] = (0, Plan.REGULAR, Priority.LOW)


def random_life(random: Random) -> tuple[list[Happening], int]:
    """Return what happens to a ticket, and the minute at which it is looked at."""
    plan, priority = random.choice(list(Plan)), random.choice(list(Priority))
    minute = _first_minute(random)
    life = [Happening(minute, "sent", plan, priority)]
    mode, answered = "active", False
    for _ in range(random.randint(0, 9)):
        minute += random.choice((1, 5, 29, 30, 31, 59, 60, 120, 240, 480, 600, 840, 1440, 2880, 4320))
        choices = {
            "active": ("answer", "answer", "ask", "message", "changed", "changed", "resolve", "withdraw"),
            "waiting": ("message", "message", "answer", "changed", "resolve"),
            "resolved": ("reopen", "reopen", "thanks", "changed"),
        }[mode]
        what = random.choice(choices)
        if what == "changed":
            plan = random.choice((plan, plan, plan, *Plan))
            priority = random.choice(list(Priority))
        mode = {"ask": "waiting", "resolve": "resolved", "reopen": "active"}.get(what, mode)
        mode = "active" if what == "message" and mode == "waiting" else mode
        answered = answered or what in {"answer", "ask"}
        life.append(Happening(minute, what, plan, priority))
        if what == "withdraw":
            break
    return life, minute + random.choice((0, 1, 7, 30, 61, 600, 1440, 7 * 1440))


def _first_minute(random: Random) -> int:
    day = random.randrange(DAYS - 100)
    edges = (0, 479, 480, 481, 1020, 1079, 1080, 1081, 1439)
    return day * 1440 + random.choice((random.randrange(1440), random.choice(edges)))


def history_of(life: list[Happening]) -> History:
    """Return the intervals that the product would have stored."""
    pauses: list[Pause] = []
    for each in life:
        lasting = pauses[-1] if pauses and pauses[-1].end is None else None
        ends = lasting and (
            each.what in {"resolve", "reopen"}
            or (each.what == "message" and lasting.reason is PauseReason.WAITING)
        )
        if lasting and ends:
            pauses[-1] = Pause(lasting.start, at(each.minute), lasting.reason)
        if each.what in {"ask", "resolve"}:
            reason = PauseReason.WAITING if each.what == "ask" else PauseReason.RESOLVED
            pauses.append(Pause(at(each.minute), None, reason))
    return History(
        tuple(
            Entitlement(at(each.minute), each.plan, each.priority)
            for each in life
            if each.what in {"sent", "changed"}
        ),
        answers=tuple(at(each.minute) for each in life if each.what in {"answer", "ask"}),
        messages=tuple(at(each.minute) for each in life if each.what in {"message", "reopen", "thanks"}),
        pauses=tuple(pauses),
        withdrawn_at=next((at(each.minute) for each in life if each.what == "withdraw"), None),
    )


def first_wait(life: list[Happening], now: int) -> Wait:
    """Live through the wait for the first answer."""
    wait = Wait(life[0].minute, [_promise(life[0])])
    for each in life[1:]:
        if wait.done is not None or wait.dropped is not None:
            break
        _take(wait, each, done={"answer", "ask"}, dropped={"withdraw"})
    return _settled(wait, FIRST, now, [])


def further_waits(life: list[Happening], now: int) -> list[Wait]:
    """Live through the waits for all further answers."""
    waits: list[Wait] = []
    answered, resolved = False, False
    for number, each in enumerate(life):
        waiting = bool(waits) and waits[-1].done is None and waits[-1].dropped is None
        if waiting:
            _take(waits[-1], each, done={"answer", "ask"}, dropped={"withdraw", "resolve"})
        elif answered and (each.what == "reopen" or (each.what == "message" and not resolved)):
            waits.append(Wait(each.minute, [_promise(life[number])]))
        answered = answered or each.what in {"answer", "ask"}
        resolved = each.what == "resolve" or (resolved and each.what != "reopen")
    return [_settled(wait, FIRST, now, []) for wait in waits]


def solution_wait(life: list[Happening], now: int) -> Wait | None:
    """Live through the wait for the solution; None if no promise was ever made."""
    wait = Wait(life[0].minute, [_promise(life[0])])
    paused: list[tuple[int, int | None]] = []
    mode = "active"
    for each in life[1:]:
        if each.what == "withdraw":
            wait.dropped = each.minute
        elif each.what == "changed":
            wait.promises.append(_promise(each))
        mode, before = _mode(mode, each.what), mode
        if before == "active" and mode != "active":
            paused.append((each.minute, None))
        elif before != "active" and mode == "active":
            paused[-1] = (paused[-1][0], each.minute)
        if each.what == "resolve":
            wait.done = each.minute
        elif each.what == "reopen":
            wait.done = None
    if wait.done is not None:
        done = wait.done
        wait.promises = [promise for promise in wait.promises if promise[0] <= done]
    wait.promises = [promise for promise in wait.promises if promise[2] in SOLUTION]
    if not wait.promises:
        return None
    amounts = {(plan, priority): amount for plan in Plan for priority, amount in SOLUTION.items()}
    return _settled(wait, amounts, now, paused)


def rise(life: list[Happening], now: int) -> int | None:
    """Live on until the priority rises by itself; None for critical, taken back or paused tickets."""
    priority, since = life[0].priority, life[0].minute
    for each in life[1:]:
        if each.what == "changed" and each.priority is not priority:
            priority, since = each.priority, each.minute
    if priority not in SOLUTION or life[-1].what == "withdraw":
        return None
    counts = minutes_of(life[-1].plan, priority)[since : since + WINDOW].copy()
    paused = _paused(life, now)
    for start, stop, _ in paused:
        counts[max(start - since, 0) : max(stop - since, 0)] = False
    due = since + int(np.flatnonzero(counts)[SOLUTION[priority] - 1]) + 1
    lasting = _modes(life)[-1] != "active"
    return None if lasting and paused[-1][0] < due else due


def minutes_by_kind(life: list[Happening], now: int, wait: Wait, *, pauses: bool) -> dict[str, int]:
    """Count every minute of a wait under one name, whether it counted or why not."""
    since, plan, priority = wait.rule
    minutes = np.arange(wait.began, wait.end)
    names = np.array([_closed_name(minute) for minute in range(wait.began, wait.end)], dtype="U20")
    open_ = minutes_of(plan, priority)[wait.began : wait.end]
    names[open_] = "counted"
    if wait.state != "paused":
        names[open_ & (minutes >= wait.due)] = "late"
    names[open_ & (minutes < since)] = "earlier"
    for start, stop, reason in _paused(life, min(now, wait.end)) if pauses else ():
        names[(minutes >= start) & (minutes < stop)] = reason
    found, counted = np.unique(names, return_counts=True)
    return {str(name): int(count) for name, count in zip(found, counted, strict=True)}


def _closed_name(minute: int) -> str:
    day = date(2026, 1, 1) + timedelta(days=minute // 1440)
    if day.weekday() > 4:
        return "weekend"
    return "holiday" if day in FREE else "closed_hours"


def _modes(life: list[Happening]) -> list[str]:
    modes = ["active"]
    for each in life[1:]:
        modes.append(_mode(modes[-1], each.what))
    return modes


def _paused(life: list[Happening], now: int) -> list[tuple[int, int, str]]:
    """Return each stretch of one reason for which the ticket waited, the last one until now."""
    found: list[tuple[int, int, str]] = []
    for each, mode, following in zip(life, _modes(life), [*life[1:], None], strict=True):
        stop = following.minute if following else max(now, each.minute)
        if mode != "active" and found and found[-1][1] == each.minute and found[-1][2] == mode:
            found[-1] = (found[-1][0], stop, mode)
        elif mode != "active":
            found.append((each.minute, stop, mode))
    return found


def _mode(mode: str, what: str) -> str:
    if what == "message" and mode == "waiting":
        return "active"
    return {"ask": "waiting", "resolve": "resolved", "reopen": "active"}.get(what, mode)


def _promise(each: Happening) -> tuple[int, Plan, Priority]:
    return each.minute, each.plan, each.priority


def _take(wait: Wait, each: Happening, *, done: set[str], dropped: set[str]) -> None:
    if each.what in done:
        wait.done = each.minute
    elif each.what in dropped:
        wait.dropped = each.minute
    elif each.what == "changed":
        wait.promises.append(_promise(each))


def _settled(
    wait: Wait,
    amounts: dict[tuple[Plan, Priority], int],
    now: int,
    paused: list[tuple[int, int | None]],
) -> Wait:
    end = min(minute for minute in (wait.done, wait.dropped, now) if minute is not None)
    dues = []
    for since, plan, priority in wait.promises:
        counts = minutes_of(plan, priority)[since : since + WINDOW].copy()
        for start, stop in paused:
            counts[max(start - since, 0) : max((end if stop is None else stop) - since, 0)] = False
        due = since + int(np.flatnonzero(counts)[amounts[plan, priority] - 1]) + 1
        left = int(counts[max(end - since, 0) : due - since].sum())
        dues.append((due, left, (since, plan, priority)))
    wait.due, wait.left, wait.rule = min(dues, key=lambda each: each[0])
    wait.end = end
    lasting = any(stop is None for _, stop in paused)
    if end > wait.due:
        wait.state = "breached"
    elif wait.done is not None:
        wait.state = "met"
    elif wait.dropped is not None:
        wait.state = "dropped"
    else:
        wait.state = "paused" if lasting and paused[-1][0] < wait.due else "running"
    return wait


def lives(number: int, seed: int) -> Iterator[tuple[int, list[Happening], int]]:
    """Yield numbered lives; the number is enough to see one again."""
    for each in range(number):
        life, now = random_life(Random(f"{seed}/{each}"))
        yield each, life, now
