"""Small makers of the things that many tests need."""

from pathlib import Path

from prometheus_client import CollectorRegistry

from shared.blobs import open_blobs
from shared.clock import Clock
from shared.config import Config, Environment
from shared.db import Database
from shared.events import Event, Subject, event
from shared.service import Context
from tests.fakes import MONDAY, SettableClock


def a_context(database: Database, folder: Path, *, config: Config | None = None, clock: Clock | None = None) -> Context:
    """What a service is handed at start; `folder` takes its blobs (a test's tmp_path)."""
    time = clock or SettableClock()
    return Context(
        config=config or Config(),
        environment=Environment(data=folder, database_url=database.url.render_as_string(hide_password=False)),
        clock=time,
        database=database,
        blobs=open_blobs(database, folder, time),
        metrics=CollectorRegistry(),
    )


def an_event(key: str = "k", *, topic: str = "tasks", fact: str = "task.registered", data: bytes = b"{}") -> Event:
    """An event as it is appended."""
    return event(Subject(topic, key, "/dondoc/test/builders", MONDAY), fact, data)
