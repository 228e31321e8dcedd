"""The reviewed holidays of Venezuela agree with a maintained list, but where the file says why."""

import re
from datetime import date

import holidays

from app.kernel.terms import Language
from app.sla.holidays import ClosedReason
from app.sla.policy_file import INSTALLED, installed_policy

YEARS = (2026, 2027, 2028)
OUR_NAMES = {  # shorter, or with the accent that theirs lacks
    "Dia Mundial del Trabajador": "Día del Trabajador",
    "Día de Navidad": "Navidad",
    "Fiesta de Fin de Año": "Fin de Año",
}


def _theirs() -> dict[date, str]:
    return dict(holidays.country_holidays("VE", years=YEARS, language="es"))


def _ours() -> dict[date, str]:
    closed = installed_policy().business.closed_days
    return {day: why.names[Language.ES] for day, why in closed.items() if why.reason is ClosedReason.HOLIDAY}


def test_this_year_and_the_next_two_are_reviewed() -> None:
    assert installed_policy().years == set(YEARS)


def test_every_holiday_of_ours_is_one_of_theirs_by_name() -> None:
    theirs = _theirs()
    assert _ours() == {day: OUR_NAMES.get(theirs[day], theirs[day]) for day in _ours()}


def test_what_only_they_list_falls_on_a_weekend_and_is_explained_in_the_file() -> None:
    missing = set(_theirs()) - set(_ours())
    assert {day.weekday() for day in missing} <= {5, 6}
    explained = re.findall(r"(\d{4}-\d\d-\d\d) \((\w+)\)", INSTALLED.read_text(encoding="utf-8"))
    assert {date.fromisoformat(day): name for day, name in explained} == {day: f"{day:%A}" for day in missing}
