"""What the review of articles is called in the page's language: states, causes, reasons, differences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from babel import numbers
from flask_babel import gettext as _
from flask_babel import ngettext

from app.editorial.feedback.answers import Comparison, Trend
from app.editorial.feedback.vocabulary import NUMBER_PREFIX, Cause, FeedbackState
from app.kernel.wording import N_
from app.knowledge.forms import REASONS
from app.knowledge.scoring import differ
from app.knowledge.votes import NoReason
from app.web.i18n import locale_of_page, percent

_STATES: Mapping[FeedbackState, tuple[str, str, str]] = {
    FeedbackState.NEW: (N_("New"), "info", "inbox"),
    FeedbackState.IN_REVIEW: (N_("In review"), "vio", "eye"),
    FeedbackState.COMMIT_LINKED: (N_("Commit linked"), "brand", "git-commit-horizontal"),
    FeedbackState.DONE: (N_("Done"), "ok", "circle-check"),
    FeedbackState.DISMISSED: (N_("Dismissed"), "", "circle-x"),
}
_CAUSES: Mapping[Cause, str] = {
    Cause.NOT_USEFUL: N_("It does not help many"),
    Cause.FAILED_SUGGESTIONS: N_("Suggested, it did not help"),
    Cause.INCORRECT: N_("Somebody says it is wrong"),
    Cause.VERDICT: N_("The team says it is wrong or incomplete"),
    Cause.ASKED: N_("The team asked for it"),
}
_BRIEFLY: Mapping[NoReason, tuple[str, str]] = {
    NoReason.NOT_MY_CASE: (N_("Not their case"), "info"),
    NoReason.STEP_NOT_FOUND: (N_("Step not found"), "warn"),
    NoReason.INCORRECT: (N_("Incorrect"), "bad"),
    NoReason.CONFUSING: (N_("Confusing"), "vio"),
    NoReason.DISLIKES_FEATURE: (N_("The feature"), ""),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A word with a tone and an icon that repeat it."""

    words: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words; ``tone`` is "ok", "bad" or "" where it may be chance."""

    words: str
    tone: str = ""
    icon: str = ""


def state_tag(state: FeedbackState) -> Tag:
    """Return a state with its tone and icon."""
    words, tone, symbol = _STATES[state]
    return Tag(_(words), tone, symbol)


def cause_words(cause: Cause) -> str:
    """Return why an article entered the queue."""
    return _(_CAUSES[cause])


def reason_tag(reason: NoReason) -> Tag:
    """Return a reason in few words."""
    words, tone = _BRIEFLY[reason]
    return Tag(_(words), tone)


def reason_words(reason: NoReason) -> str:
    """Return a reason as readers choose it."""
    return str(REASONS[reason])


def item_name(number: int) -> str:
    """Return what an item is called in commits."""
    return f"{NUMBER_PREFIX}{number}"


def one_decimal(value: float) -> str:
    """Write a number with at most one decimal: 2,1."""
    return str(numbers.format_decimal(value, "#,##0.#", locale=locale_of_page()))


def in_points(difference: float) -> str:
    """Write a difference of two shares, with its sign: +9, −4,5."""
    points = round(100 * difference, 1)
    sign = "+" if points > 0 else "\N{MINUS SIGN}" if points < 0 else ""
    return sign + one_decimal(abs(points))


def unchanged_since(moment: datetime | None, now: datetime) -> str:
    """Say for how long an article has not changed; nothing of one that has no date."""
    if moment is None:
        return ""
    days = (now - moment).days
    if days < 1:
        return _("changed today")
    if days < 60:
        return ngettext("unchanged for %(num)s day", "unchanged for %(num)s days", days)
    if days < 730:
        return ngettext("unchanged for %(num)s month", "unchanged for %(num)s months", days // 30)
    return ngettext("unchanged for %(num)s year", "unchanged for %(num)s years", days // 365)


def told_trend(trend: Trend, period: str, *, more_is_good: bool) -> Told:
    """Say how a share moved against the period before, and whether that may be chance."""
    now, before = trend.now, trend.before
    if now.value is None:
        return Told(_("Nothing to count yet"))
    if before.value is None:
        return Told(_("There is nothing %(period)s to compare with", period=period))
    difference = now.value - before.value
    values = {"points": one_decimal(abs(100 * difference)), "period": period}
    if not round(1000 * difference):
        return Told(_("the same as %(period)s", **values), icon="minus")
    words = (
        _("%(points)s points more than %(period)s", **values)
        if difference > 0
        else _("%(points)s points less than %(period)s", **values)
    )
    symbol = "trending-up" if difference > 0 else "trending-down"
    if not differ(now.part, now.whole, before.part, before.whole):
        return Told(_("%(change)s; it may be chance", change=words), icon=symbol)
    return Told(words, "ok" if (difference > 0) is more_is_good else "bad", symbol)


def told_count(now: int, before: int, period: str) -> Told:
    """Say how a count moved against the period before; neither way is good or bad."""
    if not before:
        return Told(_("There is nothing %(period)s to compare with", period=period))
    if now == before:
        return Told(_("the same as %(period)s", period=period), icon="minus")
    values = {"share": percent(abs(now - before) / before), "period": period}
    if now > before:
        return Told(_("%(share)s more than %(period)s", **values), icon="trending-up")
    return Told(_("%(share)s less than %(period)s", **values), icon="trending-down")


def told_comparison(comparison: Comparison) -> Told:
    """Say in a sentence whether the live text does better than the one before it."""
    before, after = comparison.before.value or 0, comparison.after.value or 0
    shares = {"before": percent(before), "after": percent(after)}
    if comparison.is_significant:
        ends = {"low": in_points(comparison.low), "high": in_points(comparison.high)}
        if comparison.difference > 0:
            words = _(
                "It got better, from %(before)s to %(after)s useful: the difference is significant "
                "(between %(low)s and %(high)s points).",
                **shares,
                **ends,
            )
            return Told(words, "ok", "trending-up")
        words = _(
            "It got worse, from %(before)s to %(after)s useful: the difference is significant "
            "(between %(low)s and %(high)s points).",
            **shares,
            **ends,
        )
        return Told(words, "bad", "trending-down")
    votes = comparison.after.whole
    early = ngettext(
        "With %(num)s vote it cannot be told yet: %(before)s useful before, %(after)s now.",
        "With %(num)s votes it cannot be told yet: %(before)s useful before, %(after)s now.",
        votes,
        **shares,
    )
    if not comparison.wanted:
        return Told(early, icon="hourglass")
    wanted = ngettext(
        "About %(num)s more vote would be needed for a difference of this size.",
        "About %(num)s more votes would be needed for a difference of this size.",
        comparison.wanted,
    )
    return Told(f"{early} {wanted}", icon="hourglass")
