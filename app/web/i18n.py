"""The language of a page and how it writes dates and numbers."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask, g, request
from flask_babel import Babel, get_locale

from app.kernel.terms import Language

COOKIE = "language"
VENEZUELA = ZoneInfo("America/Caracas")
_LOCALES = {Language.ES: "es_VE", Language.EN: "en"}


def page_language() -> Language:
    """Return the language of the address, else the person's last choice, else the browser's."""
    spoken = (request.view_args or {}).get("language") or request.cookies.get(COOKIE)
    if spoken in set(Language):
        return Language(spoken)
    best = request.accept_languages.best_match([str(language) for language in Language])
    return Language(best) if best else Language.ES


def speak(app: Flask) -> None:
    """Translate pages and offer the date and number filters to templates."""
    app.config.update(BABEL_DEFAULT_LOCALE="es", BABEL_TRANSLATION_DIRECTORIES="translations")
    Babel(app, locale_selector=lambda: str(page_language()))

    @app.before_request
    def choose_language() -> None:
        g.page_language = page_language()

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters.update(day=day, ago=ago, number=number, percent=percent, file_size=file_size)
    app.jinja_env.globals.update(page_language=page_language, Language=Language)


def day(moment: datetime | date | None) -> str:
    """Write a date in words, in Venezuela's time: 19 nov 2026."""
    if moment is None:
        return ""
    local = moment.astimezone(VENEZUELA) if isinstance(moment, datetime) else moment
    text = dates.format_date(local, "d MMM y", locale=locale_of_page())
    return text.replace(".", "") if page_language() is Language.ES else text


def ago(moment: datetime, now: datetime) -> str:
    """Write how long ago something was: hace 6 días."""
    return str(dates.format_timedelta(moment - now, add_direction=True, locale=locale_of_page()))


def number(value: int | float) -> str:
    """Write a number as people here do: 1.204."""
    return str(numbers.format_decimal(value, locale=locale_of_page()))


def percent(share: float) -> str:
    """Write a share between 0 and 1 as a whole percentage."""
    return str(numbers.format_percent(share, format="#,##0 %", locale=locale_of_page()))


def file_size(count: int) -> str:
    """Write the size of a file of ``count`` bytes: 248 KB, 4,1 MB."""
    if count < 1024 * 1024:
        return f"{number(max(1, round(count / 1024)))} KB"
    return f"{number(round(count / 1024 / 1024, 1))} MB"


def locale_of_page() -> str:
    """Return the locale in which the page writes dates and numbers."""
    return _LOCALES.get(Language(str(get_locale() or Language.ES)[:2]), "es_VE")
