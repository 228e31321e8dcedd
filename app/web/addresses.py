"""How addresses carry a language: ``/es/…`` and ``/en/…``, nothing else."""

from flask import Flask, g
from werkzeug.routing import BaseConverter

from app.kernel.terms import Language


class LanguageConverter(BaseConverter):
    """The first segment of every page's address."""

    regex = "|".join(Language)

    def to_python(self, value: str) -> Language:
        """Return the language; anything else never matches and is a 404."""
        return Language(value)

    def to_url(self, value: str) -> str:
        """Write the language as it stands in addresses."""
        return Language(value).value


def address_by_language(app: Flask) -> None:
    """Let routes say ``<language:language>`` and fill it in when a page builds addresses."""
    app.url_map.converters["language"] = LanguageConverter

    @app.url_defaults
    def same_language(endpoint: str, values: dict[str, object]) -> None:
        if "language" not in values and _takes_language(app, endpoint):
            values["language"] = g.get("page_language", Language.ES)


def _takes_language(app: Flask, endpoint: str) -> bool:
    try:
        return app.url_map.is_endpoint_expecting(endpoint, "language")
    except KeyError:  # no such page; building the address says so better
        return False
