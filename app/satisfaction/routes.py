"""Where a requester says how the help was; the link is the right to, so nobody needs to sign in."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.clock import utc_now
from app.kernel.errors import RuleBroken
from app.kernel.terms import Language
from app.satisfaction.access import Survey, survey_behind
from app.satisfaction.answers import rate
from app.satisfaction.forms import STARS, SurveyForm
from app.satisfaction.pages import refused_page, survey_page, thanks_page
from app.storage.database import transaction
from app.web.access import anyone
from app.web.blueprint import Blueprint
from app.web.identity import current_reader

satisfaction = Blueprint("satisfaction", __name__)


@satisfaction.page("/<language:language>/survey/<token>", access=anyone)
def show(language: Language, token: str) -> ResponseReturnValue:
    """Show the survey with the stars of the link chosen; programs that open links record nothing."""
    now = utc_now()
    survey = survey_behind(token, current_reader(), now)
    asked = request.args.get("stars", "")
    page = survey_page(survey, int(asked) if asked in STARS else None, now)
    return render_template("satisfaction/survey.html", page=page, token=token)


@satisfaction.page("/<language:language>/survey/<token>", access=anyone, methods=("POST",))
def answer(language: Language, token: str) -> ResponseReturnValue:
    """Record the answer in place of an earlier one; what cannot be recorded is shown again as typed."""
    form, now = SurveyForm(), utc_now()
    if not form.validate():
        survey = survey_behind(token, current_reader(), now)
        problems = {field.name: str(field.errors[0]) for field in form if field.errors}
        return _again(token, survey, form, problems)
    try:
        with transaction():
            survey = survey_behind(token, current_reader(), now)
            rate(survey, form.opinion(), now)
    except RuleBroken as refused:
        problems = {str(refused.values["field"]): _(refused.message)}
        return _again(token, survey, form, problems)
    return redirect(url_for("satisfaction.thanks", token=token), HTTPStatus.SEE_OTHER)


@satisfaction.page("/<language:language>/survey/<token>/thanks", access=anyone)
def thanks(language: Language, token: str) -> ResponseReturnValue:
    """Say what becomes of the answer."""
    now, reader = utc_now(), current_reader()
    survey = survey_behind(token, reader, now)
    if survey.answer is None:
        return redirect(url_for("satisfaction.show", token=token))
    page = thanks_page(survey, survey.answer.stars, now, is_requester=reader.is_known)
    return render_template("satisfaction/thanks.html", page=page, token=token)


@satisfaction.after_request
def keep_the_link_private(response: Response) -> Response:
    """Never tell the link to another page, a search engine or a cache.

    Not ``no-referrer``: with it browsers send forms without an origin, which we refuse.
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _again(token: str, survey: Survey, form: SurveyForm, problems: Mapping[str, str]) -> ResponseReturnValue:
    page = refused_page(survey, form, problems, utc_now())
    page_text = render_template("satisfaction/survey.html", page=page, token=token)
    return page_text, HTTPStatus.UNPROCESSABLE_ENTITY
