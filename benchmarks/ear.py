"""A worker with one listener more, which writes down every event it hears: ``python -m benchmarks.ear``."""

import signal

from flask import Flask
from sqlalchemy import text

from app import create_app
from app.incidents import events as incident_events
from app.jobs.listeners import subscribe
from app.jobs.worker import Worker
from app.kernel.events import Event
from app.storage.database import db
from app.tickets import events as ticket_events


def listen(app: Flask) -> None:
    """Write every event of tickets and incidents into ``heard_events``; twice if it comes twice."""
    for kind in (*vars(ticket_events).values(), *vars(incident_events).values()):
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event:
            subscribe(app, kind, _write_down)


def _write_down(event: Event) -> None:
    heard = {"name": f"{event.name} {event.key}"}
    db.session.execute(text("INSERT INTO heard_events (name) VALUES (:name)"), heard)


def main() -> None:
    """Work until told to stop."""
    app = create_app()
    listen(app)
    worker = Worker(app)
    signal.signal(signal.SIGTERM, worker.stop)
    worker.run()


if __name__ == "__main__":
    main()
