"""Every route, every method, everybody: nobody gets further than the matrix says (G4)."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.accounts.signing_in import Browser
from tests.security.matrix import MATRIX, Outcome, Who
from tests.security.world import ARTICLE, World

# Who may enter does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_route_has_a_row_and_every_row_a_route(prepared_app: Flask) -> None:
    assert sorted(routes(prepared_app)) == sorted(MATRIX)


@pytest.mark.parametrize("who", list(Who), ids=lambda who: who.name.lower())
def test_everybody_gets_as_far_as_the_matrix_says(world: World, who: Who) -> None:
    browser, token = world.browser_of(who)
    wrong = []
    for (method, endpoint), row in MATRIX.items():
        if endpoint == "security.logout":
            continue  # it would end the walk: see the stories of signing out
        fields = {**world.fields, "csrf_token": token}
        met = _knock(browser, method, world.shown_address(endpoint), fields)
        if met is not row.outcome(who):
            wrong.append(f"{method} {endpoint}: {met}, but should be {row.outcome(who)}")
        if method == "POST" and met is Outcome.IN:
            world.touched(endpoint)
    assert not wrong, "\n".join(wrong)


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    """Give each method of each route that is ours to guard."""
    for rule in app.url_map.iter_rules():
        yield from ((method, rule.endpoint) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"})


def _knock(browser: Browser, method: str, path: str, fields: dict[str, str]) -> Outcome:
    """Go to a route with everything that forms of ours carry, and say what happened."""
    sent = (
        {"data": fields} if method == "POST" else {"query_string": {"article": ARTICLE, "figure": "opened"}}
    )
    answer = browser.client.open(path, method=method, **sent)
    assert answer.status_code < 500, f"{method} {path}: {answer.status_code}"
    if answer.status_code in {404, 401}:  # who has no session gets a form back, and it went nowhere
        return Outcome.GONE
    if answer.status_code == 403:
        return Outcome.DENIED
    if answer.status_code == 302 and "/account/login?next=" in answer.headers["Location"]:
        return Outcome.SIGN_IN
    return Outcome.IN
