"""The bus as a process runs it: its loops, its checks, its figures, and the API of dead letters."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import generate_latest

from shared.bus import Bus, Consumer, open_bus
from shared.bus.api import dead_letters_router
from shared.bus.topics import create_topics
from shared.clock import SystemClock
from shared.config import Config
from shared.config.log import Log as LogSettings
from shared.db import Database, Tx
from shared.events import Event
from shared.service import Context
from shared.tokens import NewToken, Role
from shared.tokens import create as create_token
from shared.web import build_app
from tests.builders import a_context, an_event
from tests.builders_web import PlainService
from tests.contract.log_rig import eventually

OPERATOR = {"authorization": "Bearer the-first-token"}
SETTINGS = LogSettings(max_attempts=1, backoff_first=0.01, dead_letters_per_hour=2)


@dataclass
class Following(PlainService):
    """A service with one consumer."""

    consumer: Consumer | None = None

    def consumers(self) -> Sequence[Consumer]:
        return [self.consumer] if self.consumer else []


class Seen:
    """A handler that remembers keys and fails on those that begin with `bad`."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.mended = False

    async def __call__(self, tx: Tx, wave: Sequence[Event]) -> None:
        for event in wave:
            if event.key.startswith("bad") and not self.mended:
                raise ValueError("cannot be understood")
        self.keys += [event.key for event in wave]

    def consumer(self, name: str = "tracker") -> Consumer:
        return Consumer(name, ("tasks",), self)


@pytest.fixture
def context(sqlite_database: Database, tmp_path: Path) -> Context:
    made = a_context(sqlite_database, tmp_path, config=Config(log=SETTINGS), clock=SystemClock())
    return replace(made, environment=replace(made.environment, bootstrap_token="the-first-token"))


@pytest.fixture
def seen() -> Seen:
    return Seen()


@asynccontextmanager
async def running(bus: Bus, *consumers: Consumer) -> AsyncIterator[None]:
    """The bus's loops, without the rest of a service."""
    tasks = [asyncio.ensure_future(loop.run()) for loop in bus.loops(consumers)]
    yield
    for task in tasks:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, asyncio.CancelledError) for answer in answers), answers
    await bus.close()


@asynccontextmanager
async def served(context: Context, seen: Seen) -> AsyncIterator[httpx.AsyncClient]:
    """A whole application with one consumer."""
    service = Following(consumer=seen.consumer())
    app = build_app([service], context, open_bus(context), [dead_letters_router(context)])
    messages: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    answers: asyncio.Queue[Any] = asyncio.Queue()
    life = asyncio.ensure_future(app({"type": "lifespan", "state": {}}, messages.get, answers.put))
    await messages.put({"type": "lifespan.startup"})
    assert (await answers.get())["type"] == "lifespan.startup.complete"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dondoc.test") as client:
        client.headers.update(OPERATOR)
        yield client
    await messages.put({"type": "lifespan.shutdown"})
    assert (await answers.get())["type"] == "lifespan.shutdown.complete"
    await life


async def append(database: Database, *keys: str) -> None:
    async with database.write() as tx:
        tx.append(*(an_event(key, data=b'{"n": 1}') for key in keys))


