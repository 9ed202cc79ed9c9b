"""Which class serves which kind of channel."""

import sys
from collections.abc import Mapping

from services.notifier.channels.console import ConsoleChannel
from services.notifier.channels.message import Channel
from shared.clock import Clock
from shared.config import channels as configured


def open_channel(settings: configured.Channel, clock: Clock, source: str, workers: int) -> Channel:
    """The channel that `settings` describe; nothing connects yet. `workers`: sends under way at once."""
    match settings:
        case configured.SmtpChannel():
            from services.notifier.channels.smtp import SmtpChannel  # slow to import

            return SmtpChannel(settings, clock, workers)
        case configured.WebhookChannel():
            from services.notifier.channels.webhook import WebhookChannel  # slow to import

            return WebhookChannel(settings, clock, source, workers)
        case configured.ConsoleChannel():
            return ConsoleChannel(sys.stdout)


def open_channels(
    settings: Mapping[str, configured.Channel], clock: Clock, source: str, workers: int
) -> dict[str, Channel]:
    """All of them by name."""
    return {name: open_channel(one, clock, source, workers) for name, one in settings.items()}
