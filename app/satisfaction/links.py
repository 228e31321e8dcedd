"""The signed link of an invitation: whoever has it may answer that one, and nothing else."""

from flask import url_for
from itsdangerous import BadSignature

from app.kernel.errors import NotFound
from app.kernel.wording import N_
from app.satisfaction.models import SurveyInvitation
from app.web.pseudonyms import seal

_PURPOSE = "survey links"


def token_of(invitation: SurveyInvitation) -> str:
    """Return what the link carries; the table alone is not enough to make one."""
    return str(seal(_PURPOSE).dumps(invitation.nonce))


def nonce_in(token: str) -> str:
    """Return the nonce of a link that we made. Raises NotFound for any other."""
    try:
        return str(seal(_PURPOSE).loads(token))
    except BadSignature as error:
        raise NotFound(
            N_("This survey link is not complete. Open it again from your e-mail or from your ticket.")
        ) from error


def survey_address(invitation: SurveyInvitation) -> str:
    """Return where to answer, in the page's language; ``?stars=4`` behind it only chooses four."""
    return url_for("satisfaction.show", token=token_of(invitation))
