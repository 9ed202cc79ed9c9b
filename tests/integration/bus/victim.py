"""A process that consumes until it is killed; its arguments: database, consumer, topic."""

import asyncio
import sys
from collections.abc import Sequence

from shared.db import Tx, open_database
from shared.events import Event
from tests.contract.log_rig import Rig, note


async def slowly(tx: Tx, wave: Sequence[Event]) -> None:
    await note(tx, wave)
    await asyncio.sleep(0.02)


async def main(url: str, name: str, topic: str) -> None:
    rig = Rig(open_database(url), name=name, topic=topic, lease_seconds=1)
    rig.start(slowly, batch=10)
    print("started", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
