"""The whole of dondoc.toml, and where in the file each of its keys stands."""

from pathlib import Path

from pydantic import Field, PrivateAttr

from shared.config.api import Api
from shared.config.channels import Channel
from shared.config.errors import ConfigError, Fault
from shared.config.ingest import Ingest
from shared.config.log import Log
from shared.config.notices import Notices
from shared.config.office import Office
from shared.config.policy import Policy
from shared.config.positions import KeyPath, Lines
from shared.config.reading import Reading
from shared.config.recipients import Recipient
from shared.config.regimes import Regimes
from shared.config.sources import Source
from shared.config.table import Setting
from shared.language import Words


class Config(Setting):
    """One model a table; `Config()` is the built-in default."""

    office: Office = Field(default_factory=Office)
    policy: Policy = Field(default_factory=Policy)
    regimes: Regimes = Field(default_factory=Regimes)
    sources: dict[str, Source] = Field(default_factory=dict)
    channels: dict[str, Channel] = Field(default_factory=dict)
    recipients: tuple[Recipient, ...] = ()
    ingest: Ingest = Field(default_factory=Ingest)
    log: Log = Field(default_factory=Log)
    notices: Notices = Field(default_factory=Notices)
    reading: Reading = Field(default_factory=Reading)
    api: Api = Field(default_factory=Api)

    _file: str = PrivateAttr(default="dondoc.toml")
    _lines: Lines = PrivateAttr(default_factory=Lines)

    def located(self, file: Path, lines: Lines) -> "Config":
        """Remember where the keys stand, so that a service can refuse one of them by its line."""
        self._file, self._lines = str(file), lines
        return self

    def wrong(self, key: KeyPath, words: Words) -> ConfigError:
        """What a service raises at start when a value passes here and still makes no sense to it."""
        return ConfigError(self._file, (Fault(self._lines.of(key), key, words),))
