"""Somebody at a desk: looks at pages, fills in what is there and presses buttons by their words."""

from typing import Any

from flask import Flask
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

from tests.accounts.signing_in import Browser


class Colleague:
    """A person signed in, with one page before them; ``status`` is how the last one was answered."""

    def __init__(self, app: Flask, email: str) -> None:
        self.browser = Browser(app)
        self.browser.sign_in(email)
        self.page = LexborHTMLParser("")
        self.path = ""
        self.status = 0

    def look(self, path: str) -> "Colleague":
        """Open a page."""
        self._read(self.browser.get(path, follow_redirects=True))
        return self

    def open(self, reference: str) -> "Colleague":
        """Open a ticket as the team sees it."""
        return self.look(f"/es/staff/tickets/{reference}")

    def reads(self, selector: str = "main") -> str:
        """Return the words of a part of the page in one line; empty when it is not there."""
        found = self.page.css(selector)
        return " ".join(" ".join(node.text(separator=" ") for node in found).split())

    def buttons(self) -> set[str]:
        """Return the words of every button in the page."""
        return {_words(button) for button in self.page.css("main button")}

    def press(self, words: str, **typed: Any) -> "Colleague":
        """Send the form around the button with these words, as it stands but for what is typed."""
        button = next(node for node in self.page.css("main button") if words in _words(node))
        form = button.parent
        while form is not None and form.tag != "form":
            form = form.parent
        assert form is not None, words
        fields = _fields(form) | {name: value for name, value in typed.items() if value is not None}
        if name := button.attributes.get("name"):
            fields[name] = button.attributes.get("value") or ""
        path = button.attributes.get("formaction") or form.attributes.get("action") or self.path
        if (form.attributes.get("method") or "get").lower() == "get":
            self._read(self.browser.get(path, query_string=fields, follow_redirects=True))
        else:
            self._read(self.browser.client.post(path, data=fields, follow_redirects=True, buffered=True))
        return self

    def _read(self, answer: TestResponse) -> None:
        self.page = LexborHTMLParser(answer.get_data(as_text=True))
        self.path, self.status = answer.request.path, answer.status_code


def _fields(form: LexborNode) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for node in form.css("input, textarea, select"):
        name, kind = node.attributes.get("name"), node.attributes.get("type")
        if not name or kind in {"file", "submit"}:
            continue
        if kind in {"radio", "checkbox"} and "checked" not in node.attributes:
            continue
        fields[name] = _value(node)
    return fields


def _value(node: LexborNode) -> str:
    if node.tag == "textarea":
        return node.text()
    if node.tag == "select":
        options = node.css("option")
        chosen = [each for each in options if "selected" in each.attributes] or options[:1]
        return (chosen[0].attributes.get("value") or "") if chosen else ""
    return node.attributes.get("value") or ""


def _words(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
