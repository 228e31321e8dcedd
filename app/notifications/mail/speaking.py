"""Where letters are written: outside requests, in their reader's language, with addresses of the portal."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g
from flask_babel import force_locale

from app.kernel.terms import Language
from app.settings import Settings


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Run the block as a stranger's page in ``language`` would, so that templates and labels work alike."""
    before = {name: g.get(name) for name in ("page_language", "reader")}
    page = current_app.test_request_context(f"/{language}/", base_url=_host_of_portal())
    with page, force_locale(language.value):
        g.page_language = language
        g.pop("reader", None)
        try:
            yield
        finally:
            for name, value in before.items():
                _put_back(name, value)


def portal_address(path: str) -> str:
    """Return a path under the configured base address; letters lead nowhere else (security 25)."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError(f"not a path of the portal: {path!r}")
    return str(_settings().base_url).rstrip("/") + path


def _host_of_portal() -> str:
    base = _settings().base_url
    return f"{base.scheme}://{base.host}:{base.port}"


def _put_back(name: str, value: object) -> None:
    if value is None:
        g.pop(name, None)
    else:
        setattr(g, name, value)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
