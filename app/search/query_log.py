"""Keeps final queries and what came of them; never in the way of the page that caused them."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request
from sqlalchemy import exists, select

from app.kernel.clock import utc_now
from app.kernel.terms import Language
from app.search.models import LoggedQuery, QueryStep, SearchOrigin, StepKind
from app.search.query_masking import without_personal_data
from app.storage.database import db
from app.web.afterwards import write_after
from app.web.identity import current_reader
from app.web.pseudonyms import pseudonym
from app.web.robots import is_robot

_ONE_THOUGHT = timedelta(seconds=30)  # prefixes typed within it are one query (ux 6)
_STILL_THAT_SEARCH = timedelta(hours=12)
_DEEPEST = 1000
_TOKEN_BYTES = 8
_TOKEN = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """A final query as it was asked; ``text`` raw, ``results`` None when nobody counted."""

    text: str
    language: Language
    origin: SearchOrigin
    category: str | None = None
    results: int | None = None


def new_token() -> str:
    """Return a name for a query that result links can carry before the query is written."""
    return secrets.token_hex(_TOKEN_BYTES)


def carried_token() -> str:
    """Return the name in the request's ``from``; empty when there is none, or none of ours."""
    token = request.values.get("from", "")
    return token if _TOKEN.fullmatch(token) else ""


def log_query(
    response: Response, token: str, asked: AskedQuery, opened: tuple[str, int | None] | None = None
) -> None:
    """Write the query once ``response`` has been sent; ``opened`` is an article id and its position.

    Robots and staff are left out. A failure is logged and hurts nobody.
    """
    if not _counts() or not without_personal_data(asked.text):
        return
    visitor, now = visitor_of_today(), utc_now()

    def write() -> None:
        keep_query(token, visitor, asked, now)
        if opened:
            keep_step(token, visitor, StepKind.OPENED, now, *opened)

    _after(response, write)


def log_step(
    response: Response, token: str, kind: StepKind, article_id: str = "", position: int | None = None
) -> None:
    """Write what came of the query named ``token`` once ``response`` has been sent."""
    if not token or not _counts():
        return
    visitor, now = visitor_of_today(), utc_now()
    _after(response, lambda: keep_step(token, visitor, kind, now, article_id, position))


def visitor_of_today() -> str:
    """Return the name of the visitor for today; tomorrow the same visitor has another one."""
    facts = (request.remote_addr or "", request.headers.get("User-Agent", ""))
    return pseudonym("query log", utc_now().date().isoformat(), *facts)


def keep_query(token: str, visitor: str, asked: AskedQuery, now: datetime) -> None:
    """Write a query, or grow the one it is the end of: of a chain of prefixes the longest stays.

    The caller owns the transaction.
    """
    if db.session.scalar(select(exists().where(LoggedQuery.token == token))):
        return  # a link of it was opened again
    text = without_personal_data(asked.text)
    earlier = _unfinished(visitor, asked, now)
    if earlier is None or not (text.startswith(earlier.text) or earlier.text.startswith(text)):
        db.session.add(
            LoggedQuery(
                token=token,
                visitor=visitor,
                language=asked.language,
                origin=asked.origin,
                text=text,
                category=asked.category,
                results=asked.results,
                asked_at=now,
            )
        )
        return
    if len(text) >= len(earlier.text):
        earlier.text, earlier.origin = text, asked.origin
        earlier.results = earlier.results if asked.results is None else asked.results
    earlier.token, earlier.asked_at = token, now


def keep_step(
    token: str, visitor: str, kind: StepKind, now: datetime, article_id: str = "", position: int | None = None
) -> None:
    """Write a step of the same visitor's query, once; a link that was passed on adds nothing.

    The caller owns the transaction.
    """
    db.session.flush()
    known = exists().where(
        QueryStep.query_id == LoggedQuery.id, QueryStep.kind == kind, QueryStep.article_id == article_id
    )
    query = db.session.scalar(
        select(LoggedQuery.id).where(
            LoggedQuery.token == token,
            LoggedQuery.visitor == visitor,
            LoggedQuery.asked_at > now - _STILL_THAT_SEARCH,
            ~known,
        )
    )
    if query is not None:
        place = position if position and 1 <= position <= _DEEPEST else None
        db.session.add(
            QueryStep(query_id=query, kind=kind, article_id=article_id, position=place, taken_at=now)
        )


def _unfinished(visitor: str, asked: AskedQuery, now: datetime) -> LoggedQuery | None:
    """Return the visitor's last query if nothing came of it yet and it may be the same thought."""
    last = db.session.scalar(
        select(LoggedQuery)
        .where(LoggedQuery.visitor == visitor, LoggedQuery.asked_at > now - _ONE_THOUGHT)
        .order_by(LoggedQuery.asked_at.desc(), LoggedQuery.id.desc())
        .limit(1)
    )
    if last is None or (last.language, last.category) != (asked.language, asked.category):
        return None
    acted_on = db.session.scalar(select(exists().where(QueryStep.query_id == last.id)))
    return None if acted_on else last


def _counts() -> bool:
    return not current_reader().is_staff and not is_robot(request.headers.get("User-Agent", ""))


def _after(response: Response, write: Callable[[], None]) -> None:
    write_after(response, write, "query not logged")
