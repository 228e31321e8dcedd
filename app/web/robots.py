"""Which visitors say that they are programs."""

import re

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
