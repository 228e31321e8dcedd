"""The forms of signing in and of changing a password."""

from typing import Any, cast

from flask_babel import gettext as _
from flask_security import LoginForm, hash_password
from flask_security.proxies import _security
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField
from wtforms.validators import DataRequired, Length, ValidationError

from app.accounts.models import Person, address_of
from app.accounts.passwords import LONGEST
from app.storage.database import transaction
from app.web.redirects import safe_path


def _spelled(email: str | None) -> str | None:
    return address_of(email) if email else email


class SignInForm(LoginForm):
    """E-mail and password; what is wrong is never told apart (security 9)."""

    email = EmailField(filters=[_spelled], validators=[DataRequired(), Length(max=254)])
    password = PasswordField(validators=[DataRequired(), Length(max=LONGEST)])
    remember = None  # type: ignore[assignment]  # how WTForms takes a field away

    def validate_email(self, field: Field) -> None:
        """Refuse control characters, which no address has and no database wants."""
        if not (field.data or "").isprintable():
            raise ValidationError

    def validate_next(self, field: Field) -> None:
        """Keep only addresses of this site; anything else leads home (security 23)."""
        field.data = safe_path(field.data)

    def validate(self, **options: Any) -> bool:  # type: ignore[override]  # as Flask-Security spells it
        """Check the password; renew a hash made with older parameters (security 6)."""
        if not super().validate(**options):
            return False
        person = cast(Person, self.user)
        if _security.pwd_context.needs_update(person.password):
            with transaction():
                person.password = hash_password(self.password.data or "")
        return True


class PasswordForm(FlaskForm):
    """The present password, and the new one twice."""

    current = PasswordField(validators=[DataRequired(), Length(max=LONGEST)])
    new = PasswordField(validators=[DataRequired()])
    repeated = PasswordField()

    def validate_repeated(self, field: Field) -> None:
        """Catch a slip of the finger in a password nobody sees."""
        if field.data != self.new.data:
            raise ValidationError(_("The two passwords are not the same."))
