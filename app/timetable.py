"""The timetable on one page: what happens by itself, and how often."""

from datetime import timedelta

from flask import Flask

from app.deflection.jobs import mark_left, settle
from app.editorial.feedback.jobs import close_feedback, open_feedback
from app.editorial.freshness.jobs import remind_owners
from app.editorial.gaps.jobs import GATHERING, gather_gaps, link_commits, recheck_gaps
from app.editorial.proposing.jobs import look_for_synonyms
from app.escalation.jobs import watch_forgotten, watch_promises
from app.jobs.timetable import Job, supply_timetable
from app.knowledge.contacts import forget_old_contacts
from app.knowledge.readers import forget_readers
from app.notifications.jobs import ask_for_review, forget_old_notices, remind_requesters
from app.search.jobs import forget_old_queries
from app.storage.blobs import current_blobs
from app.storage.outbox import forget_handed_over
from app.tickets.jobs import close_lapsed_tickets, expire_drafts, sweep_files

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

TIMETABLE = (
    Job("close lapsed tickets", _MINUTE, close_lapsed_tickets),
    Job("watch promises", _MINUTE, watch_promises),
    Job("watch forgotten tickets", _HOUR, watch_forgotten),
    Job("expire drafts", 10 * _MINUTE, expire_drafts),
    Job("settle solutions", 10 * _MINUTE, settle),
    Job("mark forms that were left", 10 * _MINUTE, mark_left),
    Job("remind requesters", 10 * _MINUTE, remind_requesters),
    Job("ask for review of articles", _HOUR, ask_for_review),
    Job("open feedback", 10 * _MINUTE, open_feedback),
    Job("close feedback", _MINUTE, close_feedback),
    Job(GATHERING, 6 * _HOUR, gather_gaps),
    Job("recheck content gaps", 10 * _MINUTE, recheck_gaps),
    Job("look for synonyms", 6 * _HOUR, look_for_synonyms),
    Job("link commits to gaps", 10 * _MINUTE, link_commits),
    Job("sweep files", _HOUR, lambda now: sweep_files(current_blobs(), now)),
    Job("forget handed-over events", _DAY, forget_handed_over),
    Job("forget who read", _DAY, forget_readers),
    Job("forget old queries", _DAY, forget_old_queries),
    Job("remind owners of articles", _HOUR, remind_owners),
    Job("forget addresses of votes", _DAY, forget_old_contacts),
    Job("forget old notices", _DAY, forget_old_notices),
)


def keep_time(app: Flask) -> None:
    """Tell the worker what it does; events are handed over within a second or two."""
    supply_timetable(app, TIMETABLE)
