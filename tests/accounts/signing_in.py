"""A browser for tests: it fills in forms with their tokens, and nothing else is special about it."""

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.web.identity import Reader, current_reader

PASSWORD = "caballo grapa batería correcto"
CAST: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "ana@demo.tuqr.com": ("Ana Rojas", "regular", ()),
    "victor@demo.tuqr.com": ("Víctor Salas", "vip", ()),
    "juan@demo.tuqr.com": ("Juan Pérez", "regular", ("agent",)),
    "sofia@demo.tuqr.com": ("Sofía Méndez", "regular", ("supervisor",)),
    "marta@demo.tuqr.com": ("Marta León", "regular", ("editor",)),
}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """One browser with its cookies, at one network address."""

    def __init__(self, app: Flask, address: str = "198.51.100.7") -> None:
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page and read it to its end."""
        return self.client.get(path, **{"buffered": True, **options})

    def send(self, path: str, form: str = "/account/login", **fields: str) -> TestResponse:
        """Fill in the form found at ``form`` and send it to ``path``."""
        return self.client.post(path, data={**fields, "csrf_token": self.token_of(form)})

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        """Sign in on the sign-in page."""
        return self.send("/account/login", email=email, password=password, **fields)

    def sign_out(self) -> TestResponse:
        """Press "sign out", which stands on every page; here with the token of the password page."""
        return self.send("/account/logout", form="/account/password")

    def reader(self) -> Reader:
        """Open some page and say for whom it was made."""
        with self.client:
            self.client.get("/account/password", buffered=True)
            return current_reader()

    def token_of(self, path: str) -> str:
        """Return the form token of a page, empty if the page has no form."""
        found = _TOKEN.search(self.get(path).get_data(as_text=True))
        return found[1] if found else ""
