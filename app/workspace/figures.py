"""Figures of the supervisor's page as addresses of the queue: what each asks for, in words too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from app.accounts.agents import agents
from app.escalation.troubled import EVERYWHERE, Corner, broken, near, raised
from app.escalation.vocabulary import RaiseReason
from app.kernel.terms import SupportLevel, TicketType
from app.kernel.wording import N_
from app.tickets.labels import name_of
from app.workspace.typed_numbers import number_in

PERIODS = (7, 30, 90)  # days
REASONS: Mapping[RaiseReason, str] = {
    RaiseReason.UNANSWERED: N_("Nobody answered in time"),
    RaiseReason.REOPENED: N_("Reopened too often"),
    RaiseReason.RATED_LOW: N_("Rated with one star"),
    RaiseReason.REQUESTED: N_("The requester asked"),
    RaiseReason.BY_HAND: N_("By hand"),
}


class FigureKind(StrEnum):
    """What a figure counts."""

    NEAR = "near"
    BROKEN = "broken"
    RAISED = "raised"


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """A figure to open: its name, its tickets, and the part of the address that asks for it."""

    words: str
    tickets: ColumnElement[bool]
    address: Mapping[str, str]


def period_of(args: Mapping[str, str]) -> int:
    """Return the days that an address asks for, the shortest period unless it names another."""
    days = number_in(args.get("days", ""))
    return days if days in PERIODS else PERIODS[0]


def days_in_words(days: int) -> str:
    """Return a period as people say it."""
    return _("last %(days)s days", days=days)


def address_of(
    kind: FigureKind, days: int, corner: Corner = EVERYWHERE, reason: RaiseReason | None = None
) -> str:
    """Return where the tickets behind a figure are."""
    return url_for("workspace_queue.show", **_asked(kind, days, corner, reason))


def asked_figure(args: Mapping[str, str], now: datetime) -> AskedFigure | None:
    """Return the figure that an address asks for; None for an address without one that exists."""
    asked = args.get("figure", "")
    if asked not in set(FigureKind):
        return None
    kind, days, corner = FigureKind(asked), period_of(args), _corner(args)
    since, why = now - timedelta(days=days), args.get("why", "")
    reason = RaiseReason(why) if why in set(RaiseReason) else None
    address = _asked(kind, days, corner, reason)
    if kind is FigureKind.NEAR:
        return AskedFigure(_named(_("Promises about to break"), corner), near(now, corner), address)
    period = days_in_words(days)
    if kind is FigureKind.BROKEN:
        words = _named(_("Broken promises, %(period)s", period=period), corner)
        return AskedFigure(words, broken(since, now, corner), address)
    words = _("Raises of level, %(period)s", period=period)
    tickets = raised(since, now, reason)
    return AskedFigure(f"{words} · {_(REASONS[reason])}" if reason else words, tickets, address)


def _corner(args: Mapping[str, str]) -> Corner:
    level, kind = number_in(args.get("level", "")), args.get("type", "")
    return Corner(
        agent_id=number_in(args.get("agent", "")),
        level=SupportLevel(level) if level in set(SupportLevel) else None,
        type=TicketType(kind) if kind in set(TicketType) else None,
    )


def _asked(kind: FigureKind, days: int, corner: Corner, reason: RaiseReason | None) -> dict[str, Any]:
    whole = {
        "figure": kind.value,
        "days": None if kind is FigureKind.NEAR else days,
        "agent": corner.agent_id,
        "level": corner.level.value if corner.level else None,
        "type": corner.type.value if corner.type else None,
        "why": reason.value if reason else None,
    }
    return {name: str(value) for name, value in whole.items() if value is not None}


def _named(words: str, corner: Corner) -> str:
    """Return the figure's name with the part it is about."""
    parts = [words, name_of(corner.level), name_of(corner.type)]
    if corner.agent_id is not None:
        parts.append(_name(corner.agent_id))
    return " · ".join(part for part in parts if part)


def _name(person_id: int) -> str:
    if not person_id:
        return _("Nobody")
    return next((each.name for each in agents() if each.person_id == person_id), _("Somebody who left"))
