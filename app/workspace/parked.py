"""Letters that did not get through, for whoever directs the team: why, and to try again or give up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.permissions import Permission
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.notifications.actions import drop, release
from app.notifications.bell import Gathered, gather
from app.notifications.queries import ParkedDelivery, parked_deliveries
from app.notifications.vocabulary import ChannelKind
from app.notifications.wording import headline
from app.storage.database import transaction
from app.web.access import holders_of
from app.web.blueprint import Blueprint

workspace_parked = Blueprint("workspace_parked", __name__)
_AT = "/<language:language>/staff/deliveries"
_DIRECTORS = holders_of(Permission.DIRECT_TICKETS)
_LARGEST_ID = 2**31 - 1  # of a row
_CHANNELS: Mapping[ChannelKind, str] = {
    ChannelKind.BELL: N_("Bell"),
    ChannelKind.EMAIL: N_("E-mail"),
    ChannelKind.WHATSAPP: N_("WhatsApp"),
}
_DONE = {
    "released": N_("It will be tried again in a moment."),
    "dropped": N_("It was given up. In the bell it stays."),
}
# What the note of a failed try begins with, and what that means; read from above.
_REASONS: tuple[tuple[str, str], ...] = (
    ("Undeliverable: no channel", N_("This way is not set up here.")),
    ("Undeliverable: 552", N_("The mailbox is full, or the mail is too large for it.")),
    ("Undeliverable: 5", N_("The mail server refused it for good: look at the address.")),
    ("Undeliverable", N_("It can never be brought to this address: look at it.")),
    ("TryLater: 4", N_("The mail server asked us to try later, every time.")),
    ("TryLater", N_("The mail server could not be reached.")),
)
_OUR_FAULT = N_("It could not be made: the fault is ours.")


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A letter that waits for a decision; ``why`` is in words, ``error`` as it was noted."""

    id: int
    who: str
    email: str
    channel: str
    what: str
    about: str
    why: str
    error: str
    parked_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class ParkedPage:
    """The page; ``problem`` says why a decision was refused, ``done`` what the last one did."""

    rows: tuple[ParkedRow, ...]
    problem: str
    done: str


@workspace_parked.page(_AT, access=_DIRECTORS)
def show(language: Language) -> ResponseReturnValue:
    """List the letters that were put aside."""
    done = _DONE.get(request.args.get("done", ""))
    return render_template("workspace/parked.html", page=parked_page(language, done=_(done) if done else ""))


@workspace_parked.page(f"{_AT}/<int:delivery_id>/release", access=_DIRECTORS, methods=("POST",))
def try_again(language: Language, delivery_id: int) -> ResponseReturnValue:
    """Let a letter be tried again from the beginning."""
    return _decide(language, delivery_id, release, "released")


@workspace_parked.page(f"{_AT}/<int:delivery_id>/drop", access=_DIRECTORS, methods=("POST",))
def give_up(language: Language, delivery_id: int) -> ResponseReturnValue:
    """Give a letter up."""
    return _decide(language, delivery_id, drop, "dropped")


def parked_page(language: Language, *, problem: str = "", done: str = "") -> ParkedPage:
    """Return the letters that wait, the latest first. Six statements, however many they are."""
    parked = parked_deliveries()
    held = gather(each.notice for each in parked)
    return ParkedPage(tuple(_row(each, held, language) for each in parked), problem, done)


def why(error: str) -> str:
    """Return in words what the note of a failed try means."""
    found = (words for start, words in _REASONS if error.startswith(start))
    return _(next(found, _OUR_FAULT))


def _decide(
    language: Language, delivery_id: int, deed: Callable[[int, datetime], None], done: str
) -> ResponseReturnValue:
    if delivery_id > _LARGEST_ID:
        raise NotFound(N_("This page does not exist."))
    try:
        with transaction():
            deed(delivery_id, utc_now())
    except RuleBroken as refusal:
        page = parked_page(language, problem=_(refusal.message, **refusal.values))
        return render_template("workspace/parked.html", page=page), HTTPStatus.CONFLICT
    return redirect(url_for("workspace_parked.show", language=language, done=done), HTTPStatus.SEE_OTHER)


def _row(each: ParkedDelivery, held: Gathered, language: Language) -> ParkedRow:
    return ParkedRow(
        id=each.id,
        who=each.person or _("A reader without an account"),
        email=each.email,
        channel=_(_CHANNELS[each.channel]),
        what=headline(each.notice, language),
        about=held.title_of(each.notice),
        why=why(each.error),
        error=each.error.partition(": ")[2] or each.error,
        parked_at=each.parked_at,
        tries=each.tries,
    )
