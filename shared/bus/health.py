"""Whether consumers and relay get on, for `/health/ready`, and their figures for `/metrics`."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from shared.bus import parked
from shared.bus.consumer import ConsumerLoop
from shared.bus.failures import MAY_PASS, is_infrastructure
from shared.bus.relay import Relay
from shared.bus.work import Means
from shared.config.log import Log as LogSettings
from shared.logging import logger
from shared.service import Check, CheckResult

log = logger("bus.health")
EVERY = 5.0
STUCK = 60.0  # seconds without a turn
AWAY = 30.0  # seconds of failures of database or broker
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Watched:
    """A consumer of this process."""

    loop: ConsumerLoop


class Health:
    """Looks from outside at what the loops do; liveness goes by progress."""

    def __init__(
        self, means: Means, settings: LogSettings, watched: Mapping[str, Watched], relay: Relay | None
    ) -> None:
        self.means, self.settings, self.watched, self.relay = means, settings, watched, relay

    def checks(self) -> dict[str, Check]:
        checks: dict[str, Check] = {
            f"consumer.{name}": partial(self.consumer, name, one.loop) for name, one in self.watched.items()
        }
        if self.relay:
            checks["relay"] = partial(self.passing_on, self.relay)
        return checks

    async def consumer(self, name: str, loop: ConsumerLoop) -> CheckResult:
        """Not ready: dead letters beyond the limit or events missed within an hour, database or broker away, no turn
        for a minute."""
        now, since = self.means.clock.monotonic(), loop.pauses.since
        async with self.means.database.read() as conn:
            dead = await parked.dead_since(conn, name, self.means.clock.real() - HOUR)
        away = now - since if since is not None else 0.0
        still = now - loop.turned
        missed = loop.reader.missed
        whole = missed is None or now - missed.at >= HOUR.total_seconds()
        ok = dead <= self.settings.dead_letters_per_hour and away < AWAY and still < STUCK and whole
        detail: dict[str, Any] = {"active": loop.reader.active, "dead_letters_this_hour": dead}
        if since is not None:
            detail |= {"paused_seconds": round(away, 1), "reason": loop.pauses.reason}
        if missed:
            detail |= {"missed_events": missed.events, "remedy": "dondoc resend"}
        if still >= STUCK:
            detail["seconds_without_a_turn"] = round(still, 1)
        return CheckResult(ok, detail)

    async def passing_on(self, relay: Relay) -> CheckResult:
        """Not ready: the broker has been away for half a minute, or a topic is not there."""
        since = relay.failing_since
        away = self.means.clock.monotonic() - since if since is not None else 0.0
        lag = await relay.lag()
        detail: dict[str, Any] = {"behind": lag.events, "seconds": round(lag.seconds, 1)}
        if since is not None:
            detail |= {"failing_seconds": round(away, 1), "reason": relay.reason}
        if relay.missing:
            detail |= {"missing_topics": relay.missing, "remedy": "dondoc migrate"}
        return CheckResult(away < AWAY and not relay.missing, detail)

    async def run(self) -> None:
        """Keep the gauges up to date, until cancelled."""
        while True:
            try:
                await self.measure()
            except MAY_PASS as failure:
                if not is_infrastructure(failure):
                    raise
                log.debug("figures.missing", reason=type(failure).__name__)
            await asyncio.sleep(EVERY)

    async def measure(self) -> None:
        """One look at lags and parked events."""
        meters = self.means.meters
        for name, one in self.watched.items():
            lag = await one.loop.reader.lag()
            meters.lag_events.labels(name).set(lag.events)
            meters.lag_seconds.labels(name).set(lag.seconds)
            meters.active.labels(name).set(one.loop.reader.active)
            meters.missed.labels(name).set(one.loop.reader.missed.events if one.loop.reader.missed else 0)
            async with self.means.database.read() as conn:
                for state, number in (await parked.counts(conn, name)).items():
                    meters.parked.labels(name, state).set(number)
        if self.relay:
            lag = await self.relay.lag()
            meters.relay_lag_events.set(lag.events)
            meters.relay_lag_seconds.set(lag.seconds)
