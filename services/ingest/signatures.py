"""Who sent this? Five schemes, each checked on bytes in constant time; hostile headers are wrong, never an error.

Several secrets are valid at once (rotation), each perhaps up to an end. Times are real time, seconds since 1970.
"""

import base64
import binascii
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from shared.config.secrets import Secret
from shared.config.sources import ApiKey, Auth, Basic, Bearer, Hmac, StandardWebhooks

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Headers = Mapping[bytes, bytes]
FOREVER = float("inf")
MOST_SIGNATURES = 20


class Verdict(Enum):
    """What the credentials of a request are."""

    GENUINE = auto()
    MISSING = auto()
    WRONG = auto()


class Request(NamedTuple):
    """What is signed: header names in lower case, the raw body, and when it came (real seconds)."""

    headers: Headers
    body: bytes
    at: float


Verify = Callable[[Request], Verdict]


def verifier(auth: Auth, tolerance: int) -> Verify:
    """The check of a source; `tolerance` seconds that a signed time may be off, either way."""
    match auth:
        case StandardWebhooks():
            return _standard_webhooks(auth, tolerance)
        case Hmac():
            return _hmac(auth, tolerance)
        case Bearer():
            return _authorization(b"bearer", tuple(_plain(s) for s in auth.secrets))
        case ApiKey():
            return _api_key(auth)
        case Basic():
            pairs = tuple((base64.b64encode(f"{auth.username}:{s.value}".encode()), _end(s)) for s in auth.secrets)
            return _authorization(b"basic", pairs)


def _end(secret: Secret) -> float:
    return secret.until.timestamp() if secret.until else FOREVER


def _plain(secret: Secret) -> tuple[bytes, float]:
    return secret.value.encode(), _end(secret)


def _any_equal(given: bytes, secrets: Iterable[tuple[bytes, float]], at: float) -> bool:
    """Every secret is compared, so that the time does not tell which one was near."""
    return any([hmac.compare_digest(given, secret) and at < end for secret, end in secrets])


def _judged(genuine: bool) -> Verdict:
    return Verdict.GENUINE if genuine else Verdict.WRONG


def _authorization(scheme: bytes, secrets: tuple[tuple[bytes, float], ...]) -> Verify:
    """`Authorization: <scheme> <credentials>`."""

    def verify(request: Request) -> Verdict:
        header = request.headers.get(b"authorization")
        if header is None:
            return Verdict.MISSING
        name, _, given = header.partition(b" ")
        return _judged(name.lower() == scheme and _any_equal(given.strip(), secrets, request.at))

    return verify


def _api_key(auth: ApiKey) -> Verify:
    header, secrets = auth.header.lower().encode(), tuple(_plain(secret) for secret in auth.secrets)

    def verify(request: Request) -> Verdict:
        given = request.headers.get(header)
        return Verdict.MISSING if given is None else _judged(_any_equal(given.strip(), secrets, request.at))

    return verify


def _hmac(auth: Hmac, tolerance: int) -> Verify:
    header, prefix = auth.header.lower().encode(), auth.prefix.encode()
    clock = auth.timestamp_header.lower().encode() if auth.timestamp_header else None
    secrets = tuple(_plain(secret) for secret in auth.secrets)
    decode = binascii.unhexlify if auth.encoding == "hex" else _base64

    def signed(request: Request) -> bytes | None:
        if clock is None:
            return request.body
        at = request.headers.get(clock, b"")
        return at + b"." + request.body if _in_time(at, request.at, tolerance) else None

    def verify(request: Request) -> Verdict:
        given = request.headers.get(header)
        if given is None:
            return Verdict.MISSING
        content = signed(request)
        if content is None or not given.startswith(prefix):
            return Verdict.WRONG
        try:
            digest = decode(given[len(prefix) :].strip())
        except ValueError:
            return Verdict.WRONG
        made = [(hmac.digest(secret, content, auth.algorithm), end) for secret, end in secrets]
        return _judged(_any_equal(digest, made, request.at))

    return verify


def _base64(text: bytes) -> bytes:
    return base64.b64decode(text, validate=True)


def _in_time(timestamp: bytes, now: float, tolerance: int) -> bool:
    return timestamp.isdigit() and len(timestamp) <= 12 and abs(int(timestamp) - now) <= tolerance


@dataclass(frozen=True)
class _StandardKeys:
    """The two kinds of keys of Standard Webhooks with their ends."""

    symmetric: tuple[tuple[bytes, float], ...]
    public: "tuple[tuple[Ed25519PublicKey, float], ...]"

    def accept(self, content: bytes, signatures: bytes, at: float) -> bool:
        """Whether one of the space-separated signatures, `v1,…` or `v1a,…`, is genuine."""
        made = [(hmac.digest(key, content, "sha256"), end) for key, end in self.symmetric]
        found = False
        for signature in signatures.split()[:MOST_SIGNATURES]:
            version, _, encoded = signature.partition(b",")
            try:
                given = _base64(encoded)
            except ValueError:
                continue
            if version == b"v1":
                found |= _any_equal(given, made, at)
            elif version == b"v1a":
                found |= any(at < end and _signed_by(key, given, content) for key, end in self.public)
        return found


def _signed_by(key: "Ed25519PublicKey", signature: bytes, content: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # slow to import

    try:
        key.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _public_key(key: str) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # slow to import

    return Ed25519PublicKey.from_public_bytes(base64.b64decode(key))


def _standard_webhooks(auth: StandardWebhooks, tolerance: int) -> Verify:
    raw = [(secret.value.partition("_"), _end(secret)) for secret in auth.secrets]
    keys = _StandardKeys(
        tuple((base64.b64decode(key), end) for (kind, _, key), end in raw if kind == "whsec"),
        tuple((_public_key(key), end) for (kind, _, key), end in raw if kind == "whpk"),
    )

    def verify(request: Request) -> Verdict:
        headers = request.headers
        signatures = headers.get(b"webhook-signature")
        if signatures is None:
            return Verdict.MISSING
        message, at = headers.get(b"webhook-id"), headers.get(b"webhook-timestamp", b"")
        if not message or not _in_time(at, request.at, tolerance):
            return Verdict.WRONG
        return _judged(keys.accept(b"%b.%b.%b" % (message, at, request.body), signatures, request.at))

    return verify
