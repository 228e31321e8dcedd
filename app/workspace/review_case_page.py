"""Lays out the case of one article: everything that speaks against it, and how its item is closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.editorial.feedback.answers import ArticleCase, FailingStep, Item, ItemChange, LeadingQuery, Share
from app.editorial.feedback.lifecycle import Move, moves_of
from app.editorial.feedback.people import Reviewer
from app.editorial.feedback.vocabulary import Cause
from app.editorial.freshness.remarks import Remark
from app.editorial.verdicts.labels import verdict_name
from app.editorial.verdicts.vocabulary import Verdict
from app.kernel.terms import Language
from app.knowledge.article import Article
from app.knowledge.articles_home import ArticlesHome
from app.knowledge.catalogue import Shelf
from app.knowledge.rows import address_in
from app.knowledge.votes import NoReason
from app.workspace.freshness_words import told_remark
from app.workspace.review_charts import Spark, Whisker, spark, whisker
from app.workspace.review_comments import CommentRow, comment_row
from app.workspace.review_list import Articles, case_address, name_of_person
from app.workspace.review_words import (
    Tag,
    Told,
    cause_words,
    item_name,
    reason_words,
    state_tag,
    told_comparison,
    unchanged_since,
)

_SHORT = 7  # characters of a revision or a commit
_LONGEST_STEP = 110  # characters


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was refused; ``field`` is "" where it is about none. ``typed`` is what was sent."""

    words: str
    field: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """Something counted, with its share of the most."""

    words: str
    count: int
    share: float
    about: str = ""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that failed: its words, and its address where the live text has it."""

    words: str
    url: str
    times: int
    last_at: datetime
    is_live: bool


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """How useful one text was."""

    name: str
    useful: Share
    first_at: datetime
    last_at: datetime
    is_live: bool
    whisker: Whisker


@dataclass(frozen=True, slots=True)
class PastLine:
    """Something that happened to an item, in words."""

    at: datetime
    who: str
    what: str
    words: str
    icon: str


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item of feedback with its past, the latest first."""

    number: int
    name: str
    state: Tag
    seen: str
    causes: tuple[str, ...]
    assignee_id: int | None
    assignee: str
    opened_at: datetime
    closed_at: datetime | None
    commit: str
    past: tuple[PastLine, ...]
    moves: frozenset[Move]


@dataclass(frozen=True, slots=True)
class CasePage:
    """The case of an article in one language. ``item`` is the open one; ``last`` the latest closed.

    ``path`` is where git has it, "" for an article that is not live.
    """

    article_id: str
    language: Language
    title: str
    read_url: str
    history_url: str
    other_url: str
    path: str
    facts: tuple[tuple[str, str], ...]
    unchanged: str
    harm: int
    not_helpful: Share
    readers: int
    tickets_after: Share
    failed_suggestions: int
    spark: Spark | None
    reasons: tuple[Bar, ...]
    dislikes: int
    verdicts: tuple[Bar, ...]
    steps: tuple[StepRow, ...]
    queries: tuple[LeadingQuery, ...]
    remarks: tuple[str, ...]
    comments: tuple[CommentRow, ...]
    revisions: tuple[RevisionRow, ...]
    compared: Told | None
    item: ItemCard | None
    last: ItemCard | None
    items: tuple[ItemCard, ...]
    reviewers: Sequence[Reviewer]
    viewer_id: int | None
    here: str
    back_url: str


