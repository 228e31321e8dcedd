"""Cuts long lists into numbered pages with addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from app.kernel.errors import NotFound
from app.kernel.wording import N_


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page stands among the others; ``number`` counts from 1."""

    number: int
    pages: int
    previous_url: str | None
    next_url: str | None


def asked_page(most: int = 1000) -> int:
    """Return the page number of the address, 1 without one.

    Raises NotFound for anything that is no number up to ``most``.
    """
    text = request.args.get("page", "1")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not is_number or not 1 <= int(text) <= most:
        raise NotFound(N_("This page does not exist."))
    return int(text)


def paging(number: int, total: int, size: int, endpoint: str, address: Mapping[str, Any]) -> Paging:
    """Return the pages of a list of ``total``. Raises NotFound beyond the last one."""
    pages = max(1, -(-total // size))
    if number > pages:
        raise NotFound(N_("This page does not exist."))

    def url(page: int) -> str:
        return url_for(endpoint, **{**address, **({"page": page} if page > 1 else {})})

    return Paging(
        number=number,
        pages=pages,
        previous_url=url(number - 1) if number > 1 else None,
        next_url=url(number + 1) if number < pages else None,
    )
