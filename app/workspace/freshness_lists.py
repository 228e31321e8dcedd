"""The four lists of the freshness page, as somebody filters them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Request, url_for
from flask_babel import gettext as _

from app.editorial.freshness.queries import AgedArticle
from app.editorial.freshness.remarks import Remark, RemarkKind
from app.kernel.terms import Language, ProductArea
from app.kernel.wording import N_
from app.web.i18n import day
from app.web.identity import Reader
from app.workspace.freshness_words import is_pressing, told_level, told_remark

MOST = 100  # of each list on the page; the export has all
ME, NOBODY = "me", "nobody"
_KINDS: Mapping[str, tuple[RemarkKind, ...]] = {
    "review": (RemarkKind.REVIEW_PASSED, RemarkKind.REVIEW_SOON),
    "area": (RemarkKind.AREA_CHANGED,),
    "translation": (RemarkKind.TRANSLATION_OLD,),
    "missing": (RemarkKind.NOT_TRANSLATED,),
}
_TITLES = {
    "review": N_("To read again"),
    "area": N_("To verify"),
    "translation": N_("Translations behind"),
    "missing": N_("Translations that are missing"),
}
_ABOUT = {
    "review": N_("The day that their front matter names has come, or comes within 14 days."),
    "area": N_("Something in their area of the product changed, and nobody touched them since."),
    "translation": N_("Their source was changed after they were translated."),
    "missing": N_("People searched in one language and opened an article that is only in the other."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How the lists are filtered; empty words leave them as they are."""

    owner: str = ""
    area: str = ""
    language: str = ""

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """Return what an address asks for; what means nothing is left out."""
        area, language = request.values.get("area", ""), request.values.get("in", "")
        return cls(
            owner=request.values.get("owner", "")[:120],
            area=area if area in set(ProductArea) else "",
            language=language if language in set(Language) else "",
        )

    @property
    def address(self) -> dict[str, Any]:
        """Return what an address carries of it."""
        values = {"owner": self.owner, "area": self.area, "in": self.language}
        return {name: value for name, value in values.items() if value}

    def takes(self, aged: AgedArticle, reader: Reader) -> bool:
        """Say whether an article is among what is asked for."""
        article = aged.article
        owner = (article.owner or "").lower()
        wanted = {ME: reader.email.lower(), NOBODY: ""}.get(self.owner, self.owner.lower())
        return (
            (not self.owner or owner == wanted)
            and (not self.area or article.product_area == self.area)
            and (not self.language or article.language == self.language)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """An article in one list; ``seen`` is the last verification that the page knows of."""

    article_id: str
    language: Language
    title: str
    url: str
    area: ProductArea
    owner: str
    told: str
    tag: str
    is_pressing: bool
    queries: tuple[str, ...]
    verified: str
    revision: str
    seen: int
    can_be_verified: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One list; ``left`` are those that only the export has."""

    name: str
    title: str
    about: str
    lines: tuple[Line, ...]
    left: int

    @property
    def count(self) -> int:
        """Return how many there are in all."""
        return len(self.lines) + self.left


@dataclass(frozen=True, slots=True)
class Option:
    """Something a filter can be set to."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FreshnessPage:
    """The lists with their filters; ``problem`` says what was refused, ``done`` what was done."""

    lists: tuple[Listed, ...]
    owners: tuple[Option, ...]
    areas: tuple[ProductArea, ...]
    asked: Asked
    untranslated: int
    may_record: bool
    export_url: str
    problem: str = ""
    done: str = ""
    languages: tuple[Language, ...] = field(default=tuple(Language))


def lists_of(aged: Iterable[AgedArticle], most: int | None = MOST) -> tuple[Listed, ...]:
    """Return the lists, the most pressing first in each, cut to ``most``."""
    pairs = [(each, remark) for each in aged for remark in each.remarks]
    found = []
    for name, kinds in _KINDS.items():
        own = sorted((pair for pair in pairs if pair[1].kind in kinds), key=_order)
        shown = own[:most]
        lines = tuple(_line(each, remark) for each, remark in shown)
        found.append(Listed(name, _(_TITLES[name]), _(_ABOUT[name]), lines, len(own) - len(shown)))
    return tuple(found)


def owners_of(aged: Sequence[AgedArticle], asked: Asked) -> tuple[Option, ...]:
    """Return the owners one can choose, by name."""
    names = sorted({each.article.owner for each in aged if each.article.owner})
    known = [(ME, _("My articles")), (NOBODY, _("Without an owner")), *((name, name) for name in names)]
    if asked.owner and asked.owner not in dict(known):
        known.append((asked.owner, asked.owner))
    return tuple(Option(value, words, value == asked.owner) for value, words in known)


def _order(pair: tuple[AgedArticle, Remark]) -> tuple[int, int, date, str]:
    aged, remark = pair
    changed = remark.change.steps * 1000 + remark.change.words if remark.change else 0
    return -remark.people, -changed, remark.day, aged.article.title


def _line(aged: AgedArticle, remark: Remark) -> Line:
    article, last = aged.article, aged.verification
    return Line(
        article_id=article.id,
        language=article.language,
        title=article.title,
        url=url_for("articles.show", language=article.language, slug=article.slug),
        area=article.product_area,
        owner=article.owner or "",
        told=told_remark(remark),
        tag=told_level(remark.change) if remark.change else "",
        is_pressing=is_pressing(remark),
        queries=remark.queries,
        verified=_("%(who)s verified it on %(day)s", who=last.person, day=day(last.verified_at))
        if last
        else "",
        revision=article.revision,
        seen=last.id if last else 0,
        can_be_verified=remark.kind is not RemarkKind.NOT_TRANSLATED,
    )
