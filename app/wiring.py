"""The composition root: sees every room, is seen by none but the command line."""

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect

from app.accounts.identity import reader_of_request
from app.accounts.routes import account
from app.accounts.security import set_up_accounts
from app.knowledge.feed import feeds
from app.knowledge.live import LiveKnowledge
from app.knowledge.media_route import media
from app.knowledge.reading import Knowledge
from app.knowledge.routes import articles
from app.knowledge.search_routes import search
from app.knowledge.sitemap import crawling
from app.knowledge.vote_routes import votes
from app.portal.contact import contact
from app.portal.gallery import gallery
from app.portal.health import health
from app.portal.home import home
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT, Settings
from app.sla.policy_file import installed_policy
from app.storage.blobs import FolderBlobs, supply_blobs
from app.storage.database import db
from app.storage.schema import manage_schema
from app.tickets.promises import supply_policy
from app.tickets.uploads import MEGABYTE, UploadLimits, supply_limits
from app.web.addresses import address_by_language
from app.web.assets import serve_assets
from app.web.errors import explain_errors
from app.web.i18n import speak
from app.web.identity import supply_reader
from app.web.preferences import preferences
from app.web.request_log import configure_logging, log_requests
from app.web.security import secure
from app.web.templating import equip_templates
from app.workspace.publishing import workspace


def create_app(settings: Settings | None = None, knowledge: Knowledge | None = None) -> Flask:
    """Return the WSGI application for ``settings`` (read from the environment unless given)."""
    settings = settings or Settings()
    configure_logging(settings.log_format)
    app = Flask("app", template_folder=str(ROOT / "templates"), static_folder=None)
    app.extensions["settings"] = settings
    _plumb(app, settings)
    app.extensions["knowledge"] = knowledge or LiveKnowledge(settings.search_index_folder, WhooshEngine())
    for blueprint in (
        home,
        articles,
        votes,
        search,
        contact,
        feeds,
        crawling,
        media,
        preferences,
        gallery,
        workspace,
        health,
    ):
        app.register_blueprint(blueprint)
    _let_people_in(app)
    _keep_tickets(app, settings)
    return app


def _keep_tickets(app: Flask, settings: Settings) -> None:
    supply_blobs(app, FolderBlobs(settings.data_folder / "attachments"))
    supply_policy(app, installed_policy())
    supply_limits(
        app,
        UploadLimits(
            file_bytes=settings.attachment_megabytes * MEGABYTE,
            files=settings.attachments_per_message,
            bytes_a_day=settings.upload_megabytes_per_day * MEGABYTE,
        ),
    )


def _let_people_in(app: Flask) -> None:
    set_up_accounts(app)
    supply_reader(app.extensions, reader_of_request)
    app.register_blueprint(account)


def _plumb(app: Flask, settings: Settings) -> None:
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database,
        COMPRESS_MIMETYPES=["text/html", "application/json", "application/atom+xml", "application/xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
    )
    log_requests(app)
    secure(app, settings)
    db.init_app(app)
    manage_schema(app)
    CSRFProtect(app)
    Compress(app)
    speak(app)
    address_by_language(app)
    equip_templates(app, settings.data_folder)
    serve_assets(app, settings.data_folder)
    explain_errors(app)
