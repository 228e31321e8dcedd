"""Who is taken for a program."""

import pytest

from app.web.robots import is_robot


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (compatible; bingbot/2.0) Chrome/116.0 Safari/537.36",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20 A preview",
        "curl/8.5.0",
        "python-requests/2.32",
        "",
        "  ",
    ],
)
def test_programs_that_say_so_are_robots(agent: str) -> None:
    """And whoever says nothing."""
    assert is_robot(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 20) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1) Presto/2.12",
    ],
)
def test_people_are_not(agent: str) -> None:
    """Not even those whose telephone is made by Cubot."""
    assert not is_robot(agent)
