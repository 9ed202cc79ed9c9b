"""What happens in the demonstration, and when: bodies of four document systems, signed as each of them signs."""

import base64
import hashlib
import hmac
import time
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import httpx

from shared.clock import Clock

START = "2026-11-16T08:00:00+07:00"
RATE = 7_200
DATA = files("services.cli.demo")


@dataclass(frozen=True, slots=True)
class Scene:
    """At `second` of the demonstration the body `name` is pushed; the source stands behind the name's dash."""

    second: float
    name: str

    @property
    def source(self) -> str:
        return self.name.rpartition("-")[2]

    @property
    def body(self) -> bytes:
        return (DATA / "bodies" / f"{self.name}.json").read_bytes()


SCENES = (
    Scene(0, "1-ioffice"),
    Scene(1, "2-idesk"),
    Scene(2, "3-eoffice"),
    Scene(3, "4-ictlongan"),
    Scene(10, "5-noibo"),
    Scene(25, "6-noibo"),
)
ACCEPTED = (36.0, "812/UBND-NC")
"""When the Office accepts the result of which document."""
LENGTH = 54.0


def config_files() -> list[Traversable]:
    """The files that an office would write itself: its configuration and its agencies."""
    return [DATA / "dondoc.toml", DATA / "agencies.csv"]


def push(base: str, scene: Scene, clock: Clock) -> httpx.Response:
    """Post the scene's body as its document system would."""
    auth = tomllib.loads((DATA / "dondoc.toml").read_text("utf-8"))["sources"][scene.source]["auth"]
    headers = {"content-type": "application/json", **credentials(auth, scene.body, clock)}
    return httpx.post(f"{base}/webhooks/{scene.source}", content=scene.body, headers=headers, timeout=10)


def credentials(auth: dict[str, Any], body: bytes, clock: Clock) -> dict[str, str]:
    """The headers that authenticate `body` under a source's `auth`."""
    secret = auth["secrets"][0]
    match auth["scheme"]:
        case "standard-webhooks":
            return standard_webhooks(secret, body, clock)
        case "hmac":
            return {auth["header"]: hmac.new(secret.encode(), body, auth["algorithm"]).hexdigest()}
        case "bearer":
            return {"authorization": f"Bearer {secret}"}
        case "basic":
            return {"authorization": "Basic " + base64.b64encode(f"{auth['username']}:{secret}".encode()).decode()}
        case _:
            return {auth["header"]: secret}


def standard_webhooks(secret: str, body: bytes, clock: Clock) -> dict[str, str]:
    key, at = "demo_" + hashlib.sha256(body).hexdigest()[:16], str(int(clock.real().timestamp()))
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(raw, f"{key}.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": at,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }


def sleep_until(clock: Clock, instant: float) -> None:
    """Wait until the monotonic `instant`, in seconds."""
    time.sleep(max(0.0, instant - clock.monotonic()))
