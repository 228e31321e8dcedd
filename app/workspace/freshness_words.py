"""What is said of an article's freshness, in the page's language."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.editorial.freshness.remarks import Remark, RemarkKind
from app.knowledge.source_changes import Significance, SourceChange
from app.web.i18n import day


def told_remark(remark: Remark) -> str:
    """Say a remark in one sentence."""
    on = day(remark.day)
    match remark.kind:
        case RemarkKind.REVIEW_PASSED:
            return _("It was to be read again by %(day)s", day=on)
        case RemarkKind.REVIEW_SOON:
            return _("It is to be read again by %(day)s", day=on)
        case RemarkKind.AREA_CHANGED:
            return _("Its area changed on %(day)s: %(what)s", day=on, what=remark.what)
        case RemarkKind.TRANSLATION_OLD:
            return _told_change(remark)
        case RemarkKind.NOT_TRANSLATED:
            return ngettext(
                "%(num)s person looked for it in the other language this month",
                "%(num)s people looked for it in the other language this month",
                remark.people,
            )


def is_pressing(remark: Remark) -> bool:
    """Say whether a remark is shown as one that cannot wait."""
    if remark.kind is RemarkKind.TRANSLATION_OLD:
        return remark.change is not None and remark.change.level is Significance.IMPORTANT
    return remark.kind is RemarkKind.REVIEW_PASSED


def told_level(change: SourceChange) -> str:
    """Say how much the source of a translation changed."""
    return {
        Significance.NONE: _("Nothing that matters"),
        Significance.MINOR: _("Small changes"),
        Significance.IMPORTANT: _("Important changes"),
    }[change.level]


def _told_change(remark: Remark) -> str:
    change = remark.change
    if change is None:
        return ""
    counted = (
        ngettext("%(num)s step changed", "%(num)s steps changed", change.steps) if change.steps else "",
        ngettext("%(num)s heading", "%(num)s headings", change.headings) if change.headings else "",
        ngettext("%(num)s word", "%(num)s words", change.words) if change.words else "",
    )
    what = ", ".join(filter(None, counted))
    return _("The source changed, the last time on %(day)s: %(what)s", day=day(remark.day), what=what)
