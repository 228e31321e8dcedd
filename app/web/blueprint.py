"""A blueprint whose routes cannot be registered without an access rule."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import flask
from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from app.kernel.errors import NotFound, NotReady
from app.kernel.wording import N_
from app.web.access import Access, signed_in
from app.web.identity import current_reader, reader_is_in_doubt

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
View = Callable[..., ResponseReturnValue]


class Blueprint(flask.Blueprint):
    """Flask's blueprint, refusing by default (security 14).

    A stranger who needs to sign in is sent to do so; one who sends a form may be somebody whose session
    ended, and gets it back. Anybody else without the right gets the same 404 as for a page that does not
    exist (security 15). Who could not be recognised reads what anybody may, and is asked to try again
    what is more.
    """

    def page(
        self, rule: str, *, access: Access, methods: tuple[str, ...] = ("GET",), **options: Any
    ) -> Callable[[View], View]:
        """Register a view under ``rule`` with its access rule."""

        def register(view: View) -> View:
            @wraps(view)
            def guarded(**values: Any) -> ResponseReturnValue:
                reader = current_reader()
                if not (access(reader) and request.method in _READING):
                    require_certainty()
                if not access(reader):
                    return _turn_away(access)
                return view(**values)

            guarded.access = access  # type: ignore[attr-defined]  # read by the authorisation matrix
            self.add_url_rule(
                rule, endpoint=view.__name__, view_func=guarded, methods=list(methods), **options
            )
            return view

        return register

    def route(self, rule: str, **options: Any) -> Any:
        """Refuse Flask's own spelling, which has no access rule."""
        raise TypeError(f"register {rule} with page(…, access=…)")


def require_certainty() -> None:
    """Raise NotReady while the stranger who asks may be somebody whom we could not recognise."""
    if reader_is_in_doubt():
        raise NotReady(N_("We cannot tell right now who you are. Wait a moment and try again."))


def _turn_away(access: Access) -> ResponseReturnValue:
    if not current_reader().is_known and request.method not in _READING:
        raise Unauthorized
    if not current_reader().is_known and access is signed_in:
        return redirect(flask.url_for("security.login", next=request.full_path.rstrip("?")))
    raise NotFound("This page does not exist.")
