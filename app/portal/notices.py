"""What somebody is told in the bell: the page of all notices, the latest ones, and what was read of them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from http import HTTPStatus
from itertools import groupby

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from app.kernel.clock import utc_now
from app.kernel.errors import NotFound
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Crumb, Meta
from app.notifications.actions import mark_all_read, mark_read
from app.notifications.bell import Gathered, gather, last_told, notice_in_bell, notices_in_bell
from app.notifications.models import Notice
from app.notifications.wording import address, headline
from app.storage.database import transaction
from app.web.access import signed_in
from app.web.afterwards import write_after
from app.web.blueprint import Blueprint
from app.web.i18n import VENEZUELA
from app.web.identity import Reader, current_reader
from app.web.moments import clock, day_name, moment
from app.web.robots import is_fetched_by_a_person
from app.web.unread import unread_notices

notices = Blueprint("notices", __name__)
PER_PAGE = 20
_LATEST = 6
_LARGEST_ID = 2**31 - 1  # of a row
_REFERENCE = re.compile(r"(\bTQ-[0-9A-Z]{5}\b)")
_WHOLE = Markup('<span class="nowrap">{}</span>')
_MISSING = N_("This page does not exist.")


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice in a list; ``about`` is what its ticket is called, ``when`` as exact as the list needs."""

    id: int
    words: Markup
    about: str
    at: datetime
    when: str
    is_unread: bool
    url: str


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """The notices of one day."""

    id: str
    title: str
    notices: tuple[NoticeLine, ...]


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """A page of notices, newest first; ``up_to`` is the newest that somebody saw who reads them all."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    unread: int
    days: tuple[NoticeDay, ...]
    up_to: int
    before: int | None
    older_url: str | None
    newest_url: str | None


@dataclass(frozen=True, slots=True)
class LatestNotices:
    """What the bell shows in place; ``mark`` changes with it."""

    unread: int
    notices: tuple[NoticeLine, ...]
    mark: str


@notices.page("/<language:language>/notices", access=signed_in)
def mine(language: Language) -> ResponseReturnValue:
    """List the reader's notices by day; ``before`` leads to older ones."""
    page = notices_page(current_reader(), language, _number(request.args.get("before")), utc_now())
    return render_template("portal/notices.html", page=page)


@notices.page("/<language:language>/notices/latest", access=signed_in)
def latest(language: Language) -> ResponseReturnValue:
    """Answer the count of the bell and the latest notices; 304 while they are still the same."""
    page = latest_notices(current_reader(), language, utc_now())
    if request.if_none_match.contains_weak(page.mark):
        answer = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = make_response(render_template("portal/notices_latest.html", page=page))
    answer.set_etag(page.mark, weak=True)
    return answer


@notices.page("/<language:language>/notices/<int:notice_id>", access=signed_in)
def follow(language: Language, notice_id: int) -> ResponseReturnValue:
    """Lead to what a notice is about; that is reading it, which is written once the answer was sent."""
    reader, now = current_reader(), utc_now()
    notice = _of(reader, notice_id)
    answer = make_response(redirect(address(notice, language)))
    if notice.read_at is None and is_fetched_by_a_person():
        write_after(answer, lambda: mark_read(_of(reader, notice_id), now), "reading of a notice not kept")
    return answer


@notices.page("/<language:language>/notices/<int:notice_id>/reading", access=signed_in, methods=("POST",))
def read(language: Language, notice_id: int) -> ResponseReturnValue:
    """Remember that one notice was read, and show the list where it was."""
    with transaction():
        mark_read(_of(current_reader(), notice_id), utc_now())
    return _back(language, f"n{notice_id}", before=_number(request.form.get("before")))


@notices.page("/<language:language>/notices/readings", access=signed_in, methods=("POST",))
def read_all(language: Language) -> ResponseReturnValue:
    """Remember that everything was read up to ``up_to``, the newest on the page; what came later was not."""
    with transaction():
        mark_all_read(_person(current_reader()), _number(request.form.get("up_to")) or 0, utc_now())
    return _back(language)


def notices_page(reader: Reader, language: Language, before: int | None, now: datetime) -> NoticesPage:
    """Return one page of somebody's notices. Five statements, however many they are."""
    found, older = notices_in_bell(reader, before, PER_PAGE)
    return NoticesPage(
        meta=unlisted_head(_("Notices"), url_for("notices.mine")),
        crumbs=trail(language, Crumb(_("Notices"))),
        unread=unread_notices(),
        days=_days(found, gather(found), language, now),
        up_to=last_told(reader),
        before=before,
        older_url=url_for("notices.mine", before=older) if older else None,
        newest_url=url_for("notices.mine") if before else None,
    )


def latest_notices(reader: Reader, language: Language, now: datetime) -> LatestNotices:
    """Return what the bell opens."""
    found, _older = notices_in_bell(reader, None, _LATEST)
    held = gather(found)
    lines = tuple(_line(each, held, language, moment(each.occurred_at, now)) for each in found)
    unread = unread_notices()
    digest = hashlib.sha256(repr((unread, lines)).encode())
    return LatestNotices(unread, lines, digest.hexdigest()[:24])


def _days(
    found: Sequence[Notice], held: Gathered, language: Language, now: datetime
) -> tuple[NoticeDay, ...]:
    by_day = groupby(found, lambda notice: notice.occurred_at.astimezone(VENEZUELA).date())
    return tuple(
        NoticeDay(
            id=f"day-{on.isoformat()}",
            title=_heading(datetime.combine(on, time(12), tzinfo=VENEZUELA), now),
            notices=tuple(_line(each, held, language, clock(each.occurred_at)) for each in group),
        )
        for on, group in by_day
    )


def _heading(day: datetime, now: datetime) -> str:
    name = day_name(day, now)
    return name[:1].upper() + name[1:]


def _line(notice: Notice, held: Gathered, language: Language, when: str) -> NoticeLine:
    return NoticeLine(
        id=notice.id,
        words=_unbroken(headline(notice, language)),
        about=held.title_of(notice),
        at=notice.occurred_at,
        when=when,
        is_unread=notice.read_at is None,
        url=url_for("notices.follow", notice_id=notice.id),
    )


def _unbroken(words: str) -> Markup:
    """Return a sentence whose numbers of tickets stay on one line."""
    parts = _REFERENCE.split(words)  # every second one is a number
    return Markup("").join(
        _WHOLE.format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def _of(reader: Reader, notice_id: int) -> Notice:
    """Return a notice of the reader's. Raises NotFound for others', and for what may not be seen any more."""
    notice = notice_in_bell(reader, notice_id) if notice_id <= _LARGEST_ID else None
    if notice is None:
        raise NotFound(_MISSING)
    return notice


def _person(reader: Reader) -> int:
    if reader.person_id is None:
        raise NotFound(_MISSING)
    return reader.person_id


def _number(text: str | None) -> int | None:
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 20):
        return None
    return min(int(text), _LARGEST_ID) or None


def _back(language: Language, anchor: str | None = None, before: int | None = None) -> ResponseReturnValue:
    where = url_for("notices.mine", language=language, before=before, _anchor=anchor)
    return redirect(where, HTTPStatus.SEE_OTHER)
