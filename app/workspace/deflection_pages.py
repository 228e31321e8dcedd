"""What the pages about suggestions show: frozen answers, and forms put into words."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.deflection.figures import COMPARED_FROM, Effect, Share
from app.deflection.labels import name_of_end, name_of_step
from app.deflection.queries import FormRecord
from app.deflection.vocabulary import Figure, StepKind
from app.kernel.terms import Language
from app.knowledge.catalogue import Shelf
from app.knowledge.paging import Paging
from app.knowledge.rows import address_in
from app.tickets.labels import name_of
from app.workspace.period_link import PeriodLink

_TONES = {
    Figure.CONFIRMED: ("ok", "circle-check"),
    Figure.PROVISIONAL: ("info", "hourglass"),
    Figure.REVERTED: ("warn", "undo-2"),
    Figure.SUBMITTED: ("vio", "send"),
    Figure.LEFT: ("", "circle-question-mark"),
    Figure.GOING_ON: ("", "pencil"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name, and an address where it has one."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A figure: its name, what it counts, and the address of the forms behind it."""

    words: str
    about: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """How an article did. ``failed_outside`` were told on its own page, so no form is behind them."""

    article: Named
    figures: tuple[Card, ...]
    failed_outside: int


@dataclass(frozen=True, slots=True)
class DeflectionPage:
    """The figures of a period."""

    periods: tuple[PeriodLink, ...]
    begun: tuple[Card, ...]
    read: tuple[Card, ...]
    ended: tuple[Card, ...]
    compared: tuple[Card, ...]
    rate: Share
    effect: str
    columns: tuple[str, ...]
    articles: tuple[ArticleLine, ...]


@dataclass(frozen=True, slots=True)
class FormArticle:
    """An article in a form, and what happened to it."""

    article: Named
    happened: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form in words. ``tone`` and ``symbol`` repeat how it ended."""

    number: int
    started_at: datetime
    language: str
    type: str
    area: str
    query: str
    arrived_from: Named | None
    articles: tuple[FormArticle, ...]
    held_out: bool
    ended: str
    tone: str
    symbol: str


@dataclass(frozen=True, slots=True)
class FormsPage:
    """The forms that a figure counts, ``total`` in all; of one article where it is named."""

    title: str
    about: str
    article: Named | None
    days: int
    total: int
    back_url: str
    rows: tuple[FormLine, ...]
    paging: Paging


def told_effect(effect: Effect) -> str:
    """Say in a sentence what suggestions change, or that it is too early to say."""
    if not effect.is_told:
        return _(
            "Too few to tell: %(held_out)s finished forms without suggestions and %(suggested)s with them; "
            "from %(needed)s of each on we compare.",
            held_out=effect.held_out.whole,
            suggested=effect.suggested.whole,
            needed=COMPARED_FROM,
        )
    low, high = (_in_100(end) for end in effect.interval)
    if not effect.is_certain:
        return _(
            "It may be chance: in 19 of 20 such comparisons the truth lies between %(more)s tickets more "
            "and %(fewer)s tickets fewer in 100 forms.",
            more=-low,
            fewer=high,
        )
    points = _in_100(effect.difference)
    if effect.difference > 0:
        return _(
            "Suggestions spare %(points)s tickets in 100 forms; "
            "likely between %(low)s and %(high)s (19 in 20).",
            points=points,
            low=low,
            high=high,
        )
    return _(
        "With suggestions %(points)s more tickets come of 100 forms; "
        "likely between %(low)s and %(high)s (19 in 20).",
        points=-points,
        low=-high,
        high=-low,
    )


def _in_100(share: float) -> int:
    return round(share * 100)


class Titles:
    """Names articles as the reader may see them; by their id where they are no longer live."""

    def __init__(self, shelf: Shelf, language: Language) -> None:
        self._shelf = shelf
        self._language = language

    def named(self, article_id: str) -> Named:
        """Return an article's title and address."""
        article = self._shelf.by_id(article_id, self._language)
        if article is None:
            return Named(article_id)
        return Named(article.title, address_in(self._language, article))


def form_line(record: FormRecord, titles: Titles) -> FormLine:
    """Return a form as a row of the list."""
    tone, symbol = _TONES[record.ended]
    return FormLine(
        number=record.number,
        started_at=record.started_at,
        language=name_of(record.language),
        type=name_of(record.type),
        area=name_of(record.area),
        query=record.query,
        arrived_from=titles.named(record.arrival_article_id) if record.arrival_article_id else None,
        articles=_articles(record, titles),
        held_out=record.held_out,
        ended=name_of_end(record.ended),
        tone=tone,
        symbol=symbol,
    )


def _articles(record: FormRecord, titles: Titles) -> tuple[FormArticle, ...]:
    """Return each article of the form once, in the order they came up, with everything that happened."""
    happened: dict[str, list[str]] = {}
    for kind in StepKind:
        for article in record.steps.get(kind, ()):
            happened.setdefault(article, []).append(name_of_step(kind))
    for article, anchor in record.failed:
        happened.setdefault(article, []).append(_("step «%(step)s» did not work", step=anchor))
    return tuple(FormArticle(titles.named(each), ", ".join(words)) for each, words in happened.items())
