"""Which visitors say that they are programs."""

import re

from flask import request

_ROBOT = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/;_-]|crawl|spider|slurp|archiver|preview|scan|monitor|lighthouse|facebookexternalhit"
    r"|curl|wget|httpie|python|java/|okhttp|go-http|libwww|perl|ruby|axios|node-fetch|scrapy|phantom",
    re.IGNORECASE,
)


def is_robot(user_agent: str) -> bool:
    """Say whether a ``User-Agent`` names a program, or nothing at all.

    Only honest programs say so; the others are held by tokens and limits. Cubot makes
    phones.
    """
    return not user_agent.strip() or _ROBOT.search(user_agent) is not None


def is_fetched_by_a_person() -> bool:
    """Say whether somebody opens this page now, not a program or a browser that looks ahead."""
    fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return not fetched_ahead and not is_robot(request.headers.get("User-Agent", ""))
