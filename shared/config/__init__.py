"""dondoc.toml (one model a table) and the process environment; refused at start by file, line, key and remedy."""

from shared.config.channels import Channel, ConsoleChannel, SmtpChannel, WebhookChannel
from shared.config.config import Config
from shared.config.environment import Environment, EnvironmentProblem
from shared.config.errors import ConfigError, Fault
from shared.config.load import load_config, load_tables
from shared.config.log import Log
from shared.config.notices import Notices
from shared.config.office import Office
from shared.config.policy import Audience, LadderRung, Policy
from shared.config.reading import Reading
from shared.config.recipients import Recipient
from shared.config.secrets import Secret
from shared.config.sources import ApiKey, Auth, Basic, Bearer, Hmac, Preset, Source, StandardWebhooks

__all__ = [
    "ApiKey", "Audience", "Auth", "Basic", "Bearer", "Channel", "Config", "ConfigError", "ConsoleChannel",
    "Environment", "EnvironmentProblem", "Fault", "Hmac", "LadderRung", "Log", "Notices", "Office", "Policy", "Preset",
    "Reading", "Recipient", "Secret", "SmtpChannel", "Source", "StandardWebhooks", "WebhookChannel", "load_config",
    "load_tables",
]  # fmt: skip
