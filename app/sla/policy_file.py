"""Read the policy file, strictly: one that is not wholly right promises nothing."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from app.kernel.terms import Language, Plan, Priority
from app.sla.calendar import BusinessCalendar, around_the_clock
from app.sla.holidays import ClosedDay, ClosedReason
from app.sla.policy import Escalation, Policy, Terms
from app.sla.policy_sheet import Sheet, Wrong, items, text
from app.sla.policy_values import amount, count, day, hours_of_day, share, term, zone

INSTALLED = Path(__file__).with_name("policy.yaml")
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AMOUNTS = ("first_response", "next_response", "resolution")
_KEYS = {
    *("zone", "hours", "around_the_clock", *_AMOUNTS, "warns_at", "escalation"),
    *("closes_after", "reminds_after", "holidays", "closed_days"),
}
_Matrix = dict[tuple[Plan, Priority], timedelta | None]


@cache
def installed_policy() -> Policy:
    """Return the policy that is installed with the program, read once."""
    return read_policy("app/sla/policy.yaml", INSTALLED.read_bytes())


def read_policy(path: str, content: bytes) -> Policy:
    """Return the policy of a file; raises PolicyRefused with every fault as ``file:line: message``."""
    return _PolicyReader(path, content).read()


def revision_of(content: bytes) -> str:
    """Return the first 12 digits of git's name for a file, so that ``git log --find-object`` finds it."""
    blob = b"blob %d\0%b" % (len(content), content)
    return hashlib.sha1(blob, usedforsecurity=False).hexdigest()[:12]


