"""What somebody wants to be told, by which way and how often: the page of choices."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.identity import person_of_request
from app.accounts.models import Person
from app.kernel.errors import NotFound, RuleBroken
from app.kernel.terms import Language
from app.kernel.wording import N_
from app.knowledge.heads import trail, unlisted_head
from app.knowledge.pages import Crumb, Meta
from app.notifications.actions import choose, choose_phone, choose_rhythm
from app.notifications.choices import ChoiceLine, Choices, choices_of
from app.notifications.vocabulary import ChannelKind, Rhythm, Topic
from app.storage.database import transaction
from app.web.access import signed_in
from app.web.blueprint import Blueprint

notice_choices = Blueprint("notice_choices", __name__)
_AT = "/<language:language>/account/notifications"
_TOPICS: Mapping[Topic, tuple[str, str]] = {
    Topic.MY_TICKETS: (N_("My tickets"), N_("Answers, questions, and what changes in them.")),
    Topic.SURVEYS: (N_("How the help was"), N_("One question when a ticket was solved.")),
    Topic.WORK: (N_("Tickets I answer"), N_("New ones, and what requesters write or ask for.")),
    Topic.PROMISES: (N_("Promises"), N_("Before one breaks, when one broke, and what rises.")),
    Topic.SUPERVISION: (N_("Supervision"), N_("Requests to escalate, critical tickets and low ratings.")),
    Topic.ARTICLES: (N_("Articles"), N_("Corrections of what you told us about.")),
}
CHANNELS: Mapping[ChannelKind, str] = {
    ChannelKind.BELL: N_("Bell"),
    ChannelKind.EMAIL: N_("E-mail"),
    ChannelKind.WHATSAPP: N_("WhatsApp"),
}
_RHYTHMS: Mapping[Rhythm, tuple[str, str]] = {
    Rhythm.AT_ONCE: (N_("Each one at once"), N_("An e-mail for everything, as it happens.")),
    Rhythm.DAILY: (N_("Once a day"), N_("One e-mail in the morning. What is urgent still comes at once.")),
}


@dataclass(frozen=True, slots=True)
class ChoiceBox:
    """Whether a topic goes by a channel; ``name`` is what its form sends, and a fixed one sends nothing."""

    name: str
    channel: str
    wanted: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A topic with a box for each column; None where it never goes that way."""

    title: str
    hint: str
    boxes: tuple[ChoiceBox | None, ...]


@dataclass(frozen=True, slots=True)
class RhythmChoice:
    """How often there is e-mail."""

    value: Rhythm
    title: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class NoticeChoicesPage:
    """The page; ``phone`` is None where WhatsApp is not offered, and ``problem`` stands above the form.

    Who has to decide cannot do without the e-mail about it.
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    channels: tuple[str, ...]
    rows: tuple[ChoiceRow, ...]
    rhythms: tuple[RhythmChoice, ...]
    email: str
    phone: str | None
    has_quiet_hours: bool
    must_decide: bool
    problem: str
    phone_problem: str
    is_saved: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says: the boxes that it showed, those that are on, and the rest as typed."""

    shown: frozenset[str]
    wanted: frozenset[str]
    rhythm: str
    phone: str


@notice_choices.page(_AT, access=signed_in)
def show(language: Language) -> ResponseReturnValue:
    """Show what the reader is told, and by which way."""
    page = choices_page(_myself(), language, is_saved="saved" in request.args)
    return render_template("portal/notice_choices.html", page=page)


@notice_choices.page(_AT, access=signed_in, methods=("POST",))
def keep(language: Language) -> ResponseReturnValue:
    """Keep the choices; a refusal shows the page with what was chosen."""
    form = request.form
    typed = Typed(
        shown=frozenset(form.getlist("shown")),
        wanted=frozenset(form.getlist("wanted")),
        rhythm=form.get("rhythm", ""),
        phone=form.get("phone", ""),
    )
    try:
        with transaction():
            _keep(_myself(), typed, has_phone="phone" in form)
    except RuleBroken as refusal:
        page = choices_page(_myself(), language, typed=typed, refusal=refusal)
        return render_template("portal/notice_choices.html", page=page), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("notice_choices.show", language=language, saved=1), HTTPStatus.SEE_OTHER)