def case_page(
    case: ArticleCase,
    remarks: Iterable[Remark],
    home: ArticlesHome,
    shelf: Shelf,
    language: Language,
    team: Sequence[Reviewer],
    viewer_id: int | None,
    now: datetime,
) -> CasePage:
    """Return a case ready to print in the page's ``language``. No statements."""
    line, articles = case.line, Articles(shelf, language)
    article = articles.find(line.article_id, line.language)
    people = {each.person_id: each.name for each in team}
    items = tuple(_card(item, people) for item in case.items)
    open_items = [card for card, item in zip(items, case.items, strict=True) if item.state.is_open]
    return CasePage(
        article_id=line.article_id,
        language=line.language,
        title=article.title if article else line.article_id,
        read_url=address_in(article.language, article) if article else "",
        history_url=url_for("articles.history", language=article.language, slug=article.slug)
        if article
        else "",
        other_url=case_address(line.article_id, line.language.other)
        if article and article.other_languages
        else "",
        path=home.path_of(article.path) if article else "",
        facts=_facts(article, articles),
        unchanged=unchanged_since(article.updated_at, now) if article else "",
        harm=round(line.harm),
        not_helpful=line.not_helpful,
        readers=round(line.weekly_readers),
        tickets_after=line.tickets_after,
        failed_suggestions=line.failed_suggestions,
        spark=spark(line.weeks),
        reasons=_bars(
            (reason_words(reason), line.reasons.get(reason, 0))
            for reason in NoReason
            if reason is not NoReason.DISLIKES_FEATURE
        ),
        dislikes=line.reasons.get(NoReason.DISLIKES_FEATURE, 0),
        verdicts=_bars((verdict_name(verdict), case.verdicts.get(verdict.value, 0)) for verdict in Verdict),
        steps=_steps(case.failing_steps, article, shelf),
        queries=case.queries,
        remarks=tuple(told_remark(remark) for remark in remarks),
        comments=tuple(comment_row(each, articles, people) for each in case.comments),
        revisions=tuple(
            RevisionRow(
                score.revision[:_SHORT],
                score.useful,
                score.first_at,
                score.last_at,
                score.is_live,
                whisker(score),
            )
            for score in case.revisions
        ),
        compared=told_comparison(case.comparison) if case.comparison else None,
        item=open_items[0] if open_items else None,
        last=items[0] if items and not open_items else None,
        items=items,
        reviewers=team,
        viewer_id=viewer_id,
        here=case_address(line.article_id, line.language),
        back_url=url_for("workspace_review.show"),
    )


def _facts(article: Article | None, articles: Articles) -> tuple[tuple[str, str], ...]:
    if article is None:
        return ()
    return (
        (_("Category"), articles.categories.get(article.category, "")),
        (_("Owner"), article.owner or _("Without an owner")),
    )


def _bars(counted: Iterable[tuple[str, int]]) -> tuple[Bar, ...]:
    """Return what was said at least once, the most often first."""
    said = sorted(((words, count) for words, count in counted if count), key=lambda each: -each[1])
    most = max((count for _words, count in said), default=1)
    return tuple(Bar(words, count, count / most) for words, count in said)


def _steps(failing: Iterable[FailingStep], article: Article | None, shelf: Shelf) -> tuple[StepRow, ...]:
    """Return the steps that failed, in the words of the live text where it still has them."""
    if article is None:
        return tuple(StepRow(step.anchor, "", step.times, step.last_at, False) for step in failing)
    sections = {section.anchor: section for section in shelf.body(article).sections}
    rows = []
    for step in failing:
        section, is_live = sections.get(step.anchor), step.revision == article.revision
        words = _cut(section.text or section.heading) if section and is_live else step.anchor
        url = address_in(article.language, article, _anchor=step.anchor) if section else ""
        rows.append(StepRow(words, url, step.times, step.last_at, is_live))
    return tuple(rows)


def _cut(text: str) -> str:
    if len(text) <= _LONGEST_STEP:
        return text
    return f"{text[:_LONGEST_STEP].rpartition(' ')[0] or text[:_LONGEST_STEP]}…"


def _card(item: Item, people: Mapping[int, str]) -> ItemCard:
    changes = list(item.history)
    return ItemCard(
        number=item.number,
        name=item_name(item.number),
        state=state_tag(item.state),
        seen=item.state.value,
        causes=tuple(cause_words(cause) for cause in Cause if cause in item.causes),
        assignee_id=item.assignee_id,
        assignee=name_of_person(item.assignee_id, people) if item.assignee_id else "",
        opened_at=item.opened_at,
        closed_at=item.closed_at,
        commit=item.commit[:10],
        past=tuple(
            _past(change, before, people) for before, change in zip([None, *changes], changes, strict=False)
        )[::-1],
        moves=moves_of(item.state),
    )


def _past(change: ItemChange, before: ItemChange | None, people: Mapping[int, str]) -> PastLine:
    tag = state_tag(change.after)
    what, symbol = tag.words, tag.icon
    if change.before is change.after and before and before.commit == change.commit:
        what = (
            _("Given to %(name)s", name=name_of_person(change.assignee_id, people))
            if change.assignee_id
            else _("Given to nobody")
        )
        symbol = "user-round"
    elif change.commit and (before is None or before.commit != change.commit):
        what = _("%(state)s: %(commit)s", state=what, commit=change.commit[:10])
    who = name_of_person(change.actor_id, people) if change.actor_id else _("By itself")
    return PastLine(change.at, who, what, change.words, symbol)