class _PolicyReader:
    """Reads one sheet part by part; nothing is returned while anything is wrong."""

    def __init__(self, path: str, content: bytes) -> None:
        self.sheet = Sheet(path, content)
        self.content = content

    def read(self) -> Policy:
        sheet, parts = self.sheet, {}
        with sheet.noting():
            parts = sheet.fields(sheet.root, "the policy", _KEYS)
        sheet.refuse_if_faulty()
        business = self._business(parts)
        working_day = _longest_day(business)
        matrices = {name: self._matrix(name, parts[name], working_day) for name in _AMOUNTS}
        always = self._around_the_clock(parts["around_the_clock"])
        escalation = self._escalation(parts["escalation"], working_day)
        warns_at, durations = 0.0, {}
        with sheet.noting():
            warns_at = share(parts["warns_at"])
        for name in ("closes_after", "reminds_after"):
            with sheet.noting():
                durations[name] = amount(parts[name], timedelta(days=1))
        sheet.refuse_if_faulty()
        if escalation is None:
            raise AssertionError("an escalation without faults was read")
        return Policy(
            revision_of(self.content),
            business,
            _terms(matrices, business, always),
            escalation,
            frozenset(
                each.year for each, why in business.closed_days.items() if why.reason is ClosedReason.HOLIDAY
            ),
            warns_at,
            durations["closes_after"],
            durations["reminds_after"],
        )

    def _business(self, parts: Mapping[str, yaml.Node]) -> BusinessCalendar:
        sheet, week, place = self.sheet, {}, None
        with sheet.noting():
            place = zone(parts["zone"])
        with sheet.noting():
            for name, node in sheet.fields(parts["hours"], "hours", set(_WEEK)).items():
                with sheet.noting():
                    week[name] = hours_of_day(node, name)
        if len(week) == len(_WEEK) and not any(week.values()):
            sheet.note(parts["hours"], "no day of the week has hours")
        sheet.refuse_if_faulty()
        if place is None:
            raise AssertionError("a zone without faults was read")
        calendar = BusinessCalendar(place, tuple(week[name] for name in _WEEK))
        closed: dict[date, ClosedDay] = {}
        self._close(closed, parts["holidays"], ClosedReason.HOLIDAY, calendar)
        self._close(closed, parts["closed_days"], ClosedReason.OWN, calendar)
        return BusinessCalendar(place, calendar.hours, closed)

    def _close(
        self, closed: dict[date, ClosedDay], node: yaml.Node, why: ClosedReason, calendar: BusinessCalendar
    ) -> None:
        sheet, listed = self.sheet, "holidays" if why is ClosedReason.HOLIDAY else "closed_days"
        with sheet.noting():
            for entry in items(node, listed):
                with sheet.noting():
                    parts = sheet.fields(entry, listed, {*Language, "dates"})
                    if len(parts) < 3:
                        continue
                    names = {language: text(parts[language]) for language in Language}
                    for each in items(parts["dates"], "dates"):
                        with sheet.noting():
                            on = _closable(each, closed, calendar)
                            closed[on] = ClosedDay(on, why, names)

    def _matrix(self, name: str, node: yaml.Node, working_day: timedelta) -> _Matrix:
        sheet, matrix = self.sheet, _Matrix()
        with sheet.noting():
            for plan, row in sheet.fields(node, name, set(Plan)).items():
                with sheet.noting():
                    cells = sheet.fields(row, f"{name} of {plan}", set(Priority))
                    amounts: dict[Priority, timedelta | None] = {}
                    for priority, cell in cells.items():
                        with sheet.noting():
                            none = name == "resolution" and text(cell) == "none"
                            amounts[Priority(priority)] = None if none else amount(cell, working_day)
                    self._check_order(name, row, amounts)
                    matrix |= {(Plan(plan), priority): value for priority, value in amounts.items()}
        return matrix

    def _check_order(self, name: str, row: yaml.Node, amounts: Mapping[Priority, timedelta | None]) -> None:
        """Note a priority that waits longer than the one below it, which is a slip of the pen."""
        for lower, higher in pairwise(Priority):
            slow, fast = amounts.get(lower), amounts.get(higher)
            if slow is not None and fast is not None and fast > slow:
                self.sheet.note(row, f"{name}: {higher} waits longer than {lower}")

    def _around_the_clock(self, node: yaml.Node) -> set[tuple[Plan, Priority]]:
        sheet, found = self.sheet, set()
        with sheet.noting():
            if isinstance(node, yaml.MappingNode):
                named = {text(key) for key, _ in node.value}
                for plan, row in sheet.fields(node, "around_the_clock", named & set(Plan)).items():
                    with sheet.noting():
                        terms = sheet.each(items(row, plan), lambda each: term(each, Priority))
                        found |= {(Plan(plan), priority) for priority in terms}
            else:
                raise Wrong(node, "«around_the_clock» must name plans with priorities, or be {}")
        return found

    def _escalation(self, node: yaml.Node, working_day: timedelta) -> Escalation | None:
        sheet, keys = self.sheet, {"unanswered", "reopened_more_than", "stars_at_most", "alerts_supervisors"}
        with sheet.noting():
            parts = sheet.fields(node, "escalation", keys)
            if set(parts) != keys:
                return None
            cells = sheet.fields(parts["unanswered"], "unanswered", set(Priority))
            unanswered: dict[Priority, timedelta] = {}
            for priority, cell in cells.items():
                with sheet.noting():
                    unanswered[Priority(priority)] = amount(cell, working_day)
            alerts = sheet.each(
                items(parts["alerts_supervisors"], "alerts_supervisors"), lambda each: term(each, Priority)
            )
            return Escalation(
                unanswered,
                count(parts["reopened_more_than"], 0, 100),
                count(parts["stars_at_most"], 0, 5),
                frozenset(alerts),
            )
        return None


def _closable(node: yaml.Node, closed: Mapping[date, ClosedDay], calendar: BusinessCalendar) -> date:
    on = day(node)
    if on in closed:
        raise Wrong(node, f"{on} is closed twice")
    if calendar.closed_on(on):
        raise Wrong(node, f"{on} is a {_WEEK[on.weekday()]}, on which nobody works anyway")
    return on


def _longest_day(calendar: BusinessCalendar) -> timedelta:
    longest = max(sum(each.closes - each.opens for each in hours) for hours in calendar.hours)
    return timedelta(minutes=longest)


def _terms(
    matrices: Mapping[str, _Matrix], business: BusinessCalendar, always: set[tuple[Plan, Priority]]
) -> dict[tuple[Plan, Priority], Terms]:
    every_hour, found = around_the_clock(), {}
    for cell, first in matrices["first_response"].items():
        following = matrices["next_response"][cell]
        if first is None or following is None:
            raise AssertionError("answers are always promised")
        calendar = every_hour if cell in always else business
        found[cell] = Terms(calendar, first, following, matrices["resolution"][cell])
    return found
