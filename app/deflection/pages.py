"""What the panel beside the ticket form and the pages behind its buttons show: frozen answers."""

from dataclasses import dataclass

from app.kernel.terms import Language
from app.knowledge.pages import Crumb, Meta, Piece, VotePanel
from app.knowledge.scoring import Usefulness
from app.knowledge.steps import Step
from app.tickets.lifecycle import Stage


@dataclass(frozen=True, slots=True)
class SuggestedArticle:
    """An article that may solve what is being written.

    ``reasons`` are the writer's own words that it answers to. It is quoted by ``steps``, three at
    most, or else by ``passage``. ``url`` opens it where it matches, in the page's language;
    ``other_language`` is set when its text is in the other one.
    """

    id: str
    revision: str
    title: str
    url: str
    minutes: int
    usefulness: Usefulness
    reasons: tuple[str, ...]
    heading: str
    steps: tuple[Step, ...]
    passage: tuple[Piece, ...]
    failed_step_url: str
    other_language: Language | None = None


@dataclass(frozen=True, slots=True)
class OwnTicket:
    """A ticket of the writer that is not closed and looks like what they write."""

    reference: str
    title: str
    stage: Stage
    url: str


@dataclass(frozen=True, slots=True)
class SuggestionsPanel:
    """The panel: what the writer's text leads to; all empty while it says too little.

    ``held_out`` forms see no articles, so that the effect of showing them can be told; ``found`` are
    the ids and revisions of those they would have seen. An emergency sees none either: it should be
    sent at once. ``is_live`` says that the text is still being written, and the panel follows it.
    """

    form_key: str
    items: tuple[SuggestedArticle, ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    own_tickets: tuple[OwnTicket, ...] = ()
    held_out: bool = False
    is_emergency: bool = False
    is_enough: bool = False
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class SolutionPage:
    """«Are we done here?»: nothing is counted until the answer is sent."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    form_key: str
    article_id: str
    title: str
    url: str
    back_url: str
    other_language: Language | None


@dataclass(frozen=True, slots=True)
class SolvedPage:
    """No ticket was sent: what solved it, the way back, and a vote for whoever likes to."""

    meta: Meta
    crumbs: tuple[Crumb, ...]
    form_key: str
    title: str
    url: str
    other_language: Language | None
    vote: VotePanel
