"""The channels of an installation, as its settings say."""

from app.notifications.channels.console import ConsoleChannel
from app.notifications.channels.email import email_channel
from app.notifications.channels.port import Channel
from app.notifications.mail.message import sender_of
from app.notifications.vocabulary import ChannelKind
from app.settings import Settings


def installed_channels(settings: Settings) -> dict[ChannelKind, Channel]:
    """Return how people are reached: a mail server where one is set, else files in the data folder."""

    def console(kind: ChannelKind) -> Channel:
        folder = "mail" if kind is ChannelKind.EMAIL else kind.value
        return ConsoleChannel(kind, settings.data_folder / folder, sender_of(settings))

    return {
        ChannelKind.EMAIL: email_channel(settings) or console(ChannelKind.EMAIL),
        ChannelKind.WHATSAPP: console(ChannelKind.WHATSAPP),
    }
