"""The tracker put together: document events in, register and task events out, the sweep, the API."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.types import ASGIApp

from services.tracker import reading
from services.tracker.api.desk import Desk
from services.tracker.api.routers import routers
from services.tracker.calendar.days import BadCalendar, parse_days
from services.tracker.calendar.working import WorkingCalendar, builtin
from services.tracker.handlers.handler import DocumentHandler
from services.tracker.handlers.readers import Readers
from services.tracker.handlers.waiting import Waiting
from services.tracker.recalculation import Recalculation
from services.tracker.store.agencies import Stamp
from services.tracker.store.due import next_due
from services.tracker.store.in_force import InForce
from services.tracker.sweep import LATEST, Meters, Sweep
from services.tracker.upkeep.loading import fill_empty_directory
from services.tracker.upkeep.orphans import Orphans
from services.tracker.upkeep.roster import BadRoster, parse_roster, read_file
from shared.bus import Consumer
from shared.causes import cause_of
from shared.config import Config
from shared.language import Words
from shared.logging import logger
from shared.service import Check, CheckResult, Context, Loop
from shared.tracing import new_traceparent

NAME = "tracker"
READER_AFTER = 3.0  # seconds
log = logger("tracker")


class Tracker:
    """One process's share of the tracker."""

    name = NAME

    def __init__(self, context: Context) -> None:
        self.context, config = context, context.config
        source = context.source(NAME)
        self.in_force = InForce(config.policy, base_calendar(config), config.regimes)
        check_agencies(config)
        self.readers = Readers(
            config.reading, context.blobs, self.in_force.names, self.in_force.regimes, config.log.batch
        )  # fmt: skip
        meters = Meters(context.metrics)
        self.sweep = Sweep(context.database, context.clock, self.in_force, source, meters)
        self.recalculation = Recalculation(context.database, context.clock, self.in_force, config.policy, source)
        self.handler = DocumentHandler(self.in_force, self.readers, context.clock, source)
        self.handler.nearer = self.sweep.wake
        self.waiting = Waiting(context.database, self.handler)
        self.orphans = Orphans(context.database, context.blobs, context.clock, config)
        self.desk = Desk(
            context, self.in_force, self.readers.prepare, self.handler, self.sweep.wake, self.recalculation.apply
        )

    def routers(self) -> Sequence[APIRouter]:
        """Documents, tasks, assignments, agencies, calendar, figures, review, reading."""
        return routers(self.desk)

    def receivers(self) -> Mapping[str, ASGIApp]:
        return {}

    def openapi_paths(self) -> dict[str, Any]:
        return {}

    def consumers(self) -> Sequence[Consumer]:
        """It follows what ingest understood."""
        return (Consumer(NAME, ("documents",), self.handler, self.readers.prepare),)

    def loops(self) -> Sequence[Loop]:
        """What comes due, deadlines that the calendar moves, what waits for its document, blobs without one."""
        return (
            Loop("tracker.sweep", self.sweep.run),
            Loop("tracker.recalculation", self.recalculation.run),
            Loop("tracker.waiting", self.waiting.run),
            Loop("tracker.orphans", self.orphans.run),
            Loop("tracker.reader", self._reader_ready),
        )

    def checks(self) -> Mapping[str, Check]:
        return {"sweep": self._check_sweep}

    async def start(self) -> None:
        """An empty directory takes the agencies of `office.agencies`."""
        path = self.context.config.office.agencies
        stamp = Stamp(self.context.clock.now(), self.context.source(NAME), new_traceparent())
        if path is not None:
            async with self.context.database.write() as tx:
                loaded = await fill_empty_directory(tx, path, stamp)
            if loaded:
                log.info("agencies.loaded", new=loaded.new, changed=loaded.changed)
        async with self.context.database.read() as conn:
            await self.in_force.at(conn)

    async def stop(self) -> None:
        """End the worker processes; transactions under way are the bus's to end."""
        await self.readers.close()

    async def _reader_ready(self) -> None:
        """Import the reader behind the start: no start waits for it, nor does the first text."""
        await asyncio.sleep(READER_AFTER)
        await asyncio.to_thread(reading.get_ready)

    async def _check_sweep(self) -> CheckResult:
        """Nothing waits that came due long ago (by real time)."""
        since = self.sweep.behind()
        async with self.context.database.read() as conn:
            nearest = await next_due(conn)
        detail = {"behind_seconds": round(since, 3), "next_due": nearest and nearest.isoformat()}
        return CheckResult(since < LATEST, detail)


def build(context: Context) -> Tracker:
    """The service. Raises ConfigError for a configuration that makes no sense here."""
    return Tracker(context)


def base_calendar(config: Config) -> WorkingCalendar:
    """The built-in calendar with the days of `office.calendar`, which win. Raises ConfigError."""
    path = config.office.calendar
    if path is None:
        return builtin()
    try:
        return builtin().with_rows(parse_days(_text(config, "calendar", path)))
    except BadCalendar as wrong:
        raise config.wrong(("office", "calendar"), wrong.at(path.name)) from wrong


def check_agencies(config: Config) -> None:
    """The list of `office.agencies` can be read, also where it is not needed any more. Raises ConfigError."""
    path = config.office.agencies
    if path is None:
        return
    try:
        parse_roster(_text(config, "agencies", path))
    except BadRoster as wrong:
        words = Words(f"{path.name}: {wrong.words.vi}", f"{path.name}: {wrong.words.en}")
        raise config.wrong(("office", "agencies"), words) from wrong


def _text(config: Config, key: str, path: Path) -> str:
    try:
        return read_file(path)
    except OSError as wrong:
        why = cause_of(wrong)
        words = Words(f"không đọc được {path} ({why.vi}); hãy kiểm tra đường dẫn",
                      f"{path} cannot be read ({why.en}); check the path")  # fmt: skip
        raise config.wrong(("office", key), words) from wrong
    except BadRoster as wrong:
        raise config.wrong(("office", key), wrong.words) from wrong
