"""Pages of one's own account."""

from datetime import timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import verify_password

from app.accounts import actions
from app.accounts.browser_session import enter
from app.accounts.forms import PasswordForm
from app.accounts.guessing import forgive, take_a_try
from app.accounts.identity import person_of_request
from app.accounts.models import Person
from app.accounts.security import ask_to_wait
from app.kernel.clock import utc_now
from app.kernel.errors import NotFound, RuleBroken
from app.storage.database import transaction
from app.web.access import signed_in
from app.web.blueprint import Blueprint
from app.web.redirects import HOME

account = Blueprint("account", __name__, url_prefix="/account")


@account.page("/password", access=signed_in, methods=("GET", "POST"))
def password() -> ResponseReturnValue:
    """Change one's password, which signs out every other browser."""
    person, form = _myself(), PasswordForm()
    if form.validate_on_submit():
        wait = _wait_for_a_try(person)
        if wait:
            return ask_to_wait(wait)
        if _changed(person, form):
            return redirect(HOME, 303)
    return render_template("security/change_password.html", form=form), 422 if form.is_submitted() else 200


def _changed(person: Person, form: PasswordForm) -> bool:
    if not verify_password(form.current.data or "", person.password):
        form.current.errors = [_("That is not your current password.")]
        return False
    with transaction():
        forgive(person.email, request.remote_addr or "", utc_now())
    try:
        with transaction():
            actions.change_password(person, form.new.data or "", now=utc_now())
            enter(person)
    except RuleBroken as refusal:
        form.new.errors = [_(refusal.message, **refusal.values)]
        return False
    return True


def _wait_for_a_try(person: Person) -> timedelta:
    with transaction():
        return take_a_try(person.email, request.remote_addr or "", utc_now())


def _myself() -> Person:
    person = person_of_request()
    if person is None:
        raise NotFound("This page does not exist.")
    return person
