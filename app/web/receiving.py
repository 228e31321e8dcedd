"""Lets the views that take files have larger requests than all others (security 35)."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, request, session

_View = Callable[..., Any]
_SIGNED_IN = "_user_id"  # in the signed cookie; the view asks the server whether it still holds


def takes_files(view: _View) -> _View:
    """Mark a view that receives files; stands below ``page``."""
    view.takes_files = True  # type: ignore[attr-defined]  # read by make_room below
    return view


def receive_files(app: Flask, largest: int) -> None:
    """Let requests to marked views have up to ``largest`` bytes, if whoever sends them signed in.

    Registered before the form protection, which reads the form; files go to disk as they come.
    """

    @app.before_request
    def make_room() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_files", False) and _SIGNED_IN in session:
            request.max_content_length = largest
