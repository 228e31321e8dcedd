"""Whatever a person or a program puts into an address or a header, the answer is a page in words."""

import pytest
from flask import Flask

from tests.support.visitor import Visitor

PAGE = "/es/contact"


@pytest.mark.parametrize(
    "name", ["endpoint", "_scheme", "_method", "_anchor", "_external", "language", "self"]
)
def test_the_page_in_the_other_language_keeps_parameters_of_any_name(app: Flask, name: str) -> None:
    answer = Visitor(app).get(f"{PAGE}?q=caja&{name}=x")

    assert answer.status_code == 200
    assert f'href="/en/contact?q=caja&amp;{name}=x"' in answer.text


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null", "", "https://example.org"])
def test_a_form_from_an_origin_that_is_none_of_ours_is_refused_in_words(app: Flask, origin: str) -> None:
    visitor = Visitor(app)
    visitor.get(PAGE)

    answer = visitor.post("/preferences/theme", headers={"Origin": origin}, theme="dark")

    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers or "theme=" not in answer.headers["Set-Cookie"]
