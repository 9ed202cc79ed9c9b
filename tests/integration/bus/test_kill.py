"""A consumer killed without warning, and a database that drops its connections: nothing lost, nothing twice."""

import asyncio
import random
import signal
import sys

import pytest

from shared.bus.failures import MAY_PASS
from shared.db import Database, open_database
from tests.contract.log_rig import Rig, by_key, eventually, note, wait_for

CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    "pg_backend_pid()"
)


async def kill_amid_work(rig: Rig, url: str, after: float) -> None:
    """Run the consumer in a process of its own and kill it, `after` seconds from when it began to get on."""
    before = len(await rig.said())
    arguments = ("-m", "tests.integration.bus.victim", url, rig.name, rig.topic)
    victim = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdout=asyncio.subprocess.PIPE)
    assert victim.stdout
    await victim.stdout.readline()
    assert await eventually(lambda: gets_on(rig, before), seconds=30), "the consumer never got on"
    await asyncio.sleep(after)
    victim.send_signal(signal.SIGKILL)
    await victim.wait()


async def gets_on(rig: Rig, before: int) -> bool:
    return len(await rig.said()) > before


@pytest.mark.slow
async def test_a_consumer_killed_at_any_point_resumes_without_loss(database_url: str) -> None:
    database = open_database(database_url)
    rig = Rig(database)
    await rig.open()
    said = [f"k{number % 13}:{number}" for number in range(3000)]
    for begin in range(0, 3000, 500):
        await rig.say(*said[begin : begin + 500])
    chance = random.Random(5)
    for _ in range(3):
        await kill_amid_work(rig, database_url, chance.random() / 3)
    assert len(await rig.said()) < 3000, "the kills met the work, and did not end it"
    rig.start()
    assert by_key(await wait_for(rig, 3000, 60)) == by_key(said)
    assert len(await rig.said()) == 3000
    await rig.close()
    await database.close()


@pytest.mark.postgres
async def test_connections_cut_by_the_server_cost_no_attempt(postgres_database: Database, postgres_url: str) -> None:
    rig = Rig(postgres_database)
    await rig.open()
    instance = rig.start(note, batch=20)
    knife = open_database(postgres_url)
    said = [f"k{number % 13}:{number}" for number in range(1000)]
    for begin in range(0, 1000, 100):
        await appended(rig, said[begin : begin + 100])
        async with knife.read() as conn:
            await conn.exec_driver_sql(CUT)
        await asyncio.sleep(0.05)
    found = await read_until(rig, 1000)
    assert by_key(found) == by_key(said)
    assert len(found) == 1000
    assert await rig.parked() == []
    assert instance.means.meters.failed.labels(rig.name)._value.get() == 0
    await knife.close()
    await rig.close()


async def appended(rig: Rig, said: list[str]) -> None:
    """Append although connections break; what was not committed is said again."""
    while True:
        try:
            await rig.say(*said)
        except MAY_PASS:
            await asyncio.sleep(0.05)
        else:
            return


async def read_until(rig: Rig, count: int) -> list[str]:
    async def enough() -> bool:
        try:
            return len(await rig.said()) >= count
        except MAY_PASS:
            return False

    await eventually(enough, 40)
    return await rig.said()
