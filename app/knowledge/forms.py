"""The shapes of what readers send about an article."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from itsdangerous import BadSignature
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import AnyOf, Email, Length, Optional

from app.kernel.errors import RuleBroken
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
_TURNS_TEXT = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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
        raise RuleBroken("We do not know that version of the article. Reload the page and vote again.")
    return str(revision)


def visible(text: str | None) -> str:
    """Drop control characters and those that turn the direction of text; keep line breaks."""
    lines = (text or "").replace("\r\n", "\n").strip()
    return "".join(letter for letter in lines if letter == "\n" or _is_visible(letter))


def _is_visible(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _TURNS_TEXT


class VoteForm(FlaskForm):
    """Yes or no, about the text the reader saw."""

    helpful = StringField(validators=[AnyOf([answer.value for answer in Answer])])
    revision = StringField()


class ReasonForm(FlaskForm):
    """Why not, in one choice; words and an address are optional."""

    reason = StringField(validators=[AnyOf([each.value for each in NoReason], _("Choose what was missing"))])
    revision = StringField()
    comment = TextAreaField(
        filters=[visible],
        validators=[Length(max=COMMENT_LIMIT, message=_("Write at most 600 characters"))],
    )
    contact = EmailField(
        filters=[visible],
        validators=[
            Optional(),
            Length(max=254, message=_("That address is too long")),
            Email(message=_("Write an address like name@example.com, or leave it empty")),
        ],
    )