def choices_page(
    person: Person,
    language: Language,
    *,
    typed: Typed | None = None,
    refusal: RuleBroken | None = None,
    is_saved: bool = False,
) -> NoticeChoicesPage:
    """Return the page as things stand, or as they were typed and refused."""
    choices = choices_of(person)
    channels = tuple(each for each in ChannelKind if any(line.channel is each for line in choices.lines))
    words = _(refusal.message, **refusal.values) if refusal else ""
    about_phone = refusal is not None and refusal.values.get("field") == "phone"
    return NoticeChoicesPage(
        meta=unlisted_head(_("What to tell you"), url_for("notice_choices.show")),
        crumbs=trail(language, Crumb(_("What to tell you"))),
        channels=tuple(_(CHANNELS[each]) for each in channels),
        rows=_rows(choices, channels, typed),
        rhythms=_rhythms(typed.rhythm if typed else choices.rhythm),
        email=person.email,
        phone=(typed.phone if typed else choices.phone) if ChannelKind.WHATSAPP in channels else None,
        has_quiet_hours=any(line.topic is Topic.WORK for line in choices.lines),
        must_decide=any(line.mandatory and line.channel is ChannelKind.EMAIL for line in choices.lines),
        problem="" if about_phone else words,
        phone_problem=words if about_phone else "",
        is_saved=is_saved,
    )


def _keep(person: Person, typed: Typed, *, has_phone: bool) -> None:
    """Keep what differs from what holds; only the boxes that the form showed can be off by it."""
    holds = {_name(line): line.wanted for line in choices_of(person).lines}
    if typed.rhythm not in set(Rhythm):
        raise RuleBroken(N_("Choose how often you want e-mail."))
    for name in sorted(typed.shown | typed.wanted):
        if name not in holds:
            raise RuleBroken(N_("There is no such choice. Look again at what can be chosen."))
        topic, channel = _named(name)
        if holds[name] is not (name in typed.wanted):
            choose(person.id, topic, channel, name in typed.wanted)
    choose_rhythm(person.id, Rhythm(typed.rhythm))
    if has_phone and any(name.endswith(f"/{ChannelKind.WHATSAPP}") for name in holds):
        choose_phone(person.id, typed.phone)


def _rows(choices: Choices, channels: Collection[ChannelKind], typed: Typed | None) -> tuple[ChoiceRow, ...]:
    lines = {(line.topic, line.channel): line for line in choices.lines}
    topics = dict.fromkeys(line.topic for line in choices.lines)
    return tuple(
        ChoiceRow(
            title=_(_TOPICS[topic][0]),
            hint=_(_TOPICS[topic][1]),
            boxes=tuple(_box(lines.get((topic, channel)), typed) for channel in channels),
        )
        for topic in topics
    )


def _box(line: ChoiceLine | None, typed: Typed | None) -> ChoiceBox | None:
    if line is None:
        return None
    name = _name(line)
    wanted = name in typed.wanted if typed and name in typed.shown else line.wanted
    return ChoiceBox(name, _(CHANNELS[line.channel]), wanted or line.mandatory, line.mandatory)


def _rhythms(chosen: str) -> tuple[RhythmChoice, ...]:
    return tuple(
        RhythmChoice(each, _(title), _(hint), each == chosen) for each, (title, hint) in _RHYTHMS.items()
    )


def _name(line: ChoiceLine) -> str:
    return f"{line.topic}/{line.channel}"


def _named(name: str) -> tuple[Topic, ChannelKind]:
    topic, _slash, channel = name.partition("/")
    return Topic(topic), ChannelKind(channel)


def _myself() -> Person:
    person = person_of_request()
    if person is None:
        raise NotFound(N_("This page does not exist."))
    return person
