"""Five schemes against their senders, an oracle, and hostile headers."""

import base64
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from standardwebhooks.webhooks import Webhook

from services.ingest.signatures import Request, Verdict, verifier
from shared.config.secrets import Secret
from shared.config.sources import ApiKey, Auth, Basic, Bearer, Hmac, StandardWebhooks
from tests.samples.pushed import STANDARD_SECRET, standard

NOW = 1_763_300_000.0
BODY = '{"văn bản": 1}'.encode()
SECRETS = (Secret(value="mới"), Secret(value="cũ", until=datetime.fromtimestamp(NOW, UTC) + timedelta(hours=1)))
ENDED = (Secret(value="cũ", until=datetime.fromtimestamp(NOW, UTC) - timedelta(seconds=1)),)


def judged(auth: Auth, headers: dict[str, str | bytes], body: bytes = BODY, at: float = NOW) -> Verdict:
    sent = {name.lower().encode(): v if isinstance(v, bytes) else v.encode() for name, v in headers.items()}
    return verifier(auth, 300)(Request(sent, body, at))


def signed(secret: str, content: bytes = BODY, algorithm: str = "sha256") -> bytes:
    return hmac.digest(secret.encode(), content, algorithm)


STANDARD = StandardWebhooks(scheme="standard-webhooks", secrets=(Secret(value=STANDARD_SECRET),))
HEX = Hmac(scheme="hmac", header="X-Sig", secrets=SECRETS)
BASE64 = Hmac(scheme="hmac", header="X-Sig", algorithm="sha512", encoding="base64", prefix="v=", secrets=SECRETS)
TIMED = Hmac(scheme="hmac", header="X-Sig", timestamp_header="X-Time", secrets=SECRETS)
BEARER = Bearer(scheme="bearer", secrets=SECRETS)
KEY = ApiKey(scheme="api-key", header="X-Key", secrets=SECRETS)
BASIC = Basic(scheme="basic", username="người", secrets=SECRETS)
EVERY = [STANDARD, HEX, BASE64, TIMED, BEARER, KEY, BASIC]


def basic(user: str, password: str) -> dict[str, str | bytes]:
    return {"Authorization": b"Basic " + base64.b64encode(f"{user}:{password}".encode())}


def at(seconds: float) -> str:
    return str(int(NOW + seconds))


GENUINE = [
    (HEX, {"X-Sig": signed("mới").hex()}),
    (HEX, {"X-Sig": signed("cũ").hex().upper()}),
    (BASE64, {"X-Sig": b"v=" + base64.b64encode(signed("mới", algorithm="sha512"))}),
    (TIMED, {"X-Time": at(-299), "X-Sig": signed("mới", f"{at(-299)}.".encode() + BODY).hex()}),
    (BEARER, {"Authorization": "Bearer mới"}),
    (BEARER, {"Authorization": "bearer cũ"}),
    (KEY, {"X-Key": "mới"}),
    (BASIC, basic("người", "cũ")),
    (STANDARD, dict(standard(BODY, "msg_1", int(NOW)))),
]


@pytest.mark.parametrize(("auth", "headers"), GENUINE)
def test_a_genuine_request_passes(auth: Auth, headers: dict[str, str | bytes]) -> None:
    assert judged(auth, headers) is Verdict.GENUINE


@pytest.mark.parametrize(("auth", "headers"), [case for case in GENUINE if case[0] in (HEX, BASE64, TIMED, STANDARD)])
def test_a_signature_of_another_body_is_wrong(auth: Auth, headers: dict[str, str | bytes]) -> None:
    assert judged(auth, headers, BODY + b" ") is Verdict.WRONG


@pytest.mark.parametrize("auth", EVERY)
def test_no_credentials_at_all_are_missing_not_wrong(auth: Auth) -> None:
    assert judged(auth, {"Content-Type": "application/json"}) is Verdict.MISSING


HOSTILE = [b"", b" ", b"v1,", b"v1,====", b"\xff\xfe\x00", "không phải hex".encode(), b"Bearer", b"Basic ====", "v=é".encode(),
           b"0" * 64, b"," * 5000, b"v1a," + b"A" * 88, b"Bearer " + b"x" * 8000, "Ø".encode("latin-1")]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("auth", EVERY)
def test_hostile_headers_are_wrong_and_never_an_error(auth: Auth, value: bytes) -> None:
    names = ("Authorization", "X-Sig", "X-Key", "X-Time", "webhook-signature")
    headers: dict[str, str | bytes] = {**dict.fromkeys(names, value), "webhook-id": value, "webhook-timestamp": value}
    assert judged(auth, headers) is Verdict.WRONG


