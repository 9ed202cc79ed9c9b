"""[channels.<name>]: the ways by which people and systems are told."""

from email.utils import parseaddr
from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from shared.config.sources import _is_standard
from shared.config.table import Setting, wrong
from shared.language import Words
from shared.trust import trusting


def _certificates(value: str) -> str:
    try:
        trusting(value)
    except ValueError as unreadable:
        raise wrong(Words("cần chứng thư ở dạng PEM (-----BEGIN CERTIFICATE-----)",
                          "write certificates in PEM form (-----BEGIN CERTIFICATE-----)")) from unreadable  # fmt: skip
    return value


Authorities = Annotated[str, AfterValidator(_certificates)]


def _on_this_machine(host: str) -> bool:
    """What is said to it passes no network."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".").casefold() == "localhost"


class SmtpChannel(Setting):
    """E-mail. `sender` is the key `from`. `tls`: none, starttls (refused where the server has none) or tls.

    `timeout` seconds. `retry_unknown`: send again (same Message-ID) when a crash left the outcome unknown.
    `connections`: how many at once. `ca` (mostly as `ca_file`): authorities believed beside the machine's own.
    """

    kind: Literal["smtp"]
    host: str = Field(min_length=1)
    port: int = Field(default=25, ge=1, le=65_535)
    sender: str = Field(alias="from")
    tls: Literal["none", "starttls", "tls"] = "none"
    username: str | None = None
    password: str | None = Field(default=None, repr=False)
    timeout: float = Field(default=30, gt=0, le=600)
    retry_unknown: bool = False
    connections: int = Field(default=4, ge=1, le=64)
    ca: Authorities | None = None

    @field_validator("sender")
    @classmethod
    def _has_an_address(cls, value: str) -> str:
        if "@" not in parseaddr(value)[1] or "\n" in value or "\r" in value:
            raise wrong(Words('viết như "Đôn đốc nhiệm vụ <dondoc@vanphong.example>"',
                              'write it like "Đôn đốc nhiệm vụ <dondoc@vanphong.example>"'))  # fmt: skip
        return value

    @field_validator("password")
    @classmethod
    def _never_in_clear(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Judged once host and tls are known to be sound themselves."""
        if value and info.data.get("tls") == "none" and not _on_this_machine(info.data.get("host", "localhost")):
            raise wrong(Words('mật khẩu sẽ đi qua mạng mà không được mã hóa; hãy thêm tls = "starttls" hoặc "tls"',
                              'would cross the network in clear; add tls = "starttls" or "tls"'))  # fmt: skip
        return value


class WebhookChannel(Setting):
    """Standard Webhooks + CloudEvents to another system. Private addresses only where `allow_private`.

    `ca` (mostly as `ca_file`): authorities believed beside the machine's own.
    """

    kind: Literal["webhook"]
    url: str = Field(pattern=r"^https?://[^\s/@]+(/\S*)?$")
    secret: str = Field(repr=False)
    allow_private: bool = False
    timeout: float = Field(default=15, gt=0, le=600)
    connections: int = Field(default=16, ge=1, le=256)
    ca: Authorities | None = None

    @field_validator("secret")
    @classmethod
    def _readable(cls, value: str) -> str:
        if not value.startswith("whsec_") or not _is_standard(value):
            raise wrong(Words("khóa phải có dạng whsec_… (phần sau là base64)",
                              "write it as whsec_… followed by base64"))  # fmt: skip
        return value


class ConsoleChannel(Setting):
    """Prints what would be sent: for a first look, for tests, for demonstrations."""

    kind: Literal["console"]


Channel = Annotated[SmtpChannel | WebhookChannel | ConsoleChannel, Field(discriminator="kind")]
