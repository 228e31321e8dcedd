"""Sign-in by Flask-Security, set up for this house (product 13, security 1 to 9)."""

import math
from datetime import timedelta
from typing import Any

from flask import Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_security import Security, SQLAlchemyUserDatastore, user_authenticated
from flask_security.utils import uia_email_mapper
from werkzeug.urls import iri_to_uri

from app.accounts.browser_session import enter, leave, recognise
from app.accounts.forms import SignInForm
from app.accounts.guessing import forgive, take_a_try
from app.accounts.identity import person_of_request
from app.accounts.models import Person, RoleGrant
from app.accounts.passwords import LONGEST, SHORTEST
from app.accounts.sign_ins import CUSTOMER_IDLE
from app.kernel.clock import utc_now
from app.storage.database import db, transaction
from app.web.access import anyone
from app.web.redirects import HOME, safe_path

# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
_ARGON2 = {
    "argon2__type": "ID",
    "argon2__memory_cost": 19 * 1024,
    "argon2__time_cost": 2,
    "argon2__parallelism": 1,
}
_SIGN_IN = "security.login"


def set_up_accounts(app: Flask) -> None:
    """Register ``/account/login`` and ``/account/logout`` and recognise people on every request.

    Comes after the form protection (``CSRFProtect``), which Flask-Security looks for.
    """
    app.config.update(_configuration())
    app.before_request(recognise)
    app.before_request(_slow_down_guessing)
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, Person, RoleGrant),
        login_form=SignInForm,
        render_template=_render,
    )
    security.want_json(lambda _request: False)
    security.login_manager.session_protection = ""  # none: the row on the server protects
    security.login_manager.user_loader(lambda _id: person_of_request())
    security.login_manager.request_loader(lambda _request: None)
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    app.after_request(_stay_here)
    app.after_request(_keep_no_copy)
    for endpoint in (_SIGN_IN, "security.logout"):
        vars(app.view_functions[endpoint])["access"] = anyone  # as web.blueprint declares it


def _configuration() -> dict[str, object]:
    choices = {
        "URL_PREFIX": "/account",
        "STATIC_FOLDER": None,
        "CACHE_CONTROL": None,  # its own spelling is not valid; see _keep_no_copy
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": uia_email_mapper, "case_insensitive": False}}],
        "API_ENABLED_METHODS": ["session"],
        "FRESHNESS": timedelta(seconds=-1),
        "FLASH_MESSAGES": False,
        "RETURN_GENERIC_RESPONSES": True,
        "LOGOUT_METHODS": ["POST"],
        "POST_LOGIN_VIEW": HOME,
        "POST_LOGOUT_VIEW": HOME,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_HASH_PASSLIB_OPTIONS": _ARGON2,
        "PASSWORD_NORMALIZE_FORM": None,
        "PASSWORD_LENGTH_MIN": SHORTEST,
        "PASSWORD_LENGTH_MAX": LONGEST,
    }
    return {
        **{f"SECURITY_{key}": value for key, value in choices.items()},
        "PERMANENT_SESSION_LIFETIME": CUSTOMER_IDLE,
        "SESSION_REFRESH_EACH_REQUEST": False,
    }


def _slow_down_guessing() -> ResponseReturnValue | None:
    if request.endpoint != _SIGN_IN or request.method != "POST" or person_of_request() is not None:
        return None
    with transaction():
        wait = take_a_try(request.form.get("email", ""), request.remote_addr or "", utc_now())
    return ask_to_wait(wait) if wait else None


def ask_to_wait(wait: timedelta) -> Response:
    """Answer 429 with the time to wait, in words and as Retry-After in seconds."""
    page = render_template("security/wait.html", minutes=math.ceil(wait / timedelta(minutes=1)))
    seconds = str(math.ceil(wait.total_seconds()))
    return make_response(page, 429, {"Retry-After": seconds})


def _render(template: str, **values: object) -> Any:
    """Show a form again with 422, so that a refusal is not taken for a success."""
    return make_response(render_template(template, **values), 422 if request.method == "POST" else 200)


def _signed_in(_app: Flask, user: Person, **_details: object) -> None:
    with transaction():
        forgive(user.email, request.remote_addr or "", utc_now())
        enter(user)


def _signed_out(_app: Flask, **_details: object) -> None:
    leave()


def _stay_here(response: Response) -> Response:
    if request.blueprint == "security" and response.location:
        response.location = iri_to_uri(safe_path(request.form.get("next") or request.args.get("next")))
    return response


def _keep_no_copy(response: Response) -> Response:
    if request.blueprint in {"security", "account"}:
        response.headers["Cache-Control"] = "no-store"
    return response
