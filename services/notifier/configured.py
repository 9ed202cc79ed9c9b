"""What dondoc.toml says of notices, in the terms of the domain."""

from services.notifier.domain.backoff import Backoff
from services.notifier.domain.directory import Means, Post
from services.notifier.domain.ladder import Rung
from services.notifier.domain.notice import Audience, Target
from services.notifier.domain.quiet_hours import QuietHours
from services.notifier.domain.routing import Rules
from shared.config import Config
from shared.config.channels import Channel, ConsoleChannel, SmtpChannel
from shared.config.notices import Notices
from shared.config.policy import LadderRung
from shared.config.recipients import Recipient

CONSOLE = "console"


def channels_of(config: Config) -> dict[str, Channel]:
    """The configured channels; a console is always there, so that a notice has somewhere to go."""
    configured: dict[str, Channel] = dict(config.channels)
    if not any(isinstance(channel, ConsoleChannel) for channel in configured.values()):
        name = CONSOLE if CONSOLE not in configured else f"{CONSOLE}-builtin"
        configured[name] = ConsoleChannel(kind="console")
    return configured


def means_of(channels: dict[str, Channel]) -> Means:
    """The first channel that fits a contact without one of its own [CONTRACTS §5]."""
    mail = next((name for name, channel in channels.items() if isinstance(channel, SmtpChannel)), None)
    plain = next(name for name, channel in channels.items() if isinstance(channel, ConsoleChannel))
    return Means(mail, plain)


def rules_of(config: Config) -> Rules:
    """Ladder, recipients and channels as the deciding function takes them."""
    means = means_of(channels_of(config))
    ladder = tuple(_rung(rung) for rung in config.policy.ladder)
    posts = tuple(_post(recipient, means) for recipient in config.recipients)
    return Rules(ladder, posts, means, config.notices.language)


def _rung(rung: LadderRung) -> Rung:
    repeat = int(rung.repeat.removesuffix("wd")) if rung.repeat else None
    return Rung(rung.working_days, tuple(Audience(audience) for audience in rung.audience), repeat)


def _post(recipient: Recipient, means: Means) -> Post:
    fitting = means.for_email() if recipient.email else means.plain
    target = Target(recipient.name, recipient.email or recipient.phone or "", recipient.channel or fitting)
    return Post(Audience(recipient.audience), target, recipient.unit)


def backoff_of(notices: Notices) -> Backoff:
    return Backoff(notices.backoff_first, notices.backoff_most)


def quiet_hours_of(notices: Notices) -> QuietHours | None:
    """None = never quiet."""
    if notices.quiet_from is None or notices.quiet_to is None:
        return None
    return QuietHours(notices.quiet_from, notices.quiet_to)
