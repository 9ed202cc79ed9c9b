"""[sources.<name>]: the systems that push documents, how each proves itself and what its body means."""

import base64
from typing import Annotated, Literal

from pydantic import ByteSize, Field, field_validator

from shared.config.secrets import Secret, Secrets
from shared.config.table import Setting, wrong
from shared.language import Words

Preset = Literal["dondoc", "ioffice", "idesk", "eoffice", "ictlongan", "edxml"]
HEADER = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"
SECONDS = {"s": 1, "min": 60, "h": 3600}


class StandardWebhooks(Setting):
    """Standard Webhooks: `whsec_` secrets sign with HMAC (v1), `whpk_` public keys check ed25519 (v1a)."""

    scheme: Literal["standard-webhooks"]
    secrets: Secrets

    @field_validator("secrets")
    @classmethod
    def _readable(cls, secrets: tuple[Secret, ...]) -> tuple[Secret, ...]:
        if not all(_is_standard(secret.value) for secret in secrets):
            raise wrong(Words("khóa phải có dạng whsec_… hoặc whpk_… (phần sau là base64)",
                              "write each as whsec_… or whpk_… followed by base64"))  # fmt: skip
        return secrets


class Hmac(Setting):
    """A signature of the body in `header`; with `timestamp_header`, `<timestamp>.<body>` is signed instead."""

    scheme: Literal["hmac"]
    header: str = Field(pattern=HEADER)
    algorithm: Literal["sha1", "sha256", "sha384", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    timestamp_header: str | None = Field(default=None, pattern=HEADER)
    secrets: Secrets


class Bearer(Setting):
    """`Authorization: Bearer <secret>`."""

    scheme: Literal["bearer"]
    secrets: Secrets


class ApiKey(Setting):
    """The secret itself in a header."""

    scheme: Literal["api-key"]
    header: str = Field(default="X-Api-Key", pattern=HEADER)
    secrets: Secrets


class Basic(Setting):
    """HTTP Basic; the secrets are the user's passwords."""

    scheme: Literal["basic"]
    username: str = Field(min_length=1, pattern=r"^[^:]+$")
    secrets: Secrets


Auth = Annotated[StandardWebhooks | Hmac | Bearer | ApiKey | Basic, Field(discriminator="scheme")]


class Source(Setting):
    """A system that pushes.

    `map`: our name = path in their body (JMESPath), overriding the preset. `open_values`: further values of secrecy
    fields that mean "not secret". `body_limit` bytes (or "10MiB"). `rate_limit` as `600/min` (s, min, h).
    `tolerance`: seconds that a signed time may be off.
    """

    preset: Preset = "dondoc"
    auth: Auth
    map: dict[str, str] = Field(default_factory=dict)
    open_values: tuple[str, ...] = ()
    body_limit: ByteSize = Field(default=ByteSize(10 * 2**20), ge=1, le=2**30)
    rate_limit: str | None = Field(default=None, pattern=r"^[1-9][0-9]{0,8}/(s|min|h)$")
    tolerance: int = Field(default=300, ge=1, le=86_400)

    @property
    def rate(self) -> tuple[int, int] | None:
        """How many in how many seconds: (600, 60) for `600/min`."""
        if self.rate_limit is None:
            return None
        count, _, unit = self.rate_limit.partition("/")
        return int(count), SECONDS[unit]


def _is_standard(value: str) -> bool:
    kind, _, rest = value.partition("_")
    try:
        raw = base64.b64decode(rest, validate=True)
    except ValueError:  # no base64, or not even ASCII
        return False
    return (kind == "whsec" and len(raw) > 0) or (kind == "whpk" and len(raw) == 32)