@pytest.mark.parametrize("timestamp", ["", "0", "-1", "1e9", "９", "9" * 5000, at(-301), at(301), " " + at(0)])
def test_a_signed_time_outside_the_tolerance_is_wrong(timestamp: str) -> None:
    content = f"{timestamp}.".encode() + BODY
    assert judged(TIMED, {"X-Time": timestamp.encode(), "X-Sig": signed("mới", content).hex()}) is Verdict.WRONG
    key = base64.b64decode(STANDARD_SECRET.removeprefix("whsec_"))
    signature = b"v1," + base64.b64encode(hmac.digest(key, b"msg_1." + content, "sha256"))
    headers: dict[str, str | bytes] = {
        "webhook-id": "msg_1",
        "webhook-timestamp": timestamp.encode(),
        "webhook-signature": signature,
    }
    assert judged(STANDARD, headers) is Verdict.WRONG


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        (Bearer(scheme="bearer", secrets=ENDED), {"Authorization": "Bearer cũ"}),
        (ApiKey(scheme="api-key", header="X-Key", secrets=ENDED), {"X-Key": "cũ"}),
        (Basic(scheme="basic", username="người", secrets=ENDED), basic("người", "cũ")),
        (Hmac(scheme="hmac", header="X-Sig", secrets=ENDED), {"X-Sig": signed("cũ").hex()}),
    ],
)
def test_a_secret_past_its_end_is_wrong(auth: Auth, headers: dict[str, str | bytes]) -> None:
    assert judged(auth, headers) is Verdict.WRONG


@pytest.mark.parametrize("prefix", [b"", b"w=", b"V="])
def test_a_signature_without_its_prefix_is_wrong(prefix: bytes) -> None:
    genuine = base64.b64encode(signed("mới", algorithm="sha512"))
    assert judged(BASE64, {"X-Sig": prefix + genuine}) is Verdict.WRONG


def test_a_public_key_past_its_end_is_wrong() -> None:
    private = Ed25519PrivateKey.generate()
    key = "whpk_" + base64.b64encode(private.public_key().public_bytes_raw()).decode()
    signature = base64.b64encode(private.sign(f"m.{at(0)}.".encode() + BODY)).decode()
    headers: dict[str, str | bytes] = {
        "webhook-id": "m",
        "webhook-timestamp": at(0),
        "webhook-signature": f"v1a,{signature}",
    }
    for ends_in, verdict in ((1, Verdict.GENUINE), (0, Verdict.WRONG)):
        until = datetime.fromtimestamp(NOW, UTC) + timedelta(seconds=ends_in)
        auth = StandardWebhooks(scheme="standard-webhooks", secrets=(Secret(value=key, until=until),))
        assert judged(auth, headers) is verdict


def test_the_right_secret_under_another_scheme_is_wrong() -> None:
    assert judged(BEARER, {"Authorization": "Basic mới"}) is Verdict.WRONG
    assert judged(BASIC, basic("khác", "mới")) is Verdict.WRONG


def test_the_reference_implementation_signs_what_we_accept() -> None:
    moment = datetime.fromtimestamp(NOW, UTC)
    signature = Webhook(STANDARD_SECRET).sign("msg_9", moment, BODY.decode())
    headers: dict[str, str | bytes] = {
        "webhook-id": "msg_9",
        "webhook-timestamp": at(0),
        "webhook-signature": signature,
    }
    assert judged(STANDARD, headers) is Verdict.GENUINE
    assert judged(STANDARD, {**headers, "webhook-id": "msg_8"}) is Verdict.WRONG


def test_one_genuine_signature_among_others_is_enough() -> None:
    other = "whsec_" + base64.b64encode(b"other").decode()
    first, second = standard(BODY, "m", int(NOW), other), standard(BODY, "m", int(NOW))
    both = {**first, "webhook-signature": f"{first['webhook-signature']} {second['webhook-signature']}"}
    assert judged(STANDARD, dict(both)) is Verdict.GENUINE
    assert judged(STANDARD, dict(first)) is Verdict.WRONG


def test_asymmetric_signatures_are_checked_with_the_public_key() -> None:
    private = Ed25519PrivateKey.generate()
    public = "whpk_" + base64.b64encode(private.public_key().public_bytes_raw()).decode()
    auth = StandardWebhooks(scheme="standard-webhooks", secrets=(Secret(value=public),))
    signature = base64.b64encode(private.sign(f"m.{at(0)}.".encode() + BODY)).decode()
    headers: dict[str, str | bytes] = {"webhook-id": "m", "webhook-timestamp": at(0)}
    assert judged(auth, {**headers, "webhook-signature": f"v1a,{signature}"}) is Verdict.GENUINE
    assert judged(auth, {**headers, "webhook-signature": f"v1,{signature}"}) is Verdict.WRONG
    assert judged(auth, {**headers, "webhook-signature": f"v1a,{signature}"}, b"other") is Verdict.WRONG
