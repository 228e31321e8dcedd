"""The shapes of what readers send about an article."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from itsdangerous import BadSignature
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import AnyOf, Email, Length, Optional

from app.kernel.errors import RuleBroken
from app.kernel.text import readable
from app.kernel.wording import N_
from app.knowledge.article import Article
from app.knowledge.votes import COMMENT_LIMIT, Answer, NoReason
from app.web.pseudonyms import seal

_: Any = lazy_gettext  # spoken in the reader's language when shown

REASONS = {
    NoReason.NOT_MY_CASE: _("It doesn't answer my case"),
    NoReason.STEP_NOT_FOUND: _("I couldn't find the step, or the screen has changed"),
    NoReason.INCORRECT: _("It's incorrect"),
    NoReason.CONFUSING: _("It's confusing"),
    NoReason.DISLIKES_FEATURE: _("I don't like how the feature works"),
}
_PURPOSE = "article revisions"


def sealed_revision(article: Article) -> str:
    """Return the revision the reader sees, signed, for the form to carry back."""
    return str(seal(_PURPOSE).dumps([article.id, article.revision]))


def unsealed_revision(article: Article, sealed: str | None) -> str:
    """Return the revision a form carries: of a text we once showed, even if it changed since.

    Raises RuleBroken for one we never showed, or of another article.
    """
    try:
        about, revision = seal(_PURPOSE).loads(sealed or "")
    except (BadSignature, ValueError, TypeError):
        about, revision = None, ""
    if about != article.id:
        raise RuleBroken(N_("We do not know that version of the article. Reload the page and vote again."))
    return str(revision)


class VoteForm(FlaskForm):
    """Yes or no, about the text the reader saw."""

    helpful = StringField(validators=[AnyOf([answer.value for answer in Answer])])
    revision = StringField()


class ReasonForm(FlaskForm):
    """Why not, in one choice; words and an address are optional."""

    reason = StringField(validators=[AnyOf([each.value for each in NoReason], _("Choose what was missing"))])
    revision = StringField()
    comment = TextAreaField(
        filters=[readable],
        validators=[Length(max=COMMENT_LIMIT, message=_("Write at most 600 characters"))],
    )
    contact = EmailField(
        filters=[readable],
        validators=[
            Optional(),
            Length(max=254, message=_("That address is too long")),
            Email(message=_("Write an address like name@example.com, or leave it empty")),
        ],
    )
