"""The composition root: sees every room, is seen by none but the command line."""

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect

from app.accounts.identity import reader_of_request
from app.accounts.routes import account
from app.accounts.security import set_up_accounts
from app.deflection.listeners import on_ticket_opened
from app.deflection.routes import deflection
from app.escalation.listeners import (
    on_message_sent,
    on_ticket_changed,
    on_ticket_merged,
    on_ticket_rated,
    on_ticket_settled,
)
from app.incidents.routes import incidents
from app.jobs.errands import Errand, supply_errand
from app.jobs.listeners import subscribe
from app.knowledge.feed import feeds
from app.knowledge.live import LiveKnowledge
from app.knowledge.media_route import media
from app.knowledge.reading import Knowledge
from app.knowledge.routes import articles
from app.knowledge.search_routes import search
from app.knowledge.sitemap import crawling
from app.knowledge.vote_routes import votes
from app.notifications.bell import unread_in_bell
from app.notifications.channels.installed import installed_channels
from app.notifications.leases import letters_are_due
from app.notifications.listeners import listen_for_notices
from app.notifications.relay import run_letters, supply_channels
from app.portal.contact import contact
from app.portal.gallery import gallery
from app.portal.health import health
from app.portal.home import home
from app.portal.my_tickets import unread_of
from app.portal.notice_choices import notice_choices
from app.portal.notices import notices
from app.portal.ticket_clock import ticket_clock
from app.portal.ticket_form import ticket_form
from app.portal.ticket_page_changes import ticket_changes
from app.portal.ticket_page_edits import ticket_edits
from app.portal.ticket_page_routes import tickets
from app.portal.unsubscribe import unsubscribe
from app.satisfaction.events import TicketRated
from app.satisfaction.listeners import on_ticket_moved
from app.satisfaction.routes import satisfaction
from app.search.whoosh_engine import WhooshEngine
from app.settings import ROOT, Settings
from app.sla.policy_file import installed_policy
from app.storage.blobs import FolderBlobs, supply_blobs
from app.storage.database import db, engine_options
from app.storage.schema import manage_schema
from app.tickets.events import MessageSent, PriorityChanged, TicketMerged, TicketMoved, TicketOpened
from app.tickets.file_routes import ticket_files
from app.tickets.labels import covers, name_of
from app.tickets.promises import supply_policy
from app.tickets.scanning import Clamd, supply_scanner
from app.tickets.upload_routes import ticket_uploads
from app.tickets.uploads import MEGABYTE, UploadLimits, supply_limits
from app.timetable import keep_time
from app.web.addresses import address_by_language
from app.web.assets import serve_assets
from app.web.errors import explain_errors
from app.web.i18n import speak
from app.web.identity import supply_reader
from app.web.preferences import preferences
from app.web.request_log import configure_logging, log_requests
from app.web.security import secure
from app.web.templating import equip_templates
from app.web.unread import supply_unread, supply_unread_notices
from app.workspace.deflection import workspace_deflection
from app.workspace.freshness import workspace_freshness
from app.workspace.freshness_changes import workspace_freshness_changes
from app.workspace.gaps import workspace_gaps
from app.workspace.gaps_case import workspace_gaps_case
from app.workspace.gaps_synonym import workspace_gaps_synonym
from app.workspace.incidents import workspace_incidents
from app.workspace.parked import workspace_parked
from app.workspace.publishing import workspace
from app.workspace.queue import workspace_queue
from app.workspace.ratings import workspace_ratings
from app.workspace.review import workspace_review
from app.workspace.review_case import workspace_review_case
from app.workspace.supervision import workspace_supervision
from app.workspace.synonyms import workspace_synonyms
from app.workspace.ticket import workspace_ticket
from app.workspace.ticket_clock import staff_ticket_clock
from app.workspace.ticket_correcting import ticket_correcting
from app.workspace.ticket_draft import ticket_draft
from app.workspace.ticket_escalating import ticket_escalating
from app.workspace.ticket_handling import ticket_handling
from app.workspace.ticket_merging import ticket_merging
from app.workspace.ticket_verdict_giving import ticket_verdict_giving


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
        incidents,
        workspace,
        workspace_deflection,
        workspace_freshness,
        workspace_freshness_changes,
        workspace_gaps,
        workspace_gaps_case,
        workspace_gaps_synonym,
        workspace_incidents,
        workspace_parked,
        workspace_queue,
        workspace_supervision,
        workspace_synonyms,
        workspace_ticket,
        ticket_handling,
        ticket_escalating,
        ticket_correcting,
        ticket_merging,
        ticket_verdict_giving,
        ticket_draft,
        health,
        satisfaction,
        unsubscribe,
        workspace_ratings,
        workspace_review,
        workspace_review_case,
        ticket_files,
        tickets,
        notices,
        notice_choices,
        ticket_changes,
        ticket_edits,
        ticket_clock,
        staff_ticket_clock,
        ticket_form,
        ticket_uploads,
        deflection,
    ):
        app.register_blueprint(blueprint)
    _let_people_in(app)
    _keep_tickets(app, settings)
    keep_time(app)
    _listen(app)
    _tell_people(app, settings)
    return app


def _listen(app: Flask) -> None:
    subscribe(app, TicketMoved, on_ticket_moved)
    subscribe(app, TicketOpened, on_ticket_opened)
    subscribe(app, TicketOpened, on_ticket_changed)
    subscribe(app, TicketMoved, on_ticket_changed)
    subscribe(app, MessageSent, on_ticket_changed)
    subscribe(app, PriorityChanged, on_ticket_changed)
    subscribe(app, TicketMerged, on_ticket_merged)
    subscribe(app, TicketMoved, on_ticket_settled)
    subscribe(app, MessageSent, on_message_sent)
    subscribe(app, TicketRated, on_ticket_rated)


def _tell_people(app: Flask, settings: Settings) -> None:
    supply_channels(app, installed_channels(settings))
    listen_for_notices(app)
    supply_errand(app, Errand("letters", letters_are_due, run_letters))


def _keep_tickets(app: Flask, settings: Settings) -> None:
    app.jinja_env.globals.update(name_of=name_of, covers=covers)
    supply_unread(app, unread_of)
    supply_unread_notices(app, unread_in_bell)
    supply_blobs(app, FolderBlobs(settings.data_folder / "attachments"))
    supply_scanner(app, Clamd(settings.virus_scanner) if settings.virus_scanner else None)
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
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database),
        COMPRESS_MIMETYPES=["text/html", "application/json", "application/atom+xml", "application/xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
    )
    log_requests(app)
    secure(app, settings)
    db.init_app(app)
    manage_schema(app)
    CSRFProtect(app).exempt(unsubscribe)  # mail programs press its button, the signed link is the right to
    Compress(app)
    speak(app)
    address_by_language(app)
    equip_templates(app, settings.data_folder)
    serve_assets(app, settings.data_folder)
    explain_errors(app)
