"""The list of articles for spreadsheets: counts only, nothing that anybody wrote."""

from flask_babel import gettext as _

from app.editorial.feedback.answers import ReviewLine
from app.editorial.feedback.vocabulary import Cause
from app.knowledge.votes import NoReason
from app.workspace.review_list import name_of_person
from app.workspace.review_page import Desk
from app.workspace.review_words import cause_words, item_name, reason_words, state_tag
from app.workspace.spreadsheet import spreadsheet


def exported(desk: Desk) -> bytes:
    """Return every line of the list, in its order."""
    heads = [
        _("Item"),
        _("Article"),
        _("Title"),
        _("Language"),
        _("Category"),
        _("Owner"),
        _("State"),
        _("Assigned to"),
        _("Causes"),
        _("Readers a week it fails, at least"),
        _("Readers a week"),
        _("Votes that say no"),
        _("Votes"),
        _("Share that says no"),
        _("At least"),
        _("At most"),
        *(reason_words(reason) for reason in NoReason),
        _("Comments waiting"),
        _("Suggestions that did not help"),
        _("Forms begun from it"),
        _("Of them, tickets"),
        _("Last change"),
    ]
    return spreadsheet([heads, *(_row(line, desk) for line in desk.lines)])


def _row(line: ReviewLine, desk: Desk) -> list[str | int | float]:
    article, said = desk.articles.find(line.article_id, line.language), line.not_helpful
    return [
        item_name(line.number) if line.number else "",
        line.article_id,
        article.title if article else "",
        line.language.value,
        desk.articles.categories.get(article.category, "") if article else "",
        (article.owner or "") if article else "",
        state_tag(line.state).words if line.state else "",
        name_of_person(line.assignee_id, desk.people) if line.assignee_id else "",
        ", ".join(cause_words(cause) for cause in Cause if cause in line.causes),
        round(line.harm, 1),
        round(line.weekly_readers, 1),
        said.part,
        said.whole,
        "" if said.value is None else round(said.value, 3),
        round(said.low, 3) if said.whole else "",
        round(said.high, 3) if said.whole else "",
        *(line.reasons.get(reason, 0) for reason in NoReason),
        line.open_comments,
        line.failed_suggestions,
        line.tickets_after.whole,
        line.tickets_after.part,
        article.updated_at.date().isoformat() if article and article.updated_at else "",
    ]
