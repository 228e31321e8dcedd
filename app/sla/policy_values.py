"""The words of a policy file as values: amounts of time, hours, dates, counts."""

import re
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

import yaml

from app.sla.calendar import MINUTES_A_DAY, Hours
from app.sla.policy_sheet import Wrong, items, text

_AMOUNT = re.compile(r"([0-9]{1,4})([mhd])", re.ASCII)
_HOURS = re.compile(r"([0-9]{2}):([0-5][0-9])-([0-9]{2}):([0-5][0-9])", re.ASCII)
_Term = TypeVar("_Term", bound=StrEnum)


def zone(node: yaml.Node) -> ZoneInfo:
    """Return a zone by its name, such as America/Caracas."""
    try:
        return ZoneInfo(text(node))
    except (ValueError, OSError, KeyError) as error:  # the name may be a path, a folder or nothing
        raise Wrong(node, f"«{text(node)}» is no time zone") from error


def amount(node: yaml.Node, day: timedelta) -> timedelta:
    """Return an amount of time greater than none: minutes, hours, or working days of a length."""
    match = _AMOUNT.fullmatch(text(node))
    if match is None or int(match[1]) == 0:
        raise Wrong(node, f"«{text(node)}» is no amount of time such as 30m, 8h or 3d")
    units = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": day}
    return int(match[1]) * units[match[2]]


def hours_of_day(node: yaml.Node, name: str) -> tuple[Hours, ...]:
    """Return the hours of one day in order; raises Wrong if two overlap."""
    found = sorted((_hours(each) for each in items(node, name)), key=lambda each: each.opens)
    for earlier, later in pairwise(found):
        if later.opens < earlier.closes:
            raise Wrong(node, f"hours of {name} overlap")
        if later.opens == earlier.closes:
            raise Wrong(node, f"hours of {name} touch: write them as one")
    return tuple(found)


def day(node: yaml.Node) -> date:
    """Return a date written as 2026-12-24."""
    try:
        found = date.fromisoformat(text(node))
    except ValueError as error:
        raise Wrong(node, f"«{text(node)}» is no date such as 2026-12-24") from error
    if found.isoformat() != text(node):
        raise Wrong(node, f"«{text(node)}» is no date such as 2026-12-24")
    return found


def share(node: yaml.Node) -> float:
    """Return a percentage from 1 to 99 as a share of one."""
    return _whole(node, text(node).removesuffix("%"), 1, 99) / 100


def count(node: yaml.Node, least: int, most: int) -> int:
    """Return a whole number between two others."""
    return _whole(node, text(node), least, most)


def term(node: yaml.Node, terms: type[_Term]) -> _Term:
    """Return one of the domain's words."""
    try:
        return terms(text(node))
    except ValueError as error:
        raise Wrong(node, f"«{text(node)}» is none of {', '.join(terms)}") from error


def _hours(node: yaml.Node) -> Hours:
    match = _HOURS.fullmatch(text(node))
    if match is None:
        raise Wrong(node, f"«{text(node)}» are no hours such as 08:00-18:00")
    opens, closes = (int(match[number]) * 60 + int(match[number + 1]) for number in (1, 3))
    if not opens < closes <= MINUTES_A_DAY:
        raise Wrong(node, f"«{text(node)}» must end after it begins, at 24:00 at the latest")
    return Hours(opens, closes)


def _whole(node: yaml.Node, digits: str, least: int, most: int) -> int:
    if not re.fullmatch("[0-9]{1,4}", digits, re.ASCII) or not least <= int(digits) <= most:
        raise Wrong(node, f"«{text(node)}» must be a whole number from {least} to {most}")
    return int(digits)
