"""One line per request, with an id that the error page shows too (security 59)."""

import logging
import sys
import time
from typing import Literal
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("request")


def configure_logging(log_format: Literal["console", "json"]) -> None:
    """Write every log line to standard error, for people or as JSON lines in UTC."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for library in ("alembic", "fontTools"):
        logging.getLogger(library).setLevel(logging.WARNING)


def log_requests(app: Flask) -> None:
    """Give each request an id, in its answer and in every line it causes."""

    @app.before_request
    def begin() -> None:
        g.request_id = uuid4().hex[:8].upper()
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if request.endpoint != "health.live":
            log.info(
                "request",
                method=request.method,
                path=logged_path(),
                status=response.status_code,
                ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            )
        return response


def logged_path() -> str:
    """Return the path of the request without what is secret in it: the token of a link (security 59)."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path
