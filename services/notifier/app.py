"""The notifier put together: who is told, through what, and the proof of it."""

import os
import socket
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from starlette.types import ASGIApp

from services.notifier.api import routers
from services.notifier.channels.registry import open_channels
from services.notifier.configured import backoff_of, channels_of, quiet_hours_of, rules_of
from services.notifier.desk import Desk
from services.notifier.dispatch import Dispatch
from services.notifier.domain.routing import Rules
from services.notifier.handlers import Handler
from services.notifier.report import Metrics
from services.notifier.store.tries import release_the_dead
from services.notifier.wording.render import Wording, load_wording
from shared.bus import Consumer
from shared.config import Config, SmtpChannel
from shared.ids import new_id
from shared.language import Words
from shared.service import Check, Context, Loop

NAME = "notifier"
STOP_SECONDS = 20.0  # for sends under way when the service stops


class Notifier:
    """One process's share of the notifier."""

    name = NAME

    def __init__(self, context: Context) -> None:
        self.context, config = context, context.config
        refuse_mail_without_address(config)
        self.rules: Rules = rules_of(config)
        self.wording: Wording = load_wording(config.notices.language, config.policy.day_ends)
        desk = self._desk(Metrics(context.metrics))
        source, clock, workers = desk.source, context.clock, config.notices.workers
        channels = open_channels(channels_of(config), clock, source, workers)
        self.dispatch = Dispatch(channels, self.rules, desk, config.notices.max_attempts)
        self.handler = Handler(self.rules, clock, config.notices.max_attempts, self.dispatch.wake)

    def _desk(self, metrics: Metrics) -> Desk:
        context, notices = self.context, self.context.config.notices
        return Desk(
            database=context.database,
            clock=context.clock,
            wording=self.wording,
            office=context.config.office.name,
            source=context.source(NAME),
            owner=f"{socket.gethostname()[:30]}/{os.getpid()}/{new_id().hex[-8:]}",
            lease=timedelta(seconds=notices.lease),
            backoff=backoff_of(notices),
            quiet=quiet_hours_of(notices),
            metrics=metrics,
        )

    def routers(self) -> Sequence[APIRouter]:
        """`/v1/notices`, `/v1/recipients`, `/v1/silences`."""
        return routers(self.context, self.rules, self.wording, self.dispatch.wake)

    def receivers(self) -> Mapping[str, ASGIApp]:
        return {}

    def openapi_paths(self) -> dict[str, Any]:
        return {}

    def consumers(self) -> Sequence[Consumer]:
        """It follows what the tracker says of tasks and agencies."""
        return (Consumer(NAME, ("tasks", "agencies"), self.handler),)

    def loops(self) -> Sequence[Loop]:
        return self.dispatch.loops()

    def checks(self) -> Mapping[str, Check]:
        return {"notices": self.dispatch.check}

    async def start(self) -> None:
        """Contacts and assignments come from the log; what a killed process was sending is looked at again at once."""
        database = self.context.database
        if database.dialect == "sqlite":
            async with database.write() as tx:
                await release_the_dead(tx, self.context.clock.real())

    async def stop(self) -> None:
        """No new claims; sends under way end and are recorded."""
        await self.dispatch.stop(min(STOP_SECONDS, self.context.config.api.stop_timeout))


def build(context: Context) -> Notifier:
    """The service. Raises ConfigError for a configuration that makes no sense here."""
    return Notifier(context)


def refuse_mail_without_address(config: Config) -> None:
    """A recipient on an e-mail channel needs an address. Raises ConfigError."""
    for place, recipient in enumerate(config.recipients):
        channel = config.channels.get(recipient.channel or "")
        if isinstance(channel, SmtpChannel) and not recipient.email:
            words = Words("kênh thư điện tử cần địa chỉ; hãy thêm email = …",
                          "an e-mail channel needs an address; add email = …")  # fmt: skip
            raise config.wrong(("recipients", place), words)
