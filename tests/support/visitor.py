"""A person with a browser: opens pages, presses buttons, and what was shown can be asked."""

from typing import Any

from flask import Flask, g, template_rendered
from werkzeug.test import TestResponse

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Visitor:
    """One browser at one network address. ``page`` is the model of the last page shown."""

    def __init__(self, app: Flask, address: str = "203.0.113.5", agent: str = BROWSER) -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base.update(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
        self.page: Any = None
        self._token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page and read it to the end."""
        return self._ask("GET", path, **options)

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: Any) -> TestResponse:
        """Send a form with the token of the last page."""
        return self._ask("POST", path, data={"csrf_token": self._token, **fields}, headers=headers or {})

    def press(self, slug: str, button: str, language: str = "es", **options: Any) -> TestResponse:
        """Open an article and press "yes" or "no" under it."""
        self.get(f"/{language}/articles/{slug}")
        return self.post(self.page.vote.vote_url, helpful=button, revision=self.page.vote.revision, **options)

    def _ask(self, method: str, path: str, **options: Any) -> TestResponse:
        with template_rendered.connected_to(self._see, self.app), self.client:
            answer = self.client.open(path, method=method, buffered=True, **options)
            self._token = g.get("csrf_token", self._token)
        return answer

    def _see(self, _app: Flask, context: dict[str, Any], **_rest: Any) -> None:
        self.page = context.get("page", self.page)
