"""The shape of what requesters send about the help they got."""

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, Length

from app.kernel.text import readable
from app.satisfaction.vocabulary import COMMENT_LIMIT, MOST_STARS, Aspect, Opinion

_: Any = lazy_gettext  # spoken in the reader's language when shown

STARS = [str(stars) for stars in range(1, MOST_STARS + 1)]
_SAID = {"yes": True, "no": False, "": None}


def _aspect() -> StringField:
    return StringField(default="", validators=[AnyOf(list(_SAID), _("Choose yes, no or no answer."))])


class SurveyForm(FlaskForm):
    """Stars, and if somebody likes, words and yes or no about five aspects."""

    stars = StringField(validators=[AnyOf(STARS, _("Choose from 1 to 5 stars."))])
    comment = TextAreaField(
        filters=[readable],
        validators=[Length(max=COMMENT_LIMIT, message=_("Write at most 600 characters"))],
    )
    on_time = _aspect()
    first_answer_fast = _aspect()
    fully_solved = _aspect()
    clear = _aspect()
    first_attempt = _aspect()

    def opinion(self) -> Opinion:
        """Return what a valid form says."""
        return Opinion(
            stars=int(self.stars.data or 0),
            comment=self.comment.data or "",
            **{aspect.value: _SAID[self[aspect.value].data or ""] for aspect in Aspect},
        )
