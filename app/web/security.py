"""Headers on every answer and the hosts we answer to (security 20, 21, 25)."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError
from werkzeug.middleware.proxy_fix import ProxyFix

from app.settings import Settings
from app.web.identity import current_reader
from app.web.receiving import receive_files

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
_LARGEST_FORM = 1024 * 1024  # bytes of a request without files
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_UNUSED = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def secure(app: Flask, settings: Settings) -> None:
    """Set cookie flags, trusted hosts, size limits and headers."""
    app.config.update(
        SECRET_KEY=settings.signing_key,
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys),
        TRUSTED_HOSTS=list(settings.hosts),
        SESSION_COOKIE_NAME="__Host-session" if settings.is_production else "session",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=_LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; pages stay in the browser's cache
        WTF_CSRF_SSL_STRICT=True,
    )
    files = settings.attachment_megabytes * settings.attachments_per_message * 1024 * 1024
    receive_files(app, files + _LARGEST_FORM)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    @app.before_request
    def refuse_forms_of_other_sites() -> None:
        if request.method not in _HARMLESS and _comes_from_another_site():
            raise CSRFError("The form was sent from another site.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", _UNUSED)
        if settings.is_production:
            headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store" if _is_private() else "private, no-cache"
        return response


def _comes_from_another_site() -> bool:
    """Say whether the browser itself tells that another site sent the form (security 22)."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    return origin is not None and _host_of(origin) != request.host


def comes_from_our_pages() -> bool:
    """Say whether the browser itself tells that a page of ours sent the form."""
    return "Origin" in request.headers and not _comes_from_another_site()


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # nothing a browser sends, so no host of ours
        return ""


def _is_private() -> bool:
    return request.method != "GET" or current_reader().is_known
