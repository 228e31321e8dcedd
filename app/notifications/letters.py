"""What all letters share: an id that stays the same for every try, and the subject of digests."""

import hashlib

from flask import current_app

from app.notifications.mail.message import sender_of
from app.notifications.vocabulary import ChannelKind
from app.settings import Settings

DIGEST = "digest"


def new_message_id(notice_key: str, channel: ChannelKind) -> str:
    """Return the Message-ID of a notice on its way: the same for every try, another for every letter."""
    settings: Settings = current_app.extensions["settings"]
    digest = hashlib.sha256(f"{settings.base_url} {channel} {notice_key}".encode()).hexdigest()[:32]
    return f"<{digest}@{sender_of(settings).domain}>"