async def letters(client: httpx.AsyncClient, count: int, **asked: str) -> list[dict[str, Any]]:
    """The list, once it has so many items."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        answer = await client.get("/v1/dead-letters", params=asked)
        found[:] = answer.json()["items"]
        return len(found) >= count

    await eventually(there)
    return found


async def test_the_loops_are_the_consumers_and_the_logs_upkeep(context: Context, seen: Seen) -> None:
    names = [loop.name for loop in open_bus(context).loops([seen.consumer()])]
    assert names == ["tracker.consumer", "tracker.retry", "log.retention", "log.figures"]


@pytest.mark.postgres
async def test_with_postgresql_and_kafka_listening_and_the_relay_come_with_them(
    postgres_database: Database, tmp_path: Path, seen: Seen
) -> None:
    context = a_context(postgres_database, tmp_path)
    on_kafka = replace(context, environment=replace(context.environment, kafka_servers="127.0.0.1:1"))
    names = [loop.name for loop in open_bus(on_kafka).loops([seen.consumer()])]
    assert names == [
        "tracker.consumer", "tracker.retry", "log.listen", "log.relay", "log.retention", "log.figures",
    ]  # fmt: skip


@pytest.mark.kafka
@pytest.mark.postgres
async def test_events_go_through_kafka_where_it_is_named(
    postgres_database: Database, tmp_path: Path, kafka_servers: str, seen: Seen
) -> None:
    await create_topics(kafka_servers, SETTINGS)
    assert await create_topics(kafka_servers, SETTINGS) == [], "what exists is left alone"
    context = a_context(postgres_database, tmp_path, clock=SystemClock())
    bus = open_bus(replace(context, environment=replace(context.environment, kafka_servers=kafka_servers)))
    mine = an_event("").id.hex
    consumer = seen.consumer(f"test-{mine}")

    async def arrived() -> bool:
        return mine in seen.keys

    async with running(bus, consumer):
        await append(postgres_database, mine)
        assert await eventually(arrived)
        relay = await bus.checks([consumer])["relay"]()
        assert relay.ok


async def test_a_consumer_is_ready_while_it_turns(context: Context, seen: Seen) -> None:
    async with served(context, seen) as client:
        await append(context.database, "a")
        assert await eventually(lambda: handled(seen, "a"))
        body = (await client.get("/health/ready")).json()
        assert body["checks"]["consumer.tracker"] == {
            "ok": True, "detail": {"active": True, "dead_letters_this_hour": 0},
        }  # fmt: skip


async def handled(seen: Seen, *keys: str) -> bool:
    return set(keys) <= set(seen.keys)


async def test_too_many_dead_letters_in_an_hour_make_it_not_ready(context: Context, seen: Seen) -> None:
    async with served(context, seen) as client:
        await append(context.database, "bad1", "bad2", "good")
        await letters(client, 2)
        assert (await client.get("/health/ready")).json()["checks"]["consumer.tracker"]["ok"]
        await append(context.database, "bad3")
        await letters(client, 3)
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json()["checks"]["consumer.tracker"]["detail"]["dead_letters_this_hour"] == 3
        assert seen.keys == ["good"], "the other keys go on"


async def test_a_dead_letter_is_listed_shown_and_replayed(context: Context, seen: Seen) -> None:
    async with served(context, seen) as client:
        await append(context.database, "bad", "bad")
        await letters(client, 1)
        await append(context.database, "good")
        assert await eventually(lambda: handled(seen, "good"))
        [letter] = await letters(client, 1)
        assert (letter["consumer"], letter["key"], letter["attempts"], letter["waiting"]) == ("tracker", "bad", 1, 1)
        assert letter["reason"] == "ValueError: cannot be understood"
        assert letter["died_at"].endswith("Z")
        shown = (await client.get(f"/v1/dead-letters/{letter['id']}")).json()
        assert shown["data"] == {"n": 1}
        assert "cannot be understood" in shown["traceback"]
        seen.mended = True
        answer = await client.post(f"/v1/dead-letters/{letter['id']}/replay")
        assert (answer.status_code, answer.json()) == (200, {"id": letter["id"], "status": "replayed"})

        async def both() -> bool:
            return seen.keys == ["good", "bad", "bad"]

        assert await eventually(both)
        assert (await client.get("/v1/dead-letters")).json() == {"items": [], "next": None}


async def test_a_dead_letter_is_discarded_once(context: Context, seen: Seen) -> None:
    async with served(context, seen) as client:
        await append(context.database, "bad")
        [letter] = await letters(client, 1)
        path = f"/v1/dead-letters/{letter['id']}/discard"
        assert (await client.post(path)).json()["status"] == "discarded"
        assert (await client.post(path)).status_code == 404
        assert (await client.get(f"/v1/dead-letters/{letter['id']}")).status_code == 404


async def test_what_waits_to_be_tried_again_cannot_be_decided_upon(context: Context, seen: Seen) -> None:
    slow = LogSettings(max_attempts=5, backoff_first=60, backoff_most=60)
    async with served(replace(context, config=Config(log=slow)), seen) as client:
        await append(context.database, "bad")
        found: list[Any] = []

        async def parked() -> bool:
            async with context.database.read() as conn:
                found[:] = (await conn.exec_driver_sql("SELECT hex(id) FROM consumer_parked")).scalars()
            return bool(found)

        assert await eventually(parked)
        assert (await client.post(f"/v1/dead-letters/{found[0]}/replay")).status_code == 409
        assert (await client.get("/v1/dead-letters")).json()["items"] == []


async def test_pages_and_filters_of_the_list(context: Context, seen: Seen) -> None:
    async with served(context, seen) as client:
        await append(context.database, "bad1", "bad2", "bad3")
        await letters(client, 3)
        first = (await client.get("/v1/dead-letters", params={"limit": 2})).json()
        rest = (await client.get("/v1/dead-letters", params={"limit": 2, "after": first["next"]})).json()
        assert [letter["key"] for letter in (*first["items"], *rest["items"])] == ["bad1", "bad2", "bad3"]
        assert rest["next"] is None
        [one] = await letters(client, 1, key="bad2")
        assert one["key"] == "bad2"
        assert await letters(client, 0, consumer="notifier") == []
        wrong = await client.get("/v1/dead-letters", params={"consumer": "tracker", "after": first["next"]})
        assert wrong.status_code == 422, "a cursor is bound to its filters"
        assert (await client.get("/v1/dead-letters", params={"colour": "red"})).status_code == 422


async def test_dead_letters_are_for_operators(context: Context, seen: Seen) -> None:
    async with context.database.write() as tx:
        clerk = await create_token(tx, NewToken("clerk", Role.CLERK), context.clock)
    async with served(context, seen) as client:
        refused = await client.get("/v1/dead-letters", headers={"authorization": f"Bearer {clerk[1]}"})
        assert refused.status_code == 403
        assert (await client.get("/v1/dead-letters", headers={"authorization": ""})).status_code == 401


async def test_the_figures_tell_lag_and_what_is_parked(context: Context, seen: Seen) -> None:
    async def passed() -> bool:
        await bus._health().measure()  # a failure is counted before the transaction that parks its key has ended
        return 'lag_events{consumer="tracker"} 0.0' in generate_latest(context.metrics).decode()

    bus = open_bus(context)
    consumer = seen.consumer()
    bus.checks([consumer])
    await append(context.database, "a", "b", "c")
    await bus._health().measure()
    assert 'dondoc_consumer_lag_events{consumer="tracker"} 3.0' in generate_latest(context.metrics).decode()
    async with running(bus, consumer):
        await append(context.database, "bad")
        assert await eventually(lambda: handled(seen, "a", "b", "c"))
        assert await eventually(passed)
    told = generate_latest(context.metrics).decode()
    assert 'dondoc_consumer_lag_events{consumer="tracker"} 0.0' in told
    assert 'dondoc_consumer_handled_total{consumer="tracker"} 3.0' in told
    assert 'dondoc_consumer_failed_attempts_total{consumer="tracker"} 1.0' in told
