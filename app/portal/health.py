"""Whether this process lives and whether it is ready to serve (security 62)."""

from datetime import timedelta

from flask import Response, current_app
from sqlalchemy import text

from app.jobs.heartbeats import last_beat_at
from app.kernel.clock import utc_now
from app.knowledge.reading import current_generation
from app.settings import Settings
from app.storage.database import db
from app.storage.schema import schema_is_current
from app.web.access import anyone
from app.web.blueprint import Blueprint

health = Blueprint("health", __name__)


@health.page("/healthz", access=anyone)
def live() -> Response:
    """Answer as long as the process runs, whatever the database does."""
    return _plain("ok", 200)


@health.page("/readyz", access=anyone)
def ready() -> Response:
    """Answer 503 while the database, its schema, the articles or a worker asked for are missing; no more."""
    return _plain("ready", 200) if _is_ready() else _plain("not ready", 503)


def _is_ready() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
        current_generation()
        return schema_is_current() and _worker_lives()
    except Exception as error:  # any fault at all means: not ready
        current_app.logger.warning("not ready: %s", type(error).__name__)
        return False


def _worker_lives() -> bool:
    """Say whether a worker beat lately; true where the installation does not ask for one."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.ready_heartbeat_seconds:
        return True
    beat_at = last_beat_at()
    return beat_at is not None and utc_now() - beat_at <= timedelta(seconds=settings.ready_heartbeat_seconds)


def _plain(words: str, status: int) -> Response:
    return Response(words + "\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
