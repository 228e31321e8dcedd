"""The articles that need attention, one to a row, and the filters that narrow them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.editorial.feedback.answers import ReviewLine, Share
from app.editorial.feedback.vocabulary import Cause, FeedbackState
from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.catalogue import Shelf
from app.knowledge.rows import address_in
from app.knowledge.votes import NoReason
from app.search.languages import fold
from app.tickets.labels import name_of
from app.workspace.review_charts import Spark, spark
from app.workspace.review_words import (
    Tag,
    cause_words,
    item_name,
    reason_tag,
    state_tag,
    unchanged_since,
)

WITHOUT_ITEM = "none"
_LONGEST_SEARCH = 200  # characters (security 64)
_UNCHANGED_WORTH_SAYING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a filter."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of the list with its options, "" being all."""

    name: str
    words: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what it does not know is left out."""

    state: str = ""
    cause: str = ""
    who: str = ""
    category: str = ""
    language: str = ""
    words: str = ""

    @staticmethod
    def of(args: MultiDict[str, str]) -> "Asked":
        """Return what an address asks for."""

        def one_of(name: str, known: Iterable[str]) -> str:
            value = args.get(name, "")
            return value if value in set(known) else ""

        return Asked(
            state=one_of("state", [*(each for each in FeedbackState if each.is_open), WITHOUT_ITEM]),
            cause=one_of("cause", Cause),
            who=one_of("who", ["me", "nobody"]),
            category=args.get("category", "")[:_LONGEST_SEARCH],
            language=one_of("in", Language),
            words=args.get("q", "").strip()[:_LONGEST_SEARCH],
        )

    @property
    def address(self) -> Mapping[str, Any]:
        """Return the part of an address that asks for the same."""
        whole = {
            "state": self.state,
            "cause": self.cause,
            "who": self.who,
            "category": self.category,
            "in": self.language,
            "q": self.words,
        }
        return {name: value for name, value in whole.items() if value}

    def takes(self, line: ReviewLine, article: Article | None, viewer_id: int | None) -> bool:
        """Say whether a line is asked for."""
        state = line.state.value if line.state else WITHOUT_ITEM
        who = "me" if line.assignee_id == viewer_id else "nobody" if line.assignee_id is None else "other"
        looked_at = f"{article.title if article else ''} {line.article_id} {item_name(line.number)}"
        return (
            self.state in {"", state}
            and (not self.cause or Cause(self.cause) in line.causes)
            and self.who in {"", who if line.number else "other"}
            and self.category in {"", article.category if article else None}
            and self.language in {"", line.language}
            and all(word in _folded(looked_at) for word in _folded(self.words).split())
        )


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as the page lists it. ``harm`` is people a week, ``main`` the reason most give."""

    title: str
    url: str
    read_url: str
    about: str
    owner: str
    language: Language
    is_foreign: bool
    harm: int
    not_helpful: Share
    readers: int
    tickets_after: Share
    main: Tag | None
    causes: tuple[str, ...]
    spark: Spark | None
    item: str
    state: Tag | None
    assignee: str
    is_mine: bool
    open_comments: int


class Articles:
    """Finds articles in exactly one language, as the viewer may see them."""

    def __init__(self, shelf: Shelf, language: Language) -> None:
        self._shelf, self._language = shelf, language
        self.categories = {each.slug: each.titles[language] for each in shelf.categories}

    def find(self, article_id: str, language: Language) -> Article | None:
        """Return the article as it is live in ``language``, else None."""
        found = self._shelf.by_id(article_id, language)
        return found if found and found.language is language else None

    def address(self, article: Article) -> str:
        """Return where the article is read."""
        return address_in(article.language, article)


def article_row(
    line: ReviewLine,
    articles: Articles,
    people: Mapping[int, str],
    viewer_id: int | None,
    language: Language,
    now: datetime,
) -> ArticleRow:
    """Return a line ready to print."""
    article = articles.find(line.article_id, line.language)
    return ArticleRow(
        title=article.title if article else line.article_id,
        url=case_address(line.article_id, line.language),
        read_url=articles.address(article) if article else "",
        about=_about(article, articles, now),
        owner=(article.owner or "") if article else "",
        language=line.language,
        is_foreign=line.language is not language,
        harm=round(line.harm),
        not_helpful=line.not_helpful,
        readers=round(line.weekly_readers),
        tickets_after=line.tickets_after,
        main=_main_reason(line.reasons),
        causes=tuple(cause_words(cause) for cause in Cause if cause in line.causes),
        spark=spark(line.weeks),
        item=item_name(line.number) if line.number else "",
        state=state_tag(line.state) if line.state else None,
        assignee=name_of_person(line.assignee_id, people) if line.assignee_id else "",
        is_mine=line.assignee_id is not None and line.assignee_id == viewer_id,
        open_comments=line.open_comments,
    )


def case_address(article_id: str, language: Language, **values: str) -> str:
    """Return the page of one article in one language."""
    asked: dict[str, Any] = {"in": language.value, **values}
    return url_for("workspace_review_case.show", article_id=article_id, **asked)


def name_of_person(person_id: int | None, people: Mapping[int, str]) -> str:
    """Return somebody of the team by name."""
    return people.get(person_id or 0) or _("Somebody who left")


def filters_of(asked: Asked, categories: Mapping[str, str]) -> tuple[Filter, ...]:
    """Return the filters with what is chosen."""
    states: dict[str, str] = {state: state_tag(state).words for state in FeedbackState if state.is_open}
    return (
        _filter("state", _("State"), {**states, WITHOUT_ITEM: _("Not in the queue")}, asked.state),
        _filter("cause", _("Cause"), {cause: cause_words(cause) for cause in Cause}, asked.cause),
        _filter("who", _("Assigned to"), {"me": _("You"), "nobody": _("Nobody")}, asked.who),
        _filter("category", _("Category"), categories, asked.category),
        _filter("in", _("Language"), {each: name_of(each) for each in Language}, asked.language),
    )


def _filter(name: str, words: str, options: Mapping[str, str], chosen: str) -> Filter:
    choices = [Choice("", _("All"), not chosen)]
    choices += [Choice(str(value), label, value == chosen) for value, label in options.items()]
    return Filter(name, words, tuple(choices))


def _folded(text: str) -> str:
    return " ".join(fold(word) for word in text.split())


def _about(article: Article | None, articles: Articles, now: datetime) -> str:
    if article is None:
        return _("It is no longer live")
    facts = [articles.categories.get(article.category, "")]
    if article.updated_at and now - article.updated_at >= _UNCHANGED_WORTH_SAYING:
        facts.append(unchanged_since(article.updated_at, now))
    return " · ".join(filter(None, facts))


def _main_reason(reasons: Mapping[NoReason, int]) -> Tag | None:
    """Return the reason most give; dislikes of the product are no reason to correct an article."""
    counted = {reason: times for reason, times in reasons.items() if reason is not NoReason.DISLIKES_FEATURE}
    most = max(counted, key=lambda reason: counted[reason], default=None)
    return reason_tag(most) if most and counted[most] else None
