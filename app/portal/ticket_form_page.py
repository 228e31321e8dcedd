"""What the three pages of a new ticket show: the form, the review, and that it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.deflection.pages import SuggestionsPanel
from app.incidents.queries import KnownProblem
from app.kernel.terms import Priority, ProductArea, TicketType
from app.knowledge.pages import Crumb, Meta
from app.portal.ticket_form_promise import Guarantee
from app.tickets.forms import Question
from app.tickets.uploads import UploadLimits
from app.tickets.views import FileView


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type as a card; ``is_closed`` for what the reader's plan does not include."""

    type: TicketType
    is_chosen: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list."""

    word: StrEnum
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the four questions with the answer given, "" for none."""

    question: Question
    answer: str


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What the browser needs to say the server's proposal while people answer.

    ``table`` maps the 16 answers to their priorities and, where they disagree, to a note;
    ``names`` and ``promises`` say each priority and its guarantee, ``reasons`` why no sooner.
    """

    table: Mapping[str, tuple[Priority, str]]
    names: Mapping[Priority, str]
    promises: Mapping[Priority, str]
    reasons: Mapping[Priority, str]


@dataclass(frozen=True, slots=True)
class CameFrom:
    """The article somebody comes from, with the step that did not work for them, if any."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class TicketFormPage:
    """The form. ``values`` holds every field as typed, ``problems`` what is wrong by the id of its field.

    ``saved_at`` is when the draft was kept, None for a new form; ``is_vip`` the plan whose
    promises are shown; ``back_url`` leads to this form again.
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    form_key: str
    values: Mapping[str, str]
    problems: Mapping[str, str]
    types: tuple[TypeChoice, ...]
    areas: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    priorities: tuple[Choice, ...]
    questions: tuple[Asked, ...]
    mirrored: Mirrored
    came_from: CameFrom | None
    files: tuple[FileView, ...]
    limits: UploadLimits
    incidents: tuple[KnownProblem, ...]
    suggestions: SuggestionsPanel
    saved_at: datetime | None
    is_vip: bool
    back_url: str
    longest_title: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A line of the review: what was asked, the answer in paragraphs' text, and where to change it."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything that will be sent. ``guarantee`` is what stands when it is sent within the hour.

    ``seal`` carries when that was shown and what was reviewed; ``notice`` says why the review is
    shown again. ``reasons`` say what the guarantee goes by and why it is no sooner.
    """

    meta: Meta
    crumbs: tuple[Crumb, ...]
    form_key: str
    answers: tuple[Answered, ...]
    guarantee: Guarantee
    reasons: tuple[str, ...]
    contradiction: str
    seal: str
    notice: str
    suggestions: SuggestionsPanel | None
    edit_url: str
    send_url: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """The number, by when an answer comes and why no sooner, and what happens next."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    reference: str
    title: str
    due_at: datetime
    why: str
    is_answered: bool
    ticket_url: str


@dataclass(frozen=True, slots=True)
class DraftNote:
    """«Tienes un borrador»: an unfinished form, for the pages that lead back to it."""

    form_key: str
    title: str
    saved_at: datetime
    expires_at: datetime


AREAS = tuple(ProductArea)
TYPES = (
    TicketType.TECHNICAL,
    TicketType.HOW_TO,
    TicketType.BILLING,
    TicketType.ACCOUNT,
    TicketType.SUGGESTION,
    TicketType.EMERGENCY,
    TicketType.TRAINING,
    TicketType.CUSTOMIZATION,
)
